/**
 * How much of the rate was used while enough people stood in line to use it: those who left must
 * not waste it.
 */

import type { Span } from "./span.ts";

export interface RateUse {
  /** How long enough present visitors waited, in milliseconds. */
  readonly waitedMs: number;
  /** In how many pieces. */
  readonly stretches: number;
  /** Admissions in that time. */
  readonly admissions: number;
  /** Of the admissions the rate allowed in that time; null when there was no such time. */
  readonly share: number | null;
}

/**
 * A tick until the next are called and a poll until they have heard of it. Who has just come cannot
 * be inside sooner, so fewer than the rate admits in this time are not enough to use it.
 */
export const startUpMs = 3_000;

/**
 * @param waits when each present visitor waited
 * @param admissions when each admission was made, of anybody
 */
export function rateUse(
  waits: readonly Span[],
  admissions: readonly number[],
  perMinute: number,
): RateUse {
  const perMs = perMinute / 60_000;
  const stretches = timesWith(Math.max(1, perMs * startUpMs), waits);
  const waitedMs = stretches.reduce((sum, { start, end }) => sum + end - start, 0);
  const inStretch = admissions.filter((at) =>
    stretches.some(({ start, end }) => at > start && at <= end),
  ).length;
  const allowed = perMs * waitedMs;
  return {
    waitedMs,
    stretches: stretches.length,
    admissions: inStretch,
    share: allowed === 0 ? null : inStretch / allowed,
  };
}

/** The times at which at least so many of the spans overlap, ascending. */
export function timesWith(atLeast: number, spans: readonly Span[]): Span[] {
  const steps = spans
    .flatMap(({ start, end }) => [
      { at: start, by: 1 },
      { at: end, by: -1 },
    ])
    // Who comes in the instant in which another goes leaves no gap.
    .sort((a, b) => a.at - b.at || b.by - a.by);
  const times: Span[] = [];
  let count = 0;
  let since = 0;
  for (const { at, by } of steps) {
    const before = count;
    count += by;
    if (before < atLeast && count >= atLeast) since = at;
    if (before >= atLeast && count < atLeast) times.push({ start: since, end: at });
  }
  return times;
}
