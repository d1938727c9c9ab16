/**
 * What a place costs. Whoever joins may be asked for a calculation first: so little that nobody minds,
 * and yet so much that places by the thousand are no longer free. It rises with the crowd at the door and
 * with what one address brings, up to a limit; it never becomes a refusal.
 */

import type { ChallengeSetting } from "./settings.ts";
import type { RoomSnapshot } from "./snapshot.ts";
import { minuteMs, secondMs } from "./time.ts";

/** People a minute, on both sides of the door. */
export interface Crowd {
  readonly joinPerMinute: number;
  readonly letInPerMinute: number;
}

/**
 * The price is a number of attempts that is enough for certain; on average half of them are needed.
 * The least is what a slow phone does in a fiftieth of a second, the most what it does in less than two:
 * see docs/concepts/challenge.md for the measurement.
 */
export const leastAttempts = 16;
export const mostAttempts = 1_600;

/** An address that brings so many in a minute pays double: a mobile network may bring hundreds. */
const crowdOfAddress = 500;

/** Waiting in place of calculating, for a browser without scripts. */
const leastPatienceMs = 20 * secondMs;
const patienceForEachMs = 5 * secondMs;
const mostPatienceMs = 10 * minuteMs;
/** Where no address is known, one machine would have everybody wait as long. */
export const mostPatienceOfAllMs = minuteMs;

/** Whether somebody who joins now is asked for anything. Also right for a snapshot of an earlier release. */
export const isAsked = (setting: ChallengeSetting, crowd: Crowd): boolean =>
  setting === "always" || (setting === "when-busy" && isBusy(crowd));

/** More have come in the last minute than the room lets in in one. */
const isBusy = ({ joinPerMinute, letInPerMinute }: Crowd): boolean =>
  joinPerMinute > letInPerMinute;

/**
 * What a place costs now, in attempts.
 * @param fromAddress how many the visitor's address has brought in the last minute, this one not counted
 */
export function attemptsFor({ joinPerMinute, letInPerMinute }: Crowd, fromAddress: number): number {
  const crowding = Math.max(1, joinPerMinute / Math.max(1, letInPerMinute));
  const attempts = leastAttempts * crowding * (1 + fromAddress / crowdOfAddress);
  return Math.min(mostAttempts, Math.round(attempts));
}

/**
 * How long somebody waits who cannot calculate: those of one address one after the other, because waiting
 * costs a machine nothing that waits a thousand times at once.
 * @param fromAddress how many of that address began to wait in the last minute, this one not counted
 */
export const patienceMs = (fromAddress: number, mostMs = mostPatienceMs): number =>
  Math.min(mostMs, Math.round(leastPatienceMs + fromAddress * patienceForEachMs));

/** In a full room people are let in as sessions end, otherwise at the rate. */
export function crowdOf({ arrivalsLastMinute, lines }: RoomSnapshot): Crowd {
  const [line] = Object.values(lines);
  if (!line) return { joinPerMinute: arrivalsLastMinute, letInPerMinute: 0 };
  const { admissionsPerSecond, free, endsPerSecond } = line.pace;
  const perSecond =
    free === 0 ? Math.min(admissionsPerSecond, endsPerSecond ?? 0) : admissionsPerSecond;
  return { joinPerMinute: arrivalsLastMinute, letInPerMinute: perSecond * 60 };
}
