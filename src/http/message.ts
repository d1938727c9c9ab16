/** The merchant's words in the language that a visitor's browser asks for. */

import { parseAccept } from "hono/utils/accept";
import { messageIn } from "../domain/message.ts";
import type { Message } from "../domain/settings.ts";

export function messageFor(message: Message | null, acceptLanguage: string | null): string | null {
  if (message === null || typeof message === "string") return message;
  return messageIn(
    message,
    parseAccept(acceptLanguage ?? "").map(({ type }) => type),
  );
}
