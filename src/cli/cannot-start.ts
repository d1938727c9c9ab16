/**
 * Something on this machine stands in the way of starting: a port in use, a directory that cannot
 * be written. The message is one sentence to the person at the terminal and says what to do.
 */
export class CannotStart extends Error {
  override readonly name = "CannotStart";
}

/** What a system's or a library's error says, to be part of such a sentence. */
export const reasonOf = (error: unknown): string =>
  error instanceof Error ? error.message : String(error);
