/**
 * The wait before a place, as a range. The line moves at the speed at which people are let in, divided
 * by the share of the called who come; both are known better the more was measured, and the range is
 * as wide as what is not known. Quoted slightly long: early is a kindness, late is a broken promise.
 */

import { type Instant, secondMs } from "./time.ts";

/** What decides the speed of the line at one instant. Plain data: it travels in the snapshot. */
export interface Pace {
  readonly admissionsPerSecond: number;
  /** Sessions that may still begin; null without a cap. */
  readonly free: number | null;
  /** Null while too few sessions have ended to say. */
  readonly endsPerSecond: number | null;
  /** The share of the called that come, and how many called people it was measured on. */
  readonly attendance: number;
  readonly measuredOn: number;
  /** That share, taken low while little was measured. */
  readonly cautiousAttendance: number;
  /** How many are at the door or still expected there. */
  readonly beforeTheLine: number;
}

export interface WaitRangeMs {
  readonly lowMs: number;
  readonly highMs: number;
}

/** One-sided 90 %, so that both sides together cover 80 %. */
const deviations = 1.28;
/** What nobody can measure beforehand: a share of the wait that is always left open. */
const leastSpread = 0.08;

/** How long until somebody with `ahead` places before them goes in; null when nothing honest can be said. */
export function estimateWait(pace: Pace, ahead: number): WaitRangeMs | null {
  const { attendance } = pace;
  const people = pace.beforeTheLine + ahead * attendance + 1;
  const middleMs = timeToAdmitMs(pace, people);
  const soonestMs = timeToAdmitMs(pace, ahead * pace.cautiousAttendance + 1);
  if (middleMs === null || soonestMs === null) return null;

  const chance = attendance * (1 - attendance);
  const whoComes = Math.sqrt(ahead * chance);
  const howWellKnown = ahead * Math.sqrt(chance / (pace.measuredOn + 2));
  const spread = leastSpread + (deviations * Math.hypot(whoComes, howWellKnown)) / people;
  return {
    lowMs: Math.min(soonestMs, middleMs * Math.max(0, 1 - spread)),
    highMs: middleMs * (1 + spread) + 2 * secondMs,
  };
}

/** How soon a place may be called, for the choice of the poll interval; null when unknown. */
export function timeUntilCalledMs(pace: Pace, ahead: number): number | null {
  return timeToAdmitMs(pace, ahead * pace.cautiousAttendance);
}

function timeToAdmitMs(pace: Pace, people: number): number | null {
  const { admissionsPerSecond, free, endsPerSecond } = pace;
  if (admissionsPerSecond === 0) return null;
  const byRate = people / admissionsPerSecond;
  if (free === null || people <= free) return byRate * secondMs;
  if (endsPerSecond === null || endsPerSecond === 0) return null;
  return Math.max(byRate, (people - free) / endsPerSecond) * secondMs;
}

/** When an estimate made at `asOf` says that the wait is over, as whole seconds from `now`. */
export function fromNow(range: WaitRangeMs, asOf: Instant, now: Instant): WaitRangeMs {
  const passedMs = Math.max(0, now - asOf);
  return {
    lowMs: Math.max(0, range.lowMs - passedMs),
    highMs: Math.max(0, range.highMs - passedMs),
  };
}
