/**
 * What the gateways see of the shop, in counts: each tells what it saw in about a second, and the room
 * adds them up. Only the head of an answer is looked at; how long a download takes is no matter of health.
 */

import type { Instant } from "./time.ts";

export interface OriginSight {
  /** Requests sent to the shop. */
  readonly asked: number;
  /** Answers that are no failure, slow ones included. */
  readonly answered: number;
  /** Answers of 500 and up, and requests that the shop did not take or that broke off. */
  readonly failed: number;
  /**
   * Requests that took longer than the target, each counted once, as soon as it is known: also those
   * that are still waited for.
   */
  readonly slow: number;
  /** The longest `Retry-After` of the 503 answers; null without one. One person's 429 is not the shop's. */
  readonly retryAfterSeconds: number | null;
  /** How long ago the latest of those good answers came: a quiet gateway tells it late. Null without one. */
  readonly goodAgoMs: number | null;
  /** For how long now the shop was asked and gave no good answer; null when its last word was one. */
  readonly unheardForMs: number | null;
}

export const nothingSeen: OriginSight = {
  asked: 0,
  answered: 0,
  failed: 0,
  slow: 0,
  retryAfterSeconds: null,
  goodAgoMs: null,
  unheardForMs: null,
};

export const isNothing = ({ asked, answered, failed, slow }: OriginSight): boolean =>
  asked + answered + failed + slow === 0;

export const addSights = (one: OriginSight, other: OriginSight): OriginSight => ({
  asked: one.asked + other.asked,
  answered: one.answered + other.answered,
  failed: one.failed + other.failed,
  slow: one.slow + other.slow,
  retryAfterSeconds: ofBoth(Math.max, one.retryAfterSeconds, other.retryAfterSeconds),
  goodAgoMs: ofBoth(Math.min, one.goodAgoMs, other.goodAgoMs),
  unheardForMs: ofBoth(Math.max, one.unheardForMs, other.unheardForMs),
});

/** What was told until now by some who look at the shop; it grows older until it is passed on. */
export interface GatheredSight {
  readonly sight: OriginSight;
  readonly at: Instant;
}

/** @param sight undefined: this one has nothing to tell */
export function gatherSight(
  gathered: GatheredSight | null,
  sight: OriginSight | undefined,
  now: Instant,
): GatheredSight | null {
  if (!sight) return gathered;
  const before = sightNow(gathered, now);
  return { sight: before ? addSights(before, sight) : sight, at: now };
}

/** What it comes to when it is passed on now; undefined for nothing. */
export const sightNow = (gathered: GatheredSight | null, now: Instant): OriginSight | undefined =>
  gathered ? laterBy(Math.max(0, now - gathered.at), gathered.sight) : undefined;

const laterBy = (ms: number, sight: OriginSight): OriginSight => ({
  ...sight,
  goodAgoMs: sight.goodAgoMs === null ? null : sight.goodAgoMs + ms,
  unheardForMs: sight.unheardForMs === null ? null : sight.unheardForMs + ms,
});

const ofBoth = (
  choose: (one: number, other: number) => number,
  one: number | null,
  other: number | null,
): number | null => (one === null || other === null ? (one ?? other) : choose(one, other));

/** How many requests the counts say something about: answered one way or the other, or overdue. */
const knownOf = ({ answered, failed, slow }: OriginSight): number =>
  Math.max(answered + failed, slow);

/** Shares of what is known, 0 to 1. */
export interface Complaint {
  readonly known: number;
  readonly failedShare: number;
  readonly slowShare: number;
}

export function complaintOf(sight: OriginSight): Complaint {
  const known = knownOf(sight);
  const shareOf = (count: number) => (known === 0 ? 0 : count / known);
  return { known, failedShare: shareOf(sight.failed), slowShare: shareOf(sight.slow) };
}
