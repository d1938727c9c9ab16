/**
 * Whether a launch was fair, in figures: did people go in by place, who was passed and why, how long
 * which group waited, and how true what they were told came. Lines are judged each for itself; between
 * them the weights decide.
 */

import type { FairnessRow } from "./fairness-row.ts";
import { agreement, type OrderAgreement } from "./order-agreement.ts";
import { isBroken, type Overtaken, type OvertakeReason, overtakesIn } from "./overtakes.ts";
import { type ToldFigures, toldFigures, type WaitFigures, waitFigures } from "./wait-figures.ts";

export interface FairnessReport {
  readonly lines: readonly LineFairness[];
  readonly waves: readonly WaveFairness[];
  readonly told: ToldFigures | null;
}

export interface LineFairness {
  readonly line: string;
  /** Of all admissions, 0 to 1. */
  readonly share: number;
  readonly order: OrderAgreement;
  readonly overtaken: Readonly<Record<OvertakeReason, number>>;
  /** Who has a right to complain: the foremost of them, in order of place. */
  readonly complaints: readonly Overtaken[];
  readonly waits: WaitFigures | null;
}

export interface WaveFairness {
  readonly line: string;
  readonly wave: string;
  readonly waits: WaitFigures | null;
}

/** More than this many would not be read one by one. */
const complaintsListed = 100;

/** @param boundMs how much order may be blurred: one poll interval near the front */
export function fairnessOf(rows: readonly FairnessRow[], boundMs: number): FairnessReport {
  const lines = [...Map.groupBy(rows, ({ line }) => line)];
  return {
    lines: lines.map(([line, those]) => ({
      line,
      share: those.length / rows.length,
      ...orderOf(those, boundMs),
      waits: waitFigures(those),
    })),
    waves: lines.flatMap(([line, those]) =>
      [...Map.groupBy(those, ({ wave }) => wave)].flatMap(([wave, group]) =>
        wave === null ? [] : [{ line, wave, waits: waitFigures(group) }],
      ),
    ),
    told: toldFigures(rows),
  };
}

function orderOf(
  rows: readonly FairnessRow[],
  boundMs: number,
): Pick<LineFairness, "order" | "overtaken" | "complaints"> {
  // Who goes in at the same instant goes in order of place.
  const admitted = rows.toSorted(
    (one, other) => one.admittedAt - other.admittedAt || one.place - other.place,
  );
  const all = overtakesIn(rows, boundMs);
  const count = (reason: OvertakeReason) => all.filter((one) => one.reason === reason).length;
  return {
    order: agreement(admitted.map(({ place }) => place)),
    overtaken: {
      "within-the-bound": count("within-the-bound"),
      "came-late": count("came-late"),
      "passed-at-the-door": count("passed-at-the-door"),
      "passed-uncalled": count("passed-uncalled"),
    },
    complaints: all.filter(isBroken).slice(0, complaintsListed),
  };
}
