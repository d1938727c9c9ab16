/** Which language a visitor reads: chosen from what the browser says it prefers. */

import { parseAccept } from "hono/utils/accept";

export const languages = ["en", "de", "fr", "es", "it", "nl", "pt", "pl", "ja", "ar"] as const;
export type Language = (typeof languages)[number];

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
