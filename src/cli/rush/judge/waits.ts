/**
 * Waits told against waits had: a range is honest when the wait ends within it in four cases of five.
 */

import { quantile } from "./quantile.ts";

/** What a visitor was told, and what became of it. */
export interface ToldWait {
  /** Milliseconds from the moment of telling. */
  readonly lowMs: number;
  readonly highMs: number;
  readonly hadMs: number;
  /** The visitor still waits: `hadMs` is what it has had so far. */
  readonly unfinished: boolean;
}

export interface Honesty {
  readonly told: number;
  /** Share of the told ranges that held, 0 to 1; null when nothing can be said. */
  readonly coverage: number | null;
  /** How far from the middle of the range the wait ended: positive is later than told. */
  readonly medianErrorMs: number | null;
  readonly medianRangeMs: number | null;
}

export function honesty(all: readonly ToldWait[]): Honesty {
  // Someone still waiting within what was told may yet be right or wrong, and is left out; beyond
  // the range it is wrong already.
  const told = all.filter((wait) => !wait.unfinished || wait.hadMs > wait.highMs);
  const held = told.filter(({ lowMs, highMs, hadMs }) => hadMs >= lowMs && hadMs <= highMs);
  const errors = told.map(({ lowMs, highMs, hadMs }) => hadMs - (lowMs + highMs) / 2);
  return {
    told: told.length,
    coverage: told.length === 0 ? null : held.length / told.length,
    medianErrorMs: quantile(errors, 0.5),
    medianRangeMs: quantile(
      told.map(({ lowMs, highMs }) => highMs - lowMs),
      0.5,
    ),
  };
}
