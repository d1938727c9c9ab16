/**
 * The serving number: every place up to it has been called. Here, and only here, it moves, and only up.
 *
 * It keeps enough people at the door or on their way to it to use the next few seconds of the
 * allowance: ready + expected of the called ≈ wanted. Those who left are never waited for.
 */

import { attendanceShare, stillExpected } from "./attendance.ts";
import type { Cohort } from "./cohort.ts";
import type { Room } from "./room-state.ts";
import type { Instant } from "./time.ts";

/** How many of all that were called and not yet seen will come, as far as can be known. */
export const expectedOf = ({ state, door }: Room, now: Instant): number =>
  state.cohorts.reduce(
    (sum, cohort) => sum + stillExpected(cohort, door, state.attendance, now),
    0,
  );

/**
 * How many places to call now.
 * @param wanted how many the time until they come can admit, and a little more
 */
export function placesToCall(room: Room, wanted: number, now: Instant): number {
  const { issued, serving, attendance } = room.state;
  const missing = wanted - room.door.length - expectedOf(room, now);
  return Math.min(issued - serving, Math.max(0, Math.ceil(missing / attendanceShare(attendance))));
}

/** Calls the next places. */
export function advanceServingNumber(
  { serving, cohorts }: { readonly serving: number; readonly cohorts: readonly Cohort[] },
  call: Pick<Cohort, "to" | "calledAt" | "settledAt" | "left">,
): { readonly serving: number; readonly cohorts: readonly Cohort[] } {
  const cohort: Cohort = { from: serving + 1, admitted: 0, counted: null, ...call };
  return { serving: cohort.to, cohorts: [...cohorts, cohort] };
}
