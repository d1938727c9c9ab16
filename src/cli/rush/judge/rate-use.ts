/**
 * How much of the rate was used while somebody stood in line: people who left must not waste it.
 */

import type { Span } from "./span.ts";

export interface RateUse {
  /** How long at least one present visitor waited, in milliseconds. */
  readonly waitedMs: number;
  /** How often the line was empty and filled again, plus one. */
  readonly stretches: number;
  /** Admissions in that time. */
  readonly admissions: number;
  /** Of the admissions the rate allowed in that time; null when nobody waited. */
  readonly share: number | null;
}

/**
 * @param waits when each present visitor waited
 * @param admissions when each admission was made, of anybody
 */
export function rateUse(
  waits: readonly Span[],
  admissions: readonly number[],
  perMinute: number,
): RateUse {
  const stretches = union(waits);
  const waitedMs = stretches.reduce((sum, { start, end }) => sum + end - start, 0);
  const inStretch = admissions.filter((at) =>
    stretches.some(({ start, end }) => at > start && at <= end),
  ).length;
  const allowed = (perMinute * waitedMs) / 60_000;
  return {
    waitedMs,
    stretches: stretches.length,
    admissions: inStretch,
    share: allowed === 0 ? null : inStretch / allowed,
  };
}

/** The same time without overlaps, ascending. */
export function union(spans: readonly Span[]): Span[] {
  const joined: Span[] = [];
  for (const span of spans.toSorted((a, b) => a.start - b.start)) {
    const last = joined.at(-1);
    if (last === undefined || span.start > last.end) joined.push(span);
    else if (span.end > last.end) {
      joined[joined.length - 1] = { start: last.start, end: span.end };
    }
  }
  return joined;
}
