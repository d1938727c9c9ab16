/** The merchant's words in the language that a visitor reads best. */

import { parseAccept } from "hono/utils/accept";
import type { Message } from "../domain/settings.ts";

/** The text for the first language the visitor accepts, else the English one, else the first there is. */
export function messageFor(message: Message | null, acceptLanguage: string | null): string | null {
  if (message === null || typeof message === "string") return message;
  const texts = new Map(Object.entries(message).map(([tag, text]) => [tag.toLowerCase(), text]));
  for (const { type } of parseAccept(acceptLanguage ?? "")) {
    const tag = type.toLowerCase();
    const text = texts.get(tag) ?? texts.get(tag.split("-")[0] ?? tag);
    if (text !== undefined) return text;
  }
  return texts.get("en") ?? [...texts.values()][0] ?? null;
}
