/**
 * Who was let in after somebody behind them of the same line, and why. People who come late are passed:
 * that is what keeps the line moving. Nobody who stood at the door may be.
 */

import type { FairnessRow } from "./fairness-row.ts";
import type { Instant } from "./time.ts";

export interface Overtaken {
  readonly line: string;
  readonly number: number;
  readonly place: number;
  readonly reason: OvertakeReason;
  /** From the first who went in from behind until this one did. */
  readonly byMs: number;
}

export type OvertakeReason =
  /** The line is in order up to one poll near the front. */
  | "within-the-bound"
  /** Called, and not there while others went in. */
  | "came-late"
  /** Broken promises. Was there for longer than the bound while somebody from behind went in … */
  | "passed-at-the-door"
  /** … or was not even called. */
  | "passed-uncalled";

/** What the line has to answer for. */
export const isBroken = ({ reason }: Overtaken): boolean =>
  reason === "passed-at-the-door" || reason === "passed-uncalled";

/**
 * @param rows of one line
 * @param boundMs how much order may be blurred: one poll interval near the front
 * @returns from the front of the line to its back
 */
export function overtakesIn(rows: readonly FairnessRow[], boundMs: number): readonly Overtaken[] {
  const byTime = rows.toSorted((one, other) => one.admittedAt - other.admittedAt);
  const rankOf = new Map(byTime.map((row, rank) => [row, rank]));
  // From the front, taking everybody out as we come to them: whoever remains is behind.
  const behind = everyRank(rows.length);
  return rows
    .toSorted((one, other) => one.place - other.place)
    .flatMap((row) => {
      behind.takeOut(rankOf.get(row) ?? 0);
      // Only those who went in while this visitor was in line, and not yet in.
      const first = byTime[behind.nextFrom(firstNotBefore(byTime, row.joinedAt))];
      const last = byTime[behind.lastBefore(firstNotBefore(byTime, row.admittedAt))];
      if (!first || !last || first.admittedAt > last.admittedAt) return [];
      return [judge(row, { first: first.admittedAt, last: last.admittedAt }, boundMs)];
    });
}

/** @param passes when the first and when the last went in from behind */
function judge(
  row: FairnessRow,
  passes: { readonly first: Instant; readonly last: Instant },
  boundMs: number,
): Overtaken {
  const { line, number, place, admittedAt } = row;
  return {
    line,
    number,
    place,
    reason: reasonOf(row, passes, boundMs),
    byMs: admittedAt - passes.first,
  };
}

function reasonOf(
  { calledAt, cameAt, admittedAt }: FairnessRow,
  { first, last }: { readonly first: Instant; readonly last: Instant },
  boundMs: number,
): OvertakeReason {
  if (admittedAt - first <= boundMs) return "within-the-bound";
  if (calledAt === null || calledAt > first) return "passed-uncalled";
  return last - (cameAt ?? admittedAt) <= boundMs ? "came-late" : "passed-at-the-door";
}

/** The rank of the first who went in at this instant or later. */
function firstNotBefore(byTime: readonly FairnessRow[], instant: Instant): number {
  let low = 0;
  let high = byTime.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((byTime[middle]?.admittedAt ?? instant) < instant) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * All ranks from 0 to `count` - 1, of which some are taken out, and the nearest that is still there: a
 * pointer past those that are gone, shortened as it is followed, so that a million take no time.
 */
function everyRank(count: number) {
  const next = Int32Array.from({ length: count + 1 }, (_, rank) => rank);
  // One further, so that there is something before the first.
  const last = Int32Array.from({ length: count + 1 }, (_, rank) => rank);
  return {
    takeOut(rank: number): void {
      next[rank] = rank + 1;
      last[rank + 1] = rank;
    },
    nextFrom: (rank: number): number => follow(next, rank),
    lastBefore: (rank: number): number => follow(last, rank) - 1,
  };
}

function follow(pointers: Int32Array, from: number): number {
  let rank = from;
  for (let to = pointers[rank] ?? rank; to !== rank; to = pointers[rank] ?? rank) {
    const beyond = pointers[to] ?? to;
    pointers[rank] = beyond;
    rank = beyond;
  }
  return rank;
}
