/**
 * Promise by promise: what was measured, what is allowed, and whether it was kept.
 */

import { percent, seconds, short } from "../wording.ts";
import type { Figures, Most } from "./figures.ts";
import { startUpMs } from "./rate-use.ts";

export interface Finding {
  readonly promise: string;
  readonly measured: string;
  readonly allowed: string;
  /** Null: could not be judged; `allowed` says why. */
  readonly kept: boolean | null;
}

/** Less waiting than this says nothing about the use of the rate. */
const leastWaitedMs = 10_000;

export function judge(figures: Figures): Finding[] {
  const { admissions, tickets, order } = figures;
  return [
    judgeBegun("admissions begun in any second", admissions.inAnySecond, 1, figures),
    judgeBegun("admissions begun in any minute", admissions.inAnyMinute, 60, figures),
    judgeSeen("admissions seen in any second", admissions.inAnySecond, 1, figures),
    judgeSeen("admissions seen in any minute", admissions.inAnyMinute, 60, figures),
    none("tickets admitted more than once", tickets.admittedTwice),
    none("tickets given to two visitors", tickets.shared),
    none("places lost", tickets.lost),
    judgeOvertaking(order),
    none("answers in which the number ahead grew", order.aheadGrew),
    judgeRateUse(figures),
    judgeOrders("orders confirmed but missing", figures.orders.missing),
    judgeOrders("orders doubled", figures.orders.doubled),
    judgeProof(figures),
    none("answers that were errors", countErrors(figures.trouble)),
  ];
}

export function isBroken(findings: readonly Finding[]): boolean {
  return findings.some(({ kept }) => kept === false);
}

function none(promise: string, count: number): Finding {
  return { promise, measured: String(count), allowed: "0", kept: count === 0 };
}

function judgeOvertaking({ overtaken, mostPassedMs }: Figures["order"]): Finding {
  const finding = none("present visitors passed by more than 2 s", overtaken);
  return overtaken === 0
    ? finding
    : { ...finding, measured: `${overtaken} (by up to ${seconds(mostPassedMs)})` };
}

function notJudged(promise: string, measured: string, why: string): Finding {
  return { promise, measured, allowed: why, kept: null };
}

function judgeBegun(promise: string, most: Most, seconds: number, figures: Figures): Finding {
  if (most.decided === null) return notJudged(promise, "-", "session length not known");
  return judgeRate(promise, most.decided, seconds, figures.rate);
}

/** What the way to the shop may have bunched widens the window. */
function judgeSeen(promise: string, most: Most, seconds: number, figures: Figures): Finding {
  const { jitterMs } = figures.admissions;
  return judgeRate(promise, most.seen, seconds + jitterMs / 1_000, figures.rate);
}

function judgeRate(
  promise: string,
  count: number,
  seconds: number,
  rate: Figures["rate"],
): Finding {
  if (rate === null) return notJudged(promise, String(count), "rate not known");
  const allowed = (rate.perMinute / 60) * seconds + rate.burst;
  // Rates are fractions: a hair's breadth of rounding is no admission.
  return {
    promise,
    measured: String(count),
    allowed: short(allowed),
    kept: count <= allowed + 1e-6,
  };
}

function judgeRateUse(figures: Figures): Finding {
  const { rate, rateUse, behaviours, visitors, capped, lag, outcomes, trouble } = figures;
  const promise = "share of the rate used while enough waited";
  if (rateUse?.share == null)
    return notJudged(promise, "-", rate === null ? "rate not known" : "the line was too short");
  const measured = percent(rateUse.share);
  if (capped) return notJudged(promise, measured, "sessions are capped");
  if (rateUse.waitedMs < leastWaitedMs)
    return notJudged(promise, measured, "the line was too short");
  if (outcomes["turned-away"] !== undefined)
    return notJudged(promise, measured, "the line was closed");
  if (Object.keys(trouble).some(isOutage)) {
    return notJudged(promise, measured, "the gateway was out of reach");
  }
  const gone = (behaviours.leaves ?? 0) / visitors;
  const startUp = (rateUse.stretches * startUpMs) / rateUse.waitedMs;
  if (startUp > 0.5) return notJudged(promise, measured, "the line was never long for long");
  const least = (gone > 0.6 ? 0.95 : 0.97) * (1 - startUp);
  const kept = rateUse.share >= least;
  if (!kept && lag.wasTheBottleneck)
    return notJudged(promise, measured, "this machine was too slow");
  return { promise, measured, allowed: `at least ${percent(least)}`, kept };
}

function judgeOrders(promise: string, count: number | null): Finding {
  return count === null ? notJudged(promise, "-", "no shop log") : none(promise, count);
}

function judgeProof({ withoutProof }: Figures): Finding {
  const promise = "requests at the shop without proof";
  if (withoutProof === null)
    return notJudged(promise, "-", "no shop log or public paths not known");
  return none(promise, withoutProof);
}

/** The codes of connections that broke are in capitals. */
const isOutage = (kind: string): boolean => /^[A-Z]/.test(kind);

/**
 * A connection that broke is trouble, listed apart; an answer that should not be is a promise broken.
 * 401 is a place lost and judged there; 429 asks to come a little later.
 */
function countErrors(trouble: Readonly<Record<string, number>>): number {
  return Object.entries(trouble)
    .filter(([kind]) => /^(status (?!401|429)|malformed|location)/.test(kind))
    .reduce((sum, [, count]) => sum + count, 0);
}
