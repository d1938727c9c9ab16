/**
 * The wait before a place, as a range. Its middle is the time in which those before are let in who come:
 * of their own line, and of the others as their turns fall between. How wide it is follows from how well
 * that is known; what it should have been is learned from the waits that ended (margins.ts).
 */

import { type Margins, rangeOf, type WaitBelief, type WaitRangeMs } from "./margins.ts";
import { settleMs } from "./polling.ts";
import { type Instant, minuteMs, secondMs } from "./time.ts";

export type { WaitRangeMs } from "./margins.ts";

/** What decides the speed of a line at one instant. Plain data: it travels in the snapshot. */
export interface Pace {
  /** Of the whole room, as is what is free and what ends. */
  readonly admissionsPerSecond: number;
  /** Sessions that may still begin; null without a cap. */
  readonly free: number | null;
  /** What may come free at once: sessions that are active, and what those that just ended still hold. */
  readonly mayComeFree: number;
  /** Null while too few sessions have ended to say. */
  readonly endsPerSecond: number | null;
  /** How many ends that was measured on. */
  readonly endsMeasured: number;
  readonly others: readonly OtherLine[];
  /** The share of the called that come, and how many called people it was measured on. */
  readonly attendance: number;
  readonly measuredOn: number;
  /** All that were ever called in the line. */
  readonly calledBefore: number;
  /** That share, taken low while little was measured. */
  readonly cautiousAttendance: number;
  readonly atTheDoor: number;
  /** Called and not yet there: as many of them as are as likely to come as somebody still to be called. */
  readonly onTheWay: number;
  /** Of those still to be called, the share that said that they left. */
  readonly leftShare: number;
  readonly margins: Margins;
}

/** Another line with people in it: until they are all in, it takes its turns. */
export interface OtherLine {
  readonly line: string;
  /** Admissions of it for each one of this line. */
  readonly turns: number;
  readonly coming: number;
}

/** How long until somebody with `ahead` places before them goes in; null when nothing honest can be said. */
export function estimateWait(pace: Pace, ahead: number): WaitRangeMs | null {
  const belief = believedWait(pace, ahead);
  return belief && rangeOf(pace.margins, belief);
}

/** Of those who come some come late, and are counted late: the more of them come, the less the latest calls tell. */
const comingLate = 2;
/** What is believed before anything was measured is worth so many. */
const leastMeasured = 4;
/** Never fewer than this share of those expected: before anything was measured. */
const fewestComing = 0.2;
/** Those further back may not be like those in front: by half of this share of who comes, where every second one leaves. */
const unlike = 0.37;
/** What nobody can measure beforehand, as a share of the wait. */
const unforeseen = 0.03;
/** From a slot to the page that notices it, and from a look at the room to the next: some of a second either way. */
const unevenMs = 0.7 * secondMs;

/** The middle of what is known of that wait, and one deviation. */
export function believedWait(pace: Pace, ahead: number): WaitBelief | null {
  const { attendance, leftShare } = pace;
  const unseen = pace.onTheWay + ahead * (1 - leftShare);
  const coming = unseen * attendance;
  const doubt = doubtOf(pace, unseen);
  const soonest = timeBehindMs(pace, Math.max(coming - doubt, coming * fewestComing));
  const middle = timeBehindMs(pace, coming);
  const latest = timeBehindMs(pace, Math.min(coming + doubt, unseen));
  if (soonest === null || middle === null || latest === null) return null;
  return {
    middleMs: middle.ms + untilTheyComeMs(pace, unseen),
    deviationMs: Math.hypot(
      (latest.ms - soonest.ms) / 2,
      middle.ms * Math.hypot(middle.doubt, unforeseen),
      unevenMs,
    ),
  };
}

/** One deviation of how many of the unseen come. */
function doubtOf({ attendance, measuredOn, calledBefore }: Pace, unseen: number): number {
  const chance = attendance * (1 - attendance);
  const whoComes = Math.sqrt(unseen * chance);
  const tells = measuredOn / (1 + comingLate * attendance);
  const howWellKnown = unseen * Math.sqrt(chance / (tells + leastMeasured));
  const newShare = unseen / (unseen + calledBefore + 1);
  const howUnlike = unseen * attendance * Math.sqrt(chance) * unlike * newShare;
  return Math.hypot(whoComes, howWellKnown, howUnlike);
}

/** Behind so many of the own line, those at the door, and the others whose turns fall in between. */
function timeBehindMs(pace: Pace, people: number) {
  return timeToAdmitMs(pace, withOthers(pace, pace.atTheDoor + people + 1));
}

/** So many of the own line, and the others that are let in meanwhile. */
const withOthers = ({ others }: Pace, own: number): number =>
  others.reduce((sum, { turns, coming }) => sum + Math.min(coming, own * turns), own);

/** Where somebody may be missing and the door is soon empty, the line waits for those who are called now. */
function untilTheyComeMs(pace: Pace, unseen: number): number {
  const { attendance, atTheDoor, onTheWay } = pace;
  const missing = Math.min(1, unseen * (1 - attendance));
  const atHand = timeToAdmitMs(pace, atTheDoor + onTheWay * attendance);
  return missing * Math.max(0, settleMs - (atHand?.ms ?? 0));
}

/**
 * In a full shop all who are inside may be done at once. Whoever could be called then is told so soon that
 * their page asks every 20 seconds: as long may the shop stand half empty until they have heard of it.
 */
const whenAllAreDoneMs = 2 * minuteMs;

/** While nobody knows how long sessions last, in a full shop: their pages ask every 15 seconds at the most. */
const unknownEndsMs = 1.5 * minuteMs;

/** How soon a place may be called, the later the further back, for the choice of the poll interval; null while nobody is let in. */
export function timeUntilCalledMs(pace: Pace, ahead: number): number | null {
  const { admissionsPerSecond, free, mayComeFree } = pace;
  if (admissionsPerSecond === 0) return null;
  const byRateMs = (people: number) => (people / admissionsPerSecond) * secondMs;
  const ofTheLine = ahead * pace.cautiousAttendance;
  const ofAll = withOthers(pace, ofTheLine);
  const untilMs = timeToAdmitMs(pace, ofAll)?.ms ?? Math.max(byRateMs(ofAll), unknownEndsMs);
  // Nobody of the other lines may come when called: then all that comes free is this line's.
  if (free === null || ofTheLine > free + mayComeFree) return untilMs;
  return Math.min(untilMs, Math.max(byRateMs(ofTheLine), whenAllAreDoneMs));
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
  return { ms: byEnds, doubt: Math.hypot(1 / Math.sqrt(endsMeasured), 1 / Math.sqrt(ends)) };
}

/** When an estimate made at `asOf` says that the wait is over, from `now`. */
export function fromNow(range: WaitRangeMs, asOf: Instant, now: Instant): WaitRangeMs {
  const passedMs = Math.max(0, now - asOf);
  return {
    lowMs: Math.max(0, range.lowMs - passedMs),
    highMs: Math.max(0, range.highMs - passedMs),
  };
}
