/**
 * What the pages were told lately about when to ask again, so that the room knows by when somebody who
 * is called now must have asked. Kept in memory for as long as the longest interval.
 */

import { type OtherLine, type Pace, timeUntilCalledMs } from "./estimate.ts";
import {
  longestPollMs,
  pollIntervalMs,
  prequeuePollMs,
  settleMs,
  shortestPollMs,
} from "./polling.ts";
import { type Instant, secondMs } from "./time.ts";

/** What a gateway that asked at this instant tells everybody in line. */
export interface Told {
  readonly at: Instant;
  readonly serving: number;
  readonly issued: number;
  readonly pace: Pace;
  /** The opening that they wait for; null when the line is open. */
  readonly opensAt: Instant | null;
  /** Before the draw nobody has a place, and everybody is told the same. */
  readonly hasPlaces: boolean;
}

/** What was told from `since` up to `at`, at the slowest. */
interface Note extends Told {
  readonly since: Instant;
}

/** Newest last, about one a second, and one for each way of telling that there was in it. */
export type PollHistory = readonly Note[];

/** For so long a look stands for those that are alike. */
const goodForMs = secondMs;

export function noteTold(history: PollHistory, told: Told): PollHistory {
  const newest = history.at(-1);
  const isInOrder = newest !== undefined && newest.at <= told.at;
  const oldest = told.at - longestPollMs;
  const kept = isInOrder && (history[0]?.at ?? 0) >= oldest ? history : recent(history, told.at);
  const alike = kept.findLast((one) => told.at - one.since < goodForMs && isAlike(one, told));
  if (!alike || !isInOrder) return [...kept, { ...told, since: told.at }];
  return [...kept.filter((one) => one !== alike), slower(alike, told)];
}

const recent = (history: PollHistory, now: Instant): PollHistory =>
  history.filter(({ at }) => at >= now - longestPollMs && at <= now);

/** A shop that is full by turns tells people two things within one second. */
const isAlike = (one: Told, other: Told): boolean =>
  one.opensAt === other.opensAt &&
  one.hasPlaces === other.hasPlaces &&
  one.pace.admissionsPerSecond === other.pace.admissionsPerSecond &&
  (one.pace.free === 0) === (other.pace.free === 0) &&
  (one.pace.endsPerSecond === null) === (other.pace.endsPerSecond === null);

/** Nobody was told a longer interval by either of two looks than by this. */
function slower(one: Note, later: Told): Note {
  // Without a cap there is room without end.
  const free = Math.min(one.pace.free ?? Infinity, later.pace.free ?? Infinity);
  return {
    ...later,
    since: one.since,
    serving: Math.min(one.serving, later.serving),
    pace: {
      ...later.pace,
      free: free === Infinity ? null : free,
      endsPerSecond: lowerOf(one.pace.endsPerSecond, later.pace.endsPerSecond),
      mayComeFree: Math.min(one.pace.mayComeFree, later.pace.mayComeFree),
      cautiousAttendance: Math.max(one.pace.cautiousAttendance, later.pace.cautiousAttendance),
      others: most(one.pace.others, later.pace.others),
    },
  };
}

/** Where nothing is known of one, nothing is of both. */
const lowerOf = (one: number | null, later: number | null): number | null =>
  one === null || later === null ? null : Math.min(one, later);

/** Nobody of the other lines goes in between by either of the two who does not by these. */
function most(some: readonly OtherLine[], later: readonly OtherLine[]): readonly OtherLine[] {
  const gone = some.filter(({ line }) => !later.some((other) => other.line === line));
  return later
    .map((other) => {
      const before = some.find(({ line }) => line === other.line) ?? other;
      return {
        line: other.line,
        turns: Math.max(before.turns, other.turns),
        coming: Math.max(before.coming, other.coming),
      };
    })
    .concat(gone);
}

/**
 * By when all who are called now, up to `place`, will have asked, if they have the page open. The later the
 * higher the place: somebody in front may have joined earlier, and been told to ask later.
 */
export function settledAfterCall(history: PollHistory, present: Told, place: number): Instant {
  const first = present.serving + 1;
  const askBy = (told: Told, issued: number): Instant => {
    const last = Math.min(place, issued);
    return last < first ? present.at : told.at + toldIntervalMs(told, last);
  };
  let latest = Math.max(present.at + shortestPollMs, askBy(present, present.issued));
  let later = 0;
  for (const told of history) {
    while ((history[later]?.at ?? Number.POSITIVE_INFINITY) < told.at + goodForMs) later++;
    if (told.at > present.at) continue;
    // Whoever joined while it was good may have been told by it.
    const { issued } = history[later] ?? present;
    latest = Math.max(latest, askBy(told, issued));
  }
  return latest + settleMs - shortestPollMs;
}

function toldIntervalMs({ at, serving, pace, opensAt, hasPlaces }: Told, place: number): number {
  if (opensAt !== null) return prequeuePollMs(opensAt - at);
  return pollIntervalMs(hasPlaces ? timeUntilCalledMs(pace, place - serving - 1) : null);
}
