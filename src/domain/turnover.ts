/**
 * How fast sessions end: the service rate μ, measured. In a full room it is the speed of the line.
 */

import { type Instant, minuteMs, secondMs } from "./time.ts";

export interface Turnover {
  /** Ends, with older ones counting less and less. */
  readonly ends: number;
  /** How much time those counts stand for, in seconds, fading in the same way. */
  readonly seconds: number;
  readonly at: Instant;
}

const memoryMs = 3 * minuteMs;
/** Fewer ends than this say nothing about a speed. */
const leastEnds = 2;

export const noTurnover = (now: Instant): Turnover => ({ ends: 0, seconds: 0, at: now });

export function countEnds(turnover: Turnover, ends: number, now: Instant): Turnover {
  const elapsedMs = Math.max(0, now - turnover.at);
  const kept = Math.exp(-elapsedMs / memoryMs);
  return {
    ends: turnover.ends * kept + ends,
    seconds: turnover.seconds * kept + (memoryMs / secondMs) * (1 - kept),
    at: now,
  };
}

/** Sessions that end per second; null while too few have ended to say. */
export function endsPerSecond(turnover: Turnover, now: Instant): number | null {
  const { ends, seconds } = countEnds(turnover, 0, now);
  return ends < leastEnds || seconds === 0 ? null : ends / seconds;
}
