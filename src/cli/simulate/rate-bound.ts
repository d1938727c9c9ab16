/**
 * Whether the rate was kept: of every window of time, how many more admissions it held than the rates
 * in it add up to and the burst. Kept as a running maximum, so a million slots cost a million additions.
 */

import { burstOf, type Rate } from "../../domain/allowance.ts";
import { type Instant, secondMs } from "../../domain/time.ts";

export interface RateBound {
  /** From `at` on this rate is in force. */
  changeRate(rate: Rate, at: Instant): void;
  /**
   * The clock that is kept to went forward at that instant. No room can tell that from time that passed, so
   * windows before it and after it are judged by themselves: a jump may cost one more burst.
   */
  clockWentForward(): void;
  /** One before the slot before it counts as at the same instant. */
  countSlot(at: Instant): void;
  /** Admissions beyond the bound in the worst window so far: at most 0 when the rate was kept. */
  worstExcess(): number;
  /** How many the rate that is in force then lets in within one instant. */
  burstAt(at: Instant): number;
  /** What the rates add up to, from the beginning to `at`. */
  accruedAt(at: Instant): number;
}

export function createRateBound(begun: Instant): RateBound {
  const changes = [{ at: begun, rate: { perSecond: 0 }, accrued: 0 }];
  let latest = Number.NEGATIVE_INFINITY;
  let slots = 0;
  let least = Number.POSITIVE_INFINITY;
  let worst = Number.NEGATIVE_INFINITY;

  const inForceAt = (at: Instant) => changes.findLast((change) => change.at <= at) ?? changes[0];

  const burstAt = (at: Instant) => burstOf(inForceAt(at)?.rate ?? { perSecond: 0 });

  function accruedAt(at: Instant): number {
    const change = inForceAt(at);
    if (!change) return 0;
    return change.accrued + (Math.max(0, at - change.at) * change.rate.perSecond) / secondMs;
  }

  function change(rate: Rate, from: Instant): void {
    const at = Math.max(from, changes.at(-1)?.at ?? from);
    changes.push({ at, rate, accrued: accruedAt(at) });
  }

  return {
    accruedAt,
    changeRate: change,
    clockWentForward() {
      latest = Number.NEGATIVE_INFINITY;
      least = Number.POSITIVE_INFINITY;
    },
    countSlot(slot) {
      const at = Math.max(slot, latest);
      latest = at;
      // A window from slot i to slot j holds j − i + 1 and may hold accrued(j) − accrued(i) + burst(i).
      const accrued = accruedAt(at);
      least = Math.min(least, slots - accrued + burstAt(at));
      slots++;
      worst = Math.max(worst, slots - accrued - least);
    },
    burstAt,
    worstExcess: () => worst,
  };
}
