/** Which language a visitor reads: chosen from what the browser says it prefers. */

import { parseAccept } from "hono/utils/accept";
import { arabic } from "./messages/ar.ts";
import { german } from "./messages/de.ts";
import { english } from "./messages/en.ts";
import { spanish } from "./messages/es.ts";
import { french } from "./messages/fr.ts";
import { italian } from "./messages/it.ts";
import { japanese } from "./messages/ja.ts";
import type { Messages } from "./messages/messages.ts";
import { dutch } from "./messages/nl.ts";
import { polish } from "./messages/pl.ts";
import { portuguese } from "./messages/pt.ts";

export const languages = ["en", "de", "fr", "es", "it", "nl", "pt", "pl", "ja", "ar"] as const;
export type Language = (typeof languages)[number];

export const messagesIn: Readonly<Record<Language, Messages>> = {
  en: english,
  de: german,
  fr: french,
  es: spanish,
  it: italian,
  nl: dutch,
  pt: portuguese,
  pl: polish,
  ja: japanese,
  ar: arabic,
};

/** The most preferred language that we have; a region does not matter (`pt-BR` reads `pt`). */
export function chooseLanguage(acceptLanguage: string | null): Language {
  for (const { type, q } of parseAccept(acceptLanguage ?? "")) {
    const primary = type.split("-")[0]?.toLowerCase();
    const language = languages.find((known) => known === primary);
    if (language !== undefined && q > 0) return language;
  }
  return "en";
}

export function directionOf(language: Language): "ltr" | "rtl" {
  return language === "ar" ? "rtl" : "ltr";
}
