/**
 * What the pages were told lately about when to ask again, so that the room knows by when somebody who
 * is called now must have asked. Kept in memory for as long as the longest interval.
 */

import { type Pace, timeUntilCalledMs } from "./estimate.ts";
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

/** Newest last, about one a second, and one for each way of telling that there was in it. */
export type PollHistory = readonly Told[];

/** For so long a look stands for those that are alike. */
const goodForMs = secondMs;

export function noteTold(history: PollHistory, told: Told): PollHistory {
  const newest = history.at(-1);
  const isInOrder = newest !== undefined && newest.at <= told.at;
  const isNoted = (one: Told) => told.at - one.at < goodForMs && isAlike(one, told);
  if (isInOrder && history.some(isNoted)) return history;
  const oldest = told.at - longestPollMs;
  return [...history.filter(({ at }) => at >= oldest && at <= told.at), told];
}

/** A shop that is full by turns tells people two things within one second. */
const isAlike = (one: Told, other: Told): boolean =>
  one.opensAt === other.opensAt &&
  one.hasPlaces === other.hasPlaces &&
  one.pace.admissionsPerSecond === other.pace.admissionsPerSecond &&
  (one.pace.free === 0) === (other.pace.free === 0) &&
  (one.pace.endsPerSecond === null) === (other.pace.endsPerSecond === null);

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
