/**
 * Who was passed by somebody behind them, although they were there.
 *
 * The promise is order of place among the present, up to one poll interval near the front. A visitor
 * can only be let in when it asks, and it asks when the gateway told it to, so the gateway's own words
 * are the measure. With A before B by place, and B let in first, A was wronged when
 *
 * - A had been told to sleep for longer than the bound after B went in: the gateway called B while it
 *   knew that A could not hear; or
 * - A had stood at the door for longer than the bound, was told to wait on, and B went in meanwhile.
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
  /** When it first asked to enter, having been called; null: never did. */
  readonly doorAt: number | null;
  /** When it was to ask next, as last told at the door; null: was let in at once. */
  readonly doorDueAt: number | null;
  /** From when it was due to ask until it had the answer that let it in; null: not let in. */
  readonly admitted: Span | null;
}

/** Those who were wronged, from the back of the line to the front. */
export function overtaken(line: readonly PlaceInLine[], boundMs: number): PlaceInLine[] {
  const wronged: PlaceInLine[] = [];
  const behind: number[] = [];
  for (const visitor of line.toSorted((a, b) => b.place - a.place)) {
    if (visitor.present && isWronged(visitor, behind, boundMs)) wronged.push(visitor);
    if (visitor.admitted !== null) insert(behind, visitor.admitted.end);
  }
  return wronged;
}

/** `behind`: when each of those behind had been let in, ascending. */
function isWronged(visitor: PlaceInLine, behind: readonly number[], boundMs: number): boolean {
  const { dueAt, doorAt, doorDueAt, admitted } = visitor;
  const insideAt = admitted?.start ?? Number.POSITIVE_INFINITY;
  const first = behind[0];
  if (first === undefined || first >= insideAt || dueAt === null) return false;
  if (dueAt - first > boundMs) return true;
  if (doorAt === null || doorDueAt === null) return false;
  const afterBound = behind[firstAbove(behind, doorAt + boundMs)];
  return afterBound !== undefined && afterBound < Math.min(doorDueAt, insideAt);
}

function insert(ascending: number[], value: number): void {
  ascending.splice(firstAbove(ascending, value), 0, value);
}

function firstAbove(ascending: readonly number[], value: number): number {
  let low = 0;
  let high = ascending.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((ascending[middle] ?? Number.POSITIVE_INFINITY) > value) high = middle;
    else low = middle + 1;
  }
  return low;
}
