/**
 * Places that were called together, and how many of them came to the door. The list of cohorts is
 * short (the young ones second by second, the older ones merged), whatever the length of the line.
 */

import { type Instant, secondMs } from "./time.ts";

export interface Cohort {
  /** First and last place, both included. */
  readonly from: number;
  readonly to: number;
  readonly calledAt: Instant;
  /** By then everybody of it whose page is open has asked, and so has come. */
  readonly settledAt: Instant;
  /** How many came to the door. */
  readonly shown: number;
  /** How many said that they leave, before they were called or after. */
  readonly left: number;
  /** Whether the measured attendance already counts this cohort. */
  readonly counted: boolean;
}

const mostCohorts = 64;
/** Cohorts younger than this are kept apart: their age decides who is still expected. */
const youngMs = 10 * secondMs;

export const sizeOf = (cohort: Cohort): number => cohort.to - cohort.from + 1;

/** Called, and neither at the door nor gone as far as we know. */
export const unseenOf = (cohort: Cohort): number =>
  Math.max(0, sizeOf(cohort) - cohort.shown - cohort.left);

/** Nobody of it can still be on the way with a page that is open: all have come, or had the time to. */
export const isSettled = (cohort: Cohort, now: Instant): boolean =>
  unseenOf(cohort) === 0 || now >= cohort.settledAt;

export const cohortOf = (cohorts: readonly Cohort[], place: number): Cohort | undefined =>
  cohorts.find((cohort) => cohort.from <= place && place <= cohort.to);

/** The list with the cohort of `place` changed; the same list when that cohort is no longer kept. */
export function withCohort(
  cohorts: readonly Cohort[],
  place: number,
  change: (cohort: Cohort) => Cohort,
): readonly Cohort[] {
  const found = cohortOf(cohorts, place);
  return found ? cohorts.map((cohort) => (cohort === found ? change(cohort) : cohort)) : cohorts;
}

/** Keeps the list short by merging the two oldest neighbours. The merged ones get the later deadline. */
export function mergeOldCohorts(cohorts: readonly Cohort[], now: Instant): readonly Cohort[] {
  const [first, second, ...rest] = cohorts;
  if (cohorts.length <= mostCohorts || !first || !second) return cohorts;
  if (now - second.calledAt < youngMs || first.counted !== second.counted) return cohorts;
  const merged: Cohort = {
    from: first.from,
    to: second.to,
    calledAt: second.calledAt,
    settledAt: Math.max(first.settledAt, second.settledAt),
    shown: first.shown + second.shown,
    left: first.left + second.left,
    counted: first.counted,
  };
  return mergeOldCohorts([merged, ...rest], now);
}
