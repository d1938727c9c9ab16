/**
 * Whether the line moves: with somebody present, a rate and room in the shop, somebody is let in within half
 * a minute, and as soon after the last trouble; or as soon as those in front who were called have asked, as
 * late as their pages were told to.
 */

import { unseenOf } from "../../domain/cohort.ts";
import { longestDoorWaitMs, longestPollMs, settleMs } from "../../domain/polling.ts";
import { freeOf, type Room } from "../../domain/room-state.ts";
import { type Instant, secondMs } from "../../domain/time.ts";
import type { Step } from "./simulated-room.ts";

export interface Liveness {
  /** By how much somebody is overdue after this step, in milliseconds; below zero: nobody is. */
  afterStep(step: Step, present: number, now: Instant): number;
  /** The half minute begins anew. */
  excuse(now: Instant): void;
}

const longestMs = 30 * secondMs;

export function createLiveness(begun: Instant): Liveness {
  let since = begun;
  /** As of the step before. */
  let mightEnter = false;
  /** Room and goods, as the merchant set them before that step. */
  let allowedBefore = "";
  return {
    excuse(now) {
      since = Math.max(since, now);
    },
    afterStep({ before, after, settings, register, now: roomNow }, present, now) {
      const { rate } = after.state;
      const isFull = freeOf(after.state, settings) === 0;
      const mayEnter = present > 0 && rate.perSecond > 0 && !isFull;
      const allowed = `${settings.capacity} ${settings.stock?.units}`;
      const isSame = allowed === allowedBefore && rate.perSecond === before.state.rate.perSecond;
      allowedBefore = allowed;
      const couldEnter = mightEnter;
      mightEnter = mayEnter;
      if (!mayEnter || !couldEnter || !isSame || register.inserted().length > 0) {
        // Of another rate or a larger room nobody knows before their next poll.
        since = isSame ? Math.max(since, now) : now + longestPollMs;
        return Number.NEGATIVE_INFINITY;
      }
      // At a slow rate the next slot is further away.
      const overdueMs = now - since - longestMs - secondMs / rate.perSecond;
      return overdueMs <= 0 ? overdueMs : Math.min(overdueMs, roomNow - doorOpensBy(after));
    },
  };
}

/** By when the called have asked who are not there yet: no page is told to ask later than after the longest interval. */
const doorOpensBy = (room: Room): Instant =>
  room.lines
    .flatMap(({ state, door }) => state.cohorts.filter((cohort) => unseenOf(cohort, door) > 0))
    .map(({ calledAt, settledAt }) => Math.min(settledAt, calledAt + longestPollMs + settleMs))
    .reduce((latest, asked) => Math.max(latest, asked), Number.NEGATIVE_INFINITY) +
  longestDoorWaitMs;
