/**
 * Something that was typed, or something out there, stands in the way. The message is a sentence to the
 * person at the terminal and says what to do; nothing was done.
 */
export class WrongUse extends Error {
  override readonly name = "WrongUse";
}

/** What a system's error says, to be part of such a sentence. */
export const reasonOf = (error: unknown): string =>
  error instanceof Error ? error.message : String(error);
