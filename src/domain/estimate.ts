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
  /** How many ends that was measured on. */
  readonly endsMeasured: number;
  /** The share of the called that come, and how many called people it was measured on. */
  readonly attendance: number;
  readonly measuredOn: number;
  /** That share, taken low while little was measured. */
  readonly cautiousAttendance: number;
  readonly atTheDoor: number;
  /** Called and not yet there: as many of them as are as likely to come as somebody still to be called. */
  readonly onTheWay: number;
}

export interface WaitRangeMs {
  readonly lowMs: number;
  readonly highMs: number;
}

/** One-sided 90 %, so that both sides together cover 80 %. */
const deviations = 1.28;
/** What nobody can measure beforehand: a share of the wait that is always left open. */
const leastSpread = 0.02;
/** From a slot to the page that notices it: a poll near the front. */
const noticedMs = 2 * secondMs;
/** Never fewer than this share of those expected: the low end of a range told before anything was measured. */
const fewestComing = 0.2;

/** How long until somebody with `ahead` places before them goes in; null when nothing honest can be said. */
export function estimateWait(pace: Pace, ahead: number): WaitRangeMs | null {
  const { attendance, atTheDoor } = pace;
  const unseen = pace.onTheWay + ahead;
  const chance = attendance * (1 - attendance);
  const whoComes = Math.sqrt(unseen * chance);
  // One unknown person's worth of doubt about the share, as in the belief before anything was measured.
  const howWellKnown = unseen * Math.sqrt(chance / (2 * pace.measuredOn + 1));
  const doubt = deviations * Math.hypot(whoComes, howWellKnown);
  const coming = unseen * attendance;
  const fewest = Math.max(coming - doubt, coming * fewestComing);
  const most = Math.min(coming + doubt, unseen);
  const soonest = timeToAdmitMs(pace, atTheDoor + fewest + 1);
  const latest = timeToAdmitMs(pace, atTheDoor + most + 1);
  if (soonest === null || latest === null) return null;
  return {
    lowMs: soonest.ms * Math.max(0, 1 - leastSpread - soonest.doubt),
    highMs: latest.ms * (1 + leastSpread + latest.doubt) + noticedMs,
  };
}

/** How soon a place may be called, for the choice of the poll interval; null when unknown. */
export function timeUntilCalledMs(pace: Pace, ahead: number): number | null {
  return timeToAdmitMs(pace, ahead * pace.cautiousAttendance)?.ms ?? null;
}

/** The middle of what is known, and the share of it that chance may add or take away. */
function timeToAdmitMs(pace: Pace, people: number): { ms: number; doubt: number } | null {
  const { admissionsPerSecond, free, endsPerSecond, endsMeasured } = pace;
  if (admissionsPerSecond === 0) return null;
  const byRate = (people / admissionsPerSecond) * secondMs;
  if (free === null || people <= free) return { ms: byRate, doubt: 0 };
  if (endsPerSecond === null || endsPerSecond === 0) return null;
  const ends = people - free;
  const byEnds = (ends / endsPerSecond) * secondMs;
  if (byRate > byEnds) return { ms: byRate, doubt: 0 };
  // Ends come by chance, those that were measured and those that are waited for.
  return {
    ms: byEnds,
    doubt: deviations * Math.hypot(1 / Math.sqrt(endsMeasured), 1 / Math.sqrt(ends)),
  };
}

/** When an estimate made at `asOf` says that the wait is over, as whole seconds from `now`. */
export function fromNow(range: WaitRangeMs, asOf: Instant, now: Instant): WaitRangeMs {
  const passedMs = Math.max(0, now - asOf);
  return {
    lowMs: Math.max(0, range.lowMs - passedMs),
    highMs: Math.max(0, range.highMs - passedMs),
  };
}
