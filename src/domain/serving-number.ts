/**
 * The serving number: every place up to it has been called. Here, and only here, it moves, and only up.
 *
 * It keeps enough people at the door or on their way to it to use the next few seconds of the
 * allowance: ready + expected of the called ≈ wanted. Those who left are never waited for.
 */

import { reckonedShare, stillExpected } from "./attendance.ts";
import type { Cohort } from "./cohort.ts";
import type { Line } from "./line.ts";
import type { Turn } from "./room-state.ts";
import { type Instant, secondMs } from "./time.ts";

/** Places that will have asked within the same second are one cohort. */
const togetherMs = secondMs;

/** How many of all that were called and not yet seen will come, as far as can be known. */
export function expectedOf({ state, door }: Line, now: Instant): number {
  const share = reckonedShare(state, door, now);
  return state.cohorts.reduce((sum, cohort) => sum + stillExpected(cohort, door, share, now), 0);
}

/**
 * How many places to call now.
 * @param wanted how many the time until they come can admit, and a little more
 */
export function placesToCall(line: Line, wanted: number, now: Instant): number {
  const { issued, serving } = line.state;
  const missing = wanted - line.door.length - expectedOf(line, now);
  if (missing <= 0) return 0;
  return Math.min(issued - serving, Math.ceil(missing / reckonedShare(line.state, line.door, now)));
}

/**
 * Calls the next places: as one cohort, or as several where those in front will have asked sooner than
 * those behind, so that nobody in front waits for them.
 * @param settledAt by when everybody up to a place will have asked; the later the higher the place
 */
export function callPlaces(
  { line, from, to }: { readonly line: string; readonly from: number; readonly to: number },
  { register, now }: Pick<Turn, "register" | "now">,
  settledAt: (place: number) => Instant,
): readonly Cohort[] {
  const cohorts: Cohort[] = [];
  for (let first = from; first <= to; first = (cohorts.at(-1)?.to ?? to) + 1) {
    const together = settledAt(first) + togetherMs;
    const last = highest(first, to, (place) => settledAt(place) <= together);
    cohorts.push({
      from: first,
      to: last,
      calledAt: now,
      settledAt: settledAt(last),
      admitted: 0,
      left: register.leftBetween(line, first, last),
      counted: null,
    });
  }
  return cohorts;
}

/** The highest place for which it holds, where it holds for the first and for none above one for which it does not. */
function highest(first: number, last: number, holds: (place: number) => boolean): number {
  if (holds(last)) return last;
  let [low, high] = [first, last];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (holds(middle)) low = middle;
    else high = middle;
  }
  return low;
}
