/**
 * How many of the called come: measured, because people close the tab without a word. Whoever calls
 * exactly as many as may enter leaves the shop idle; whoever calls ahead by the attendance keeps it full.
 */

import { type Cohort, shownOf, sizeOf, unseenOf } from "./cohort.ts";
import type { Door } from "./door.ts";
import { snapshotAgeMs } from "./polling.ts";
import { type Instant, minuteMs, secondMs } from "./time.ts";

export interface Attendance {
  /** Called and shown, with older cohorts counting less and less. */
  readonly called: number;
  readonly shown: number;
}

/**
 * Before anything was measured every second one is taken to come: one person's worth of that belief.
 * Too low costs nothing (some more stand ready), too high leaves the shop idle for a few seconds.
 */
const prior = { called: 1, shown: 0.5 };
/** How few may come at worst, for choices that must not be sorry: one in ten, until twenty others were seen. */
const cautiousPrior = { called: 20, shown: 2 };
/**
 * About this many of the latest decide: of those who came, because their number says how exact the share
 * is (a hundred are right to a tenth), and of the called, where hardly anybody comes.
 */
const memory = { shown: 100, called: 1_000 };
/** Below this, calling ahead would call the whole line. One in fifty. */
const leastAttendance = 0.02;
/** Those called this lately show how it is now; what was measured before weighs as much as three of them. */
const youngMs = 10 * secondMs;
const othersWeigh = 3;
/** Share of those who come at all that come late: tabs in the background wake once a minute. */
const lateShare = 0.05;

export const nothingMeasured: Attendance = { called: 0, shown: 0 };

/** The share of the called that come, between the floor and 1. */
export function attendanceShare({ called, shown }: Attendance): number {
  return Math.max(leastAttendance, (shown + prior.shown) / (called + prior.called));
}

/** The same share, taken low while little was measured. */
export const cautiousShare = ({ called, shown }: Attendance): number =>
  (shown + cautiousPrior.shown) / (called + cautiousPrior.called);

/** Waits are told before anybody had the time to come: three people's worth of the belief that two of them do. */
const waitPrior = { called: 3, shown: 2 };

/** The share to work a wait out with: the middle of what is believed, where calling takes it low. */
export const shareForWaits = ({ called, shown }: Attendance): number =>
  Math.max(leastAttendance, (shown + waitPrior.shown) / (called + waitPrior.called));

/** Null before anybody was called and had the time to come. */
export const measuredShare = ({ called, shown }: Attendance): number | null =>
  called === 0 ? null : Math.min(1, shown / called);

/**
 * Counts a cohort that had its time; once it is counted, those of it who came late. People who said
 * that they leave tell nothing about those who did not.
 */
export function countCohort({ called, shown }: Attendance, cohort: Cohort, door: Door): Attendance {
  const came = shownOf(cohort, door);
  if (cohort.counted !== null) {
    return { called, shown: Math.min(called, shown + Math.max(0, came - cohort.counted)) };
  }
  const size = sizeOf(cohort) - cohort.left;
  const kept = Math.exp(-came / memory.shown - size / memory.called);
  return { called: called * kept + size, shown: shown * kept + came };
}

/**
 * The share to reckon with now: the measured one, or what those called in the last seconds show so far
 * if that is less. So a crowd that is gone is not waited for because the one before it came.
 */
export function reckonedShare(
  { cohorts, attendance }: { readonly cohorts: readonly Cohort[]; readonly attendance: Attendance },
  door: Door,
  now: Instant,
): number {
  const measured = attendanceShare(attendance);
  let [hadTheTime, shown] = [othersWeigh, othersWeigh * measured];
  for (const cohort of cohorts) {
    if (now - cohort.calledAt > youngMs) continue;
    hadTheTime += (sizeOf(cohort) - cohort.left) * surelyCome(cohort, now);
    shown += shownOf(cohort, door);
  }
  return Math.min(measured, Math.max(shown / hadTheTime, measured / 10, leastAttendance));
}

/**
 * How many of the unseen are still expected, by Bayes: the longer somebody has not come, the less
 * likely it is that a page is open there at all. A cohort that had its time speaks for itself: the
 * no-shows of one crowd are not waited for because the next crowd came.
 */
export function stillExpected(cohort: Cohort, door: Door, share: number, now: Instant): number {
  const own = cohort.counted === null ? share : Math.min(share, ownShare(cohort, door, share));
  const coming = own * stillComing(cohort, now);
  return unseenOf(cohort, door) * (coming / (1 - own + coming || 1));
}

const ownShare = (cohort: Cohort, door: Door, others: number): number =>
  (shownOf(cohort, door) + othersWeigh * others) / (sizeOf(cohort) - cohort.left + othersWeigh);

/**
 * Of those who come at all, the share that has not yet come. Open pages ask evenly spread until the
 * cohort is settled; the rest come as their tabs wake, within the minute after it.
 */
function stillComing({ calledAt, settledAt }: Cohort, now: Instant): number {
  const firstAt = calledAt + snapshotAgeMs / 2;
  if (now <= firstAt) return 1;
  if (now < settledAt) return 1 - (1 - lateShare) * ((now - firstAt) / (settledAt - firstAt));
  return lateShare * Math.max(0, 1 - (now - settledAt) / minuteMs);
}

/** The share that has come at the least: those who had just asked when they were called ask last of all. */
function surelyCome({ calledAt, settledAt }: Cohort, now: Instant): number {
  const lastAskedAt = calledAt + (settledAt - calledAt) / 2;
  return Math.min(1, Math.max(0, (now - lastAskedAt) / (settledAt - lastAskedAt)));
}
