/**
 * Places that were called together, and what became of them. The list of cohorts is short (the young
 * ones apart, the older ones merged), whatever the length of the line.
 */

import { type Door, doorBetween } from "./door.ts";
import { type Instant, secondMs } from "./time.ts";

export interface Cohort {
  /** First and last place, both included. */
  readonly from: number;
  readonly to: number;
  readonly calledAt: Instant;
  /** By then everybody of it whose page is open has asked, and so has come. */
  readonly settledAt: Instant;
  /** How many of it have an admission, the pass fetched or not. */
  readonly admitted: number;
  /** How many said that they leave, before they were called or after. */
  readonly left: number;
  /** How many who came the measured attendance counts of it; null until it is settled. */
  readonly counted: number | null;
}

export const sizeOf = (cohort: Cohort): number => cohort.to - cohort.from + 1;

/** How many of it came: they are inside, were inside, or stand at the door. */
export const shownOf = (cohort: Cohort, door: Door): number =>
  cohort.admitted + doorBetween(door, cohort.from, cohort.to);

/** Called, and neither here nor gone as far as we know. */
export const unseenOf = (cohort: Cohort, door: Door): number =>
  sizeOf(cohort) - cohort.left - shownOf(cohort, door);

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

/** The same cohorts by a clock that went back: nobody was called later than now. */
export function cohortsOnThisClock(cohorts: readonly Cohort[], now: Instant): readonly Cohort[] {
  if ((cohorts.at(-1)?.calledAt ?? now) <= now) return cohorts;
  return cohorts.map((cohort) => {
    const aheadMs = Math.max(0, cohort.calledAt - now);
    const { calledAt, settledAt } = cohort;
    return { ...cohort, calledAt: calledAt - aheadMs, settledAt: settledAt - aheadMs };
  });
}

/**
 * Merges neighbours that were called at about the same time: within the same quarter of a second at
 * first, within ever longer times as they grow old. So an hour of calls is fewer than a hundred cohorts.
 * The merged get the later deadlines.
 */
export function mergeNeighbours(cohorts: readonly Cohort[], now: Instant): readonly Cohort[] {
  const merged: Cohort[] = [];
  for (const cohort of cohorts) {
    const before = merged.at(-1);
    if (before && belongTogether(before, cohort, now)) {
      merged[merged.length - 1] = mergeOf(before, cohort);
    } else merged.push(cohort);
  }
  return merged.length === cohorts.length ? cohorts : merged;
}

function belongTogether(first: Cohort, second: Cohort, now: Instant): boolean {
  const grainMs = grainAt(now - second.calledAt);
  if (Math.floor(first.calledAt / grainMs) !== Math.floor(second.calledAt / grainMs)) return false;
  if (first.counted !== null && second.counted !== null) return true;
  // Those who are settled sooner must not wait for the others.
  const apartMs = Math.abs(first.settledAt - second.settledAt);
  return first.counted === second.counted && apartMs <= grainMs;
}

/** A quarter of a second; beyond 4 s of age 1 s, beyond 16 s 4 s, and so on: at most a quarter of the age. */
function grainAt(ageMs: number): number {
  let grainMs = secondMs / 4;
  while (ageMs > 16 * grainMs) grainMs *= 4;
  return grainMs;
}

/** Whoever was let through at once in between is one more who was called and came. */
function mergeOf(first: Cohort, second: Cohort): Cohort {
  const between = second.from - first.to - 1;
  return {
    from: first.from,
    to: second.to,
    calledAt: second.calledAt,
    settledAt: Math.max(first.settledAt, second.settledAt),
    admitted: first.admitted + between + second.admitted,
    left: first.left + second.left,
    counted:
      first.counted === null || second.counted === null
        ? null
        : first.counted + between + second.counted,
  };
}
