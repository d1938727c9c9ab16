/** All that the pages say in one language. Each is a module, loaded when somebody first reads it. */

import type { Language } from "./language.ts";
import type { Messages } from "./messages/messages.ts";

export const messagesIn = (language: Language): Promise<Messages> => modules[language]();

const modules: Readonly<Record<Language, () => Promise<Messages>>> = {
  en: async () => (await import("./messages/en.ts")).english,
  de: async () => (await import("./messages/de.ts")).german,
  fr: async () => (await import("./messages/fr.ts")).french,
  es: async () => (await import("./messages/es.ts")).spanish,
  it: async () => (await import("./messages/it.ts")).italian,
  nl: async () => (await import("./messages/nl.ts")).dutch,
  pt: async () => (await import("./messages/pt.ts")).portuguese,
  pl: async () => (await import("./messages/pl.ts")).polish,
  ja: async () => (await import("./messages/ja.ts")).japanese,
  ar: async () => (await import("./messages/ar.ts")).arabic,
};
