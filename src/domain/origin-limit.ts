/**
 * The limit that spares a shop which struggles: cut by half when it fails and by a quarter when it is
 * slow, grown by a little at a time while it is well and the line uses what it is given. The same rule
 * that shares out the internet: additive increase, multiplicative decrease.
 */

import { complaintOf, type OriginSight } from "./origin-sight.ts";
import { minuteMs, secondMs } from "./time.ts";

export interface OriginLimit {
  /** Null: nothing is held back. */
  readonly perMinute: number | null;
  /** On its way back it doubles up to here, and adds from here on. */
  readonly doublesUntil: number;
}

/** What was seen since the last step. */
export interface Interval {
  readonly lengthMs: number;
  readonly sight: OriginSight;
  readonly admitted: number;
}

export interface LimitBounds {
  readonly floorPerMinute: number;
  /** The merchant's rate. */
  readonly admissionsPerMinute: number;
  /** What was in force in the interval, from the floor to the merchant's rate. */
  readonly inForcePerMinute: number;
}

export type LimitReason =
  | { readonly kind: "failing"; readonly share: number }
  | { readonly kind: "slow"; readonly share: number }
  | { readonly kind: "well" };

/** One step for each interval, once enough is known to judge by, or nothing more will come. */
const intervalMs = 5 * secondMs;
const longestIntervalMs = 30 * secondMs;
const enoughKnown = 20;

/** Between "too much" and "well" nothing moves; and two bad answers are no sign. */
const tooMuch = { failedShare: 0.05, slowShare: 0.1, answers: 3 };
const well = { failedShare: 0.01, slowShare: 0.05 };

const keptWhenFailing = 0.5;
const keptWhenSlow = 0.75;
/** Of the merchant's rate in one step: from half of it to the whole takes 30 steps, 150 s or more. */
const addedShare = 1 / 60;
/** To grow on what nobody uses would only surprise the shop later. */
const usedShare = 0.5;

export const noLimit: OriginLimit = { perMinute: null, doublesUntil: 0 };

/** Too many of all answers are failures: what the shop asks of us then, it means. */
export const isFailing = (sight: OriginSight): boolean =>
  complaintOf(sight).failedShare > tooMuch.failedShare;

export const isComplete = ({ lengthMs, sight }: Interval): boolean =>
  lengthMs >= longestIntervalMs ||
  (lengthMs >= intervalMs && complaintOf(sight).known >= enoughKnown);

/** The limit after a complete interval, and why it moved; null when it did not. */
export function stepLimit(
  limit: OriginLimit,
  interval: Interval,
  bounds: LimitBounds,
): { readonly limit: OriginLimit; readonly reason: LimitReason } | null {
  const { failed, slow } = interval.sight;
  const { failedShare, slowShare } = complaintOf(interval.sight);
  if (failed >= tooMuch.answers && failedShare > tooMuch.failedShare) {
    const reason = { kind: "failing", share: failedShare } as const;
    return { limit: cut(bounds, keptWhenFailing), reason };
  }
  if (slow >= tooMuch.answers && slowShare > tooMuch.slowShare) {
    const reason = { kind: "slow", share: slowShare } as const;
    return { limit: cut(bounds, keptWhenSlow), reason };
  }
  const isWell = failedShare <= well.failedShare && slowShare <= well.slowShare;
  if (limit.perMinute === null || !isWell || !isUsed(interval, bounds)) return null;
  return { limit: grown(limit, bounds), reason: { kind: "well" } };
}

/** Where a shop begins that was gone or asked for rest: at the floor, doubling up to half of what it had. */
export const afterStop = (limit: OriginLimit, bounds: LimitBounds): OriginLimit => ({
  perMinute: bounds.floorPerMinute,
  doublesUntil: bounds.inForcePerMinute === 0 ? limit.doublesUntil : bounds.inForcePerMinute / 2,
});

function cut({ floorPerMinute, inForcePerMinute }: LimitBounds, kept: number): OriginLimit {
  const perMinute = Math.max(floorPerMinute, kept * inForcePerMinute);
  return { perMinute, doublesUntil: perMinute };
}

function grown({ doublesUntil }: OriginLimit, bounds: LimitBounds): OriginLimit {
  const { admissionsPerMinute, inForcePerMinute } = bounds;
  const added = inForcePerMinute + addedShare * admissionsPerMinute;
  const perMinute = Math.max(added, Math.min(2 * inForcePerMinute, doublesUntil));
  return { perMinute: perMinute < admissionsPerMinute ? perMinute : null, doublesUntil };
}

const isUsed = ({ admitted, lengthMs }: Interval, { inForcePerMinute }: LimitBounds): boolean =>
  admitted >= Math.max(1, usedShare * inForcePerMinute * (lengthMs / minuteMs));
