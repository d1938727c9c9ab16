/** What the gateway says about a launch's fairness, as the management API answers it. */

import * as v from "valibot";
import type { FairnessReport } from "../../domain/fairness-report.ts";

export interface RoomFairness extends FairnessReport {
  readonly room: string;
  readonly epoch: number;
  /** RFC 3339 */
  readonly asOf: string;
  /** All there were … */
  readonly admissions: number;
  /** … and how many of them the figures cover. */
  readonly judged: number;
}

const share = v.pipe(v.number(), v.minValue(0), v.maxValue(1));
const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
/** Printed on a terminal, so of plain characters. */
const name = v.pipe(v.string(), v.regex(/^[\w.~-]{1,64}$/));

const waits = v.object({
  people: count,
  meanMs: v.number(),
  medianMs: v.number(),
  p90Ms: v.number(),
});

const reason = v.picklist([
  "within-the-bound",
  "came-late",
  "passed-at-the-door",
  "passed-uncalled",
]);

const line = v.object({
  line: name,
  share,
  order: v.object({ inversions: count, inversionShare: share, tau: v.number() }),
  overtaken: v.object({
    "within-the-bound": count,
    "came-late": count,
    "passed-at-the-door": count,
    "passed-uncalled": count,
  }),
  complaints: v.array(
    v.object({ line: name, number: count, place: count, reason, byMs: v.number() }),
  ),
  waits: v.nullable(waits),
});

export const fairnessSchema = v.object({
  room: name,
  epoch: count,
  asOf: v.pipe(v.string(), v.isoTimestamp()),
  admissions: count,
  judged: count,
  lines: v.array(line),
  waves: v.array(v.object({ line: name, wave: name, waits: v.nullable(waits) })),
  told: v.nullable(v.object({ people: count, coverage: share, medianError: v.number() })),
}) satisfies v.GenericSchema<unknown, RoomFairness>;
