/** Rows of a fairness report for tests: one visitor who joined, was called, came and went in at once. */

import type { FairnessRow } from "../../src/domain/fairness-row.ts";

export function fairnessRow(
  place: number,
  admittedAt: number,
  known: Partial<FairnessRow> = {},
): FairnessRow {
  return {
    line: "general",
    wave: null,
    number: place,
    place,
    joinedAt: 0,
    calledAt: 0,
    cameAt: admittedAt,
    admittedAt,
    toldLowMs: null,
    toldHighMs: null,
    ...known,
  };
}
