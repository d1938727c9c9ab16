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

/** Newest last, about one a second. */
export type PollHistory = readonly Told[];

export function noteTold(history: PollHistory, told: Told): PollHistory {
  const newest = history.at(-1);
  if (newest && told.at >= newest.at && told.at - newest.at < secondMs) return history;
  const oldest = told.at - longestPollMs;
  return [...history.filter(({ at }) => at >= oldest && at <= told.at), told];
}

/** By when everybody up to `place` who has the page open will have asked, if they are called now. */
export function settledAfterCall(history: PollHistory, present: Told, place: number): Instant {
  let askBy = present.at + shortestPollMs;
  for (const [index, told] of history.entries()) {
    // Whoever joined between two looks was told by the one before.
    const { issued } = history[index + 1] ?? present;
    if (told.at > present.at || place > issued) continue;
    askBy = Math.max(askBy, told.at + toldIntervalMs(told, place));
  }
  if (place <= present.issued) askBy = Math.max(askBy, present.at + toldIntervalMs(present, place));
  return askBy + settleMs - shortestPollMs;
}

function toldIntervalMs({ at, serving, pace, opensAt, hasPlaces }: Told, place: number): number {
  if (opensAt !== null) return prequeuePollMs(opensAt - at);
  return pollIntervalMs(hasPlaces ? timeUntilCalledMs(pace, place - serving - 1) : null);
}
