/** Waits in figures: how long a group waited, and how true what it was told came. */

import type { FairnessRow } from "./fairness-row.ts";

export interface WaitFigures {
  readonly people: number;
  readonly meanMs: number;
  readonly medianMs: number;
  /** Nine in ten waited no longer. */
  readonly p90Ms: number;
}

export interface ToldFigures {
  /** How many were told anything. */
  readonly people: number;
  /** The share of them whose wait ended within the range, 0 to 1; four in five are promised. */
  readonly coverage: number;
  /** Median distance of the wait from the middle of the range, as a share of the wait. */
  readonly medianError: number;
}

const waitOf = ({ joinedAt, admittedAt }: FairnessRow): number => admittedAt - joinedAt;

/** Null of nobody. */
export function waitFigures(rows: readonly FairnessRow[]): WaitFigures | null {
  if (rows.length === 0) return null;
  const waits = Float64Array.from(rows, waitOf).sort();
  return {
    people: rows.length,
    meanMs: waits.reduce((sum, wait) => sum + wait, 0) / rows.length,
    medianMs: quantileOf(waits, 0.5),
    p90Ms: quantileOf(waits, 0.9),
  };
}

/** Null when nobody was told anything. */
export function toldFigures(rows: readonly FairnessRow[]): ToldFigures | null {
  const told = rows.flatMap((row) => {
    const { toldLowMs: low, toldHighMs: high } = row;
    return low === null || high === null ? [] : [{ low, high, had: waitOf(row) }];
  });
  if (told.length === 0) return null;
  const held = told.filter(({ low, high, had }) => low <= had && had <= high);
  // A wait of nothing cannot be missed by a share of it.
  const errors = Float64Array.from(told, ({ low, high, had }) =>
    had === 0 ? Number(high > 0) : Math.abs(had - (low + high) / 2) / had,
  ).sort();
  return {
    people: told.length,
    coverage: held.length / told.length,
    medianError: quantileOf(errors, 0.5),
  };
}

/** The least value that the given share of them does not exceed. */
function quantileOf(ascending: Float64Array, share: number): number {
  return ascending[Math.max(0, Math.ceil(share * ascending.length) - 1)] ?? 0;
}
