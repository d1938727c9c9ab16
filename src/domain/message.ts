/** The merchant's words in the language that somebody reads best. */

import type { Message } from "./settings.ts";

/**
 * The text for the first language that they read, else the English one, else the first there is.
 * @param languages tags such as `pt-BR`, the dearest first
 */
export function messageIn(message: Message | null, languages: readonly string[]): string | null {
  if (message === null || typeof message === "string") return message;
  const texts = new Map(Object.entries(message).map(([tag, text]) => [tag.toLowerCase(), text]));
  for (const language of languages) {
    const tag = language.toLowerCase();
    const text = texts.get(tag) ?? texts.get(tag.split("-")[0] ?? tag);
    if (text !== undefined) return text;
  }
  return texts.get("en") ?? [...texts.values()][0] ?? null;
}
