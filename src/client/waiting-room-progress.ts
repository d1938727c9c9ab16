/**
 * How far along the line somebody is. It only ever moves forward: answers may come from snapshots
 * of different ages, and a reload must not take back what was already shown.
 */

import type { VisitorStatus } from "../protocol.ts";

export interface Progress {
  /** How many were ahead when this place was first seen here. */
  readonly firstAhead: number;
  /** The fewest ever shown. */
  readonly ahead: number;
  /** Nearly 0 at the end of a long line, 1 when called. */
  readonly share: number;
}

/** Null as long as the line has not said how many are ahead. */
export function advanceProgress(before: Progress | null, status: VisitorStatus): Progress | null {
  const called = status.state === "called" || status.state === "admitted";
  const told = called ? 0 : status.ahead;
  if (told === null) return before;

  const firstAhead = before?.firstAhead ?? told;
  const ahead = Math.min(before?.ahead ?? told, told);
  // Joining was the first step and the call is the last: neither end is reached by waiting alone.
  const share = called ? 1 : 1 - (ahead + 1) / (firstAhead + 2);
  return { firstAhead, ahead, share: Math.max(before?.share ?? 0, share) };
}

/** What an earlier page of this tab wrote down; anything else counts as nothing. */
export function parseProgress(text: string | null): Progress | null {
  try {
    const { firstAhead, ahead, share }: { [name: string]: unknown } = JSON.parse(text ?? "");
    return isAmount(firstAhead) && isAmount(ahead) && isAmount(share)
      ? { firstAhead, ahead, share: Math.min(share, 1) }
      : null;
  } catch {
    return null;
  }
}

function isAmount(value: unknown): value is number {
  return typeof value === "number" && value >= 0;
}
