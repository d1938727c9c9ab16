/** How many things happened in the last minute, second by second. */

import { type Instant, secondMs } from "./time.ts";

export interface Meter {
  /** The newest second, in whole seconds since 1970, and the counts of it and the 59 before it. */
  readonly second: number;
  readonly counts: readonly number[];
}

const length = 60;

export const emptyMeter: Meter = { second: 0, counts: new Array(length).fill(0) };

/** Counts `amount` at `now`; an instant before the newest second counts as the newest. */
export function countOn(meter: Meter, amount: number, now: Instant): Meter {
  const { second, counts } = turnedTo(meter, now);
  return { second, counts: counts.with(0, (counts[0] ?? 0) + amount) };
}

export const lastMinuteOf = (meter: Meter, now: Instant): number =>
  turnedTo(meter, now).counts.reduce((sum, count) => sum + count, 0);

function turnedTo(meter: Meter, now: Instant): Meter {
  const second = Math.floor(now / secondMs);
  const passed = Math.min(length, second - meter.second);
  if (passed <= 0) return meter;
  const counts = [...new Array(passed).fill(0), ...meter.counts].slice(0, length);
  return { second, counts };
}
