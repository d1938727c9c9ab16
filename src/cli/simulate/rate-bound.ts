/**
 * Whether the rate was kept: of every window of time, how many more admissions it held than the rates
 * in it add up to and the burst. Kept as a running maximum, so a million slots cost a million additions.
 */

import { burstOf, type Rate } from "../../domain/allowance.ts";
import { type Instant, secondMs } from "../../domain/time.ts";

export interface RateBound {
  /** From `at` on this rate is in force. */
  changeRate(rate: Rate, at: Instant): void;
  /** @param at not before the slot before it */
  countSlot(at: Instant): void;
  /** Admissions beyond the bound in the worst window so far: at most 0 when the rate was kept. */
  worstExcess(): number;
  /** What the rates add up to, from the beginning to `at`. */
  accruedAt(at: Instant): number;
}

export function createRateBound(begun: Instant): RateBound {
  const changes = [{ at: begun, rate: { perSecond: 0 }, accrued: 0 }];
  let slots = 0;
  let least = Number.POSITIVE_INFINITY;
  let worst = Number.NEGATIVE_INFINITY;

  const inForceAt = (at: Instant) => changes.findLast((change) => change.at <= at) ?? changes[0];

  function accruedAt(at: Instant): number {
    const change = inForceAt(at);
    if (!change) return 0;
    return change.accrued + (Math.max(0, at - change.at) * change.rate.perSecond) / secondMs;
  }

  return {
    accruedAt,
    changeRate(rate, at) {
      changes.push({ at, rate, accrued: accruedAt(at) });
    },
    countSlot(at) {
      // A window from slot i to slot j holds j − i + 1 and may hold accrued(j) − accrued(i) + burst(i).
      const accrued = accruedAt(at);
      const burst = burstOf(inForceAt(at)?.rate ?? { perSecond: 0 });
      least = Math.min(least, slots - accrued + burst);
      slots++;
      worst = Math.max(worst, slots - accrued - least);
    },
    worstExcess: () => worst,
  };
}
