/**
 * Whether the line moves: with somebody present, a rate and room in the shop, somebody is let in within half
 * a minute, and as soon after the last trouble.
 */

import { longestPollMs } from "../../domain/polling.ts";
import { freeOf } from "../../domain/room-state.ts";
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
    afterStep({ before, after, settings, register }, present, now) {
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
      return now - since - longestMs - secondMs / rate.perSecond;
    },
  };
}
