/**
 * How soon sessions end: the service rate μ, measured as ends per session and second. In a full room it
 * is the speed of the line.
 */

import { type Instant, secondMs } from "./time.ts";

export interface Turnover {
  /** Ends after the first, with older ones counting less and less. */
  readonly ends: number;
  /** How long sessions were active for those ends, all sessions added up, fading in the same way. */
  readonly sessionSeconds: number;
  /** Up to when that is counted; null before the first end: until then it is only known that sessions began. */
  readonly at: Instant | null;
}

/** About this many of the latest ends decide. */
const memory = 100;
/** Fewer ends than this say nothing about a speed: four are right to a half. */
const leastEnds = 4;

export const noTurnover: Turnover = { ends: 0, sessionSeconds: 0, at: null };

/**
 * Counts what happened up to now; to be called whenever the number of sessions changes.
 * @param inside the sessions that were active until now, those that end among them
 */
export function countEnds(
  turnover: Turnover,
  { ends, inside }: { readonly ends: number; readonly inside: number },
  now: Instant,
): Turnover {
  if (turnover.at === null) return ends === 0 ? turnover : { ...turnover, at: now };
  const kept = Math.exp(-ends / memory);
  return {
    ends: turnover.ends * kept + ends,
    sessionSeconds: turnover.sessionSeconds * kept + inside * secondsSince(turnover, now),
    at: now,
  };
}

/** Sessions that end per second while so many are inside; null while too few have ended to say. */
export function endsPerSecond(turnover: Turnover, inside: number, now: Instant): number | null {
  const sessionSeconds = turnover.sessionSeconds + inside * secondsSince(turnover, now);
  if (turnover.ends < leastEnds || sessionSeconds === 0) return null;
  return (turnover.ends / sessionSeconds) * inside;
}

const secondsSince = ({ at }: Turnover, now: Instant): number =>
  at === null ? 0 : Math.max(0, now - at) / secondMs;
