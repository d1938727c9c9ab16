/**
 * The key that makes several joins one ticket. The tabs of a browser share it for a minute, so that
 * opening the shop in ten tabs takes one place; a place given up or lost ends it at once.
 */

export interface JoinNote {
  /** Null: the place was given up at this instant. */
  readonly key: string | null;
  /** Milliseconds since 1970, on this browser's clock. */
  readonly at: number;
}

const sharedForMs = 60_000;

/** The note to join with: the tabs' own, if newer than a minute and than `notBefore`; else a fresh one. */
export function joinNote(
  stored: string | null,
  fresh: { readonly key: string; readonly at: number; readonly notBefore: number },
): JoinNote & { readonly key: string } {
  const shared = parseJoinNote(stored);
  const oldest = Math.max(fresh.at - sharedForMs, fresh.notBefore);
  return shared?.key && shared.at > oldest && shared.at <= fresh.at
    ? { key: shared.key, at: shared.at }
    : { key: fresh.key, at: fresh.at };
}

/** Whether a tab of this browser gave the place up since it was last seen to be there. */
export function leftInAnyTab(stored: string | null, placeSeenAt: number): boolean {
  const note = parseJoinNote(stored);
  return note !== null && note.key === null && note.at >= placeSeenAt;
}

function parseJoinNote(text: string | null): JoinNote | null {
  try {
    const { key, at }: { [name: string]: unknown } = JSON.parse(text ?? "");
    const readable = (key === null || typeof key === "string") && typeof at === "number";
    return readable ? { key, at } : null;
  } catch {
    return null;
  }
}
