/**
 * What may be admitted at this instant: the merchant's rate, integrated, and bounded by the burst.
 *
 * Kept as a debt. Each admission owes one unit, debts are paid off at the rate, and the next admission
 * is due as soon as the debt leaves room for one more below the burst. This is the generic cell rate
 * algorithm (ITU-T I.371) written so that a rate of zero and a change of the rate are plain arithmetic.
 *
 * For the instants of the slots it hands out: any window of w seconds holds at most rate·w + burst.
 * A slot may lie a little in the future: the decision is durable now, its effect begins then.
 */

import { type Instant, secondMs } from "./time.ts";

export interface Rate {
  /** 0 and up, fractions allowed. */
  readonly perSecond: number;
}

export interface Allowance {
  /** Units spent and not yet paid off at `at`; between 0 and the burst. */
  readonly owed: number;
  readonly at: Instant;
}

/**
 * Slots are handed out this far ahead, so that a visitor whose network is slow by a moment does not
 * cost the moment's admission. A debt dated later than that means that the clock went back.
 */
export const furthestAheadMs = 2 * secondMs;

export const perMinute = (admissions: number): Rate => ({ perSecond: admissions / 60 });

/** One second of the rate, at least one: how many may be admitted in the same instant. */
export const burstOf = (rate: Rate): number => Math.max(1, rate.perSecond);

export const fullAllowance = (now: Instant): Allowance => ({ owed: 0, at: now });

/** The earliest instant, from now on, at which one more may be admitted; null at a rate of zero: no wait is long enough. */
export function nextSlot(allowance: Allowance, rate: Rate, now: Instant): Instant | null {
  if (rate.perSecond === 0) return null;
  const { owed, at } = allowance;
  const mustPay = owed - (burstOf(rate) - 1);
  return Math.max(now, at + (mustPay / rate.perSecond) * secondMs);
}

/** Spends one unit at `slot`, which must come from `nextSlot`: earlier would exceed the rate. */
export function spendAt(allowance: Allowance, rate: Rate, slot: Instant): Allowance {
  const at = Math.max(allowance.at, slot);
  return { owed: owedAt(allowance, rate, at) + 1, at };
}

/**
 * The same allowance under another rate. What could be admitted at this instant stays as it was
 * (a raised rate gives nothing at once), but never more than the new burst.
 */
export function underNewRate(allowance: Allowance, from: Rate, to: Rate, now: Instant): Allowance {
  const at = Math.max(now, allowance.at);
  const room = burstOf(from) - owedAt(allowance, from, at);
  return { owed: Math.max(0, burstOf(to) - room), at };
}

/**
 * The allowance by a clock that may have gone back: its debt was dated at most `furthestAheadMs` from the
 * true now, so dating it there never pays it early, and blocks nobody for longer. To be kept before
 * anything else is asked of it: a debt that only looked corrected would never be paid.
 */
export const allowanceOnThisClock = (allowance: Allowance, now: Instant): Allowance =>
  allowance.at <= now + furthestAheadMs
    ? allowance
    : { owed: allowance.owed, at: now + furthestAheadMs };

function owedAt(allowance: Allowance, rate: Rate, instant: Instant): number {
  const elapsedMs = Math.max(0, instant - allowance.at);
  return Math.max(0, allowance.owed - (elapsedMs * rate.perSecond) / secondMs);
}
