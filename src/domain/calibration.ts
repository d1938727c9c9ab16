/** How true the told waits came, counted as people are let in: the merchant's measure of our word. */

import type { WaitRangeMs } from "./estimate.ts";

export interface Calibration {
  /** How many were let in who had been told a wait. */
  readonly told: number;
  /** How many of their waits ended within the range. */
  readonly held: number;
  readonly tooEarly: number;
  readonly tooLate: number;
}

export const nothingTold: Calibration = { told: 0, held: 0, tooEarly: 0, tooLate: 0 };

/** @param hadMs the wait that it became; 0 for somebody who was let in at once */
export function countTold(
  { told, held, tooEarly, tooLate }: Calibration,
  { lowMs, highMs }: WaitRangeMs,
  hadMs: number,
): Calibration {
  const isEarly = hadMs < lowMs;
  const isLate = hadMs > highMs;
  return {
    told: told + 1,
    held: held + (isEarly || isLate ? 0 : 1),
    tooEarly: tooEarly + (isEarly ? 1 : 0),
    tooLate: tooLate + (isLate ? 1 : 0),
  };
}
