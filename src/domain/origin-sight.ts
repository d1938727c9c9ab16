/**
 * What the gateways see of the shop, in counts: each tells what it saw in about a second, and the room
 * adds them up. Only the head of an answer is looked at; how long a download takes is no matter of health.
 */

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

/** The same, so much later. */
export const laterBy = (ms: number, sight: OriginSight): OriginSight => ({
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
