/**
 * The line as it would be if everything were known: a sorted list and a bucket. Nobody has to be called
 * or to find their way; whoever is there and has the lowest number is let in with each drop. The real
 * room is measured against it: it can never be faster, and should hardly be slower.
 */

import type { Instant } from "../../domain/time.ts";

export interface Waiting {
  readonly number: number;
  readonly joinedAt: Instant;
  /** Null: stays until let in. */
  readonly leavesAt: Instant | null;
}

/** When each of those who are let in is let in, in order. */
export function referenceAdmissions(
  waiting: readonly Waiting[],
  admissionsPerMinute: number,
): readonly { readonly number: number; readonly at: Instant }[] {
  const line = waiting.toSorted((a, b) => a.number - b.number);
  const perMs = admissionsPerMinute / 60_000;
  const size = Math.max(1, admissionsPerMinute / 60);
  const admissions: { number: number; at: Instant }[] = [];
  let drops = size;
  let filledAt = line[0]?.joinedAt ?? 0;
  for (const { number, joinedAt, leavesAt } of line) {
    const untilDropMs = Math.max(0, 1 - drops) / perMs;
    const at = Math.max(filledAt + untilDropMs, joinedAt);
    if (leavesAt !== null && leavesAt <= at) continue;
    drops = Math.min(size, drops + (at - filledAt) * perMs) - 1;
    filledAt = at;
    admissions.push({ number, at });
  }
  return admissions;
}
