/**
 * How often a waiting page asks: a sixth of the wait before it, so that a wait of half an hour costs
 * about thirty questions and the answer near the front is never older than two seconds.
 */

import type { Instant } from "./time.ts";

/** Near the front: the bound within which the order among the present is exact. */
export const shortestPollMs = 2_000;
export const longestPollMs = 60_000;
/** While nothing can be said about the wait. */
const unknownWaitPollMs = 15_000;
/** A gateway answers from a snapshot up to this old. */
export const snapshotAgeMs = 1_000;
/** Two network trips and a page waking up. */
export const networkMs = 500;

/** The longest pause between two questions at the door: short enough to notice who left. */
export const longestDoorWaitMs = 5_000;
/** By when everybody who was told to ask at `told` at the latest has asked. */
export const heardBy = (told: number): number => told + networkMs;

/** From the call to the knock at the door of somebody whose page asks every two seconds. */
export const settleMs = shortestPollMs + snapshotAgeMs + networkMs;

/** The longest pause between two questions of a page that was told `untilCalledMs` (null: unknown). */
export function pollIntervalMs(untilCalledMs: number | null): number {
  const sixth = untilCalledMs === null ? unknownWaitPollMs : untilCalledMs / 6;
  return Math.min(longestPollMs, Math.max(shortestPollMs, sixth));
}

/**
 * The longest pause before the opening: half of the time until then, and the last question of all falls
 * into the two seconds after it.
 */
export const prequeuePollMs = (untilOpeningMs: number): number =>
  untilOpeningMs > 2 * shortestPollMs
    ? Math.min(longestPollMs, untilOpeningMs / 2)
    : Math.max(0, untilOpeningMs) + shortestPollMs;

/** When to ask again before the opening: nobody just before it, everybody soon after. */
export const prequeuePollAfterMs = (untilOpeningMs: number, chance: number): number =>
  untilOpeningMs > 2 * shortestPollMs
    ? Math.round(prequeuePollMs(untilOpeningMs) * (0.75 + 0.25 * chance))
    : Math.round(Math.max(0, untilOpeningMs) + shortestPollMs * chance);

/**
 * When to ask again. `chance` is from 0 up to 1, handed in; it spreads the polls of people who all
 * noticed the same thing at once, downwards only, so that the bound near the front holds for everybody.
 */
export const pollAfterMs = (untilCalledMs: number | null, chance: number): number =>
  Math.round(pollIntervalMs(untilCalledMs) * (0.75 + 0.25 * chance));

/** Its multiples are spread over the numbers from 0 to 1 as evenly as can be, however many there are. */
const goldenRatio = (Math.sqrt(5) - 1) / 2;

/**
 * When somebody in line is to ask again. Far from the front, where all are told the longest interval, each
 * number has an instant of the minute of its own: that spreads a million evenly without asking any of them
 * sooner than needed, and one interval after an outage, or an opening, they are spread again.
 */
export function pollInTurnMs(
  untilCalledMs: number | null,
  {
    number,
    now,
    chance,
  }: { readonly number: number; readonly now: Instant; readonly chance: number },
): number {
  if (pollIntervalMs(untilCalledMs) < longestPollMs) return pollAfterMs(untilCalledMs, chance);
  const turnMs = ((number * goldenRatio) % 1) * longestPollMs;
  const untilTurnMs = longestPollMs - ((now - turnMs) % longestPollMs);
  // Too soon to be worth it: half-way to the turn after, from where it is not.
  const isTooSoon = untilTurnMs < longestPollMs / 4;
  return Math.ceil(isTooSoon ? untilTurnMs + longestPollMs / 2 : untilTurnMs);
}
