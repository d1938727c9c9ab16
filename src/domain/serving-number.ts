/**
 * The serving number: every place up to it has been called. Here, and only here, it moves, and only up.
 *
 * It keeps enough people at the door or on their way to it to use the next few seconds of the
 * allowance: ready + expected of the called ≈ wanted. Those who left are never waited for.
 */

import { type Attendance, attendanceShare, stillExpected } from "./attendance.ts";
import type { Cohort } from "./cohort.ts";
import type { Instant } from "./time.ts";

export interface CallingNeed {
  /** How many the next seconds can admit. */
  readonly wanted: number;
  /** At the door now. */
  readonly ready: number;
}

/** How many of all that were called and not yet seen will come, as far as can be known. */
export const expectedOf = (
  cohorts: readonly Cohort[],
  attendance: Attendance,
  now: Instant,
): number => cohorts.reduce((sum, cohort) => sum + stillExpected(cohort, attendance, now), 0);

/**
 * Calls the next places.
 * @param line the serving number, the last number issued, and who among the next said that they left
 * @returns the new serving number (the same when nobody is to be called) and the list with the new cohort
 */
export function advanceServingNumber(
  line: {
    readonly serving: number;
    readonly issued: number;
    readonly cohorts: readonly Cohort[];
    readonly attendance: Attendance;
    readonly leftBetween: (from: number, to: number) => number;
    readonly settledAfterCall: (place: number) => Instant;
  },
  need: CallingNeed,
  now: Instant,
): { readonly serving: number; readonly cohorts: readonly Cohort[] } {
  const { serving, issued, cohorts, attendance } = line;
  const missing = need.wanted - need.ready - expectedOf(cohorts, attendance, now);
  const inLine = issued - serving;
  if (inLine === 0 || missing <= 0) return { serving, cohorts };

  const count = Math.min(inLine, Math.ceil(missing / attendanceShare(attendance)));
  const cohort: Cohort = {
    from: serving + 1,
    to: serving + count,
    calledAt: now,
    settledAt: line.settledAfterCall(serving + count),
    shown: 0,
    left: line.leftBetween(serving + 1, serving + count),
    counted: false,
  };
  return { serving: cohort.to, cohorts: [...cohorts, cohort] };
}
