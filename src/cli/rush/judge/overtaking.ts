/**
 * By how much visitors who were there were passed by somebody behind them.
 *
 * The promise is order of place among the present, up to one poll interval near the front. A visitor
 * can only be let in when it asks, and it asks when the gateway told it to, so the gateway's own words
 * are the measure. With A before B by place, and B let in first, A was passed by as long as A had been
 * told to stay away after B went in: asleep, because the gateway let B in while it knew that A could
 * not hear of the call; or at the door, because it let B in and told A to come again.
 *
 * What A lost by itself (a lost connection, a slow machine: later than it was told) is not counted,
 * and A must have stayed; B may be anybody.
 */

import type { Span } from "./span.ts";

export interface PlaceInLine {
  readonly place: number;
  /** Stayed in front of the screen all the time. */
  readonly present: boolean;
  /** When it was to ask next, as last told before it learnt that it was called; null: never waited. */
  readonly dueAt: number | null;
  /** Since when it stood at the door, asking again as told; null: never was told to wait there. */
  readonly doorAt: number | null;
  /** When it was to ask next, as last told at the door; null: was let in at once. */
  readonly doorDueAt: number | null;
  /** From when it was due to ask until it had the answer that let it in; null: not let in. */
  readonly admitted: Span | null;
}

/** For each who was present and passed, by how many milliseconds at the worst. */
export function passedByMs(line: readonly PlaceInLine[]): number[] {
  const passed: number[] = [];
  const behind: Span[] = [];
  for (const visitor of line.toSorted((a, b) => b.place - a.place)) {
    const byMs = visitor.present ? worstPassing(visitor, behind) : 0;
    if (byMs > 0) passed.push(byMs);
    const { admitted } = visitor;
    if (admitted !== null) behind.splice(firstNotBefore(behind, admitted.end), 0, admitted);
  }
  return passed;
}

/** `behind`: those behind who were let in, by when they had the answer. */
function worstPassing(visitor: PlaceInLine, behind: readonly Span[]): number {
  const { dueAt, doorAt, doorDueAt, admitted } = visitor;
  const insideAt = admitted?.start ?? Number.POSITIVE_INFINITY;
  const first = behind[0];
  if (first === undefined || first.end >= insideAt || dueAt === null) return 0;
  const asleepMs = dueAt - first.end;
  if (doorAt === null || doorDueAt === null) return asleepMs;
  // Whoever was due before that may have been let in before, and only heard of it now.
  const late = behind.slice(firstNotBefore(behind, doorAt), firstNotBefore(behind, insideAt));
  const passing = late.find(({ start }) => start >= doorAt);
  return passing === undefined ? asleepMs : Math.max(asleepMs, doorDueAt - passing.end);
}

function firstNotBefore(spans: readonly Span[], end: number): number {
  let low = 0;
  let high = spans.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((spans[middle]?.end ?? Number.POSITIVE_INFINITY) < end) low = middle + 1;
    else high = middle;
  }
  return low;
}
