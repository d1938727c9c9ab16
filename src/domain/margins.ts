/**
 * How far from the middle a wait ends, on either side, by how long it is. Nobody can know that
 * beforehand: a line of invited people keeps time to the second, a line of bots does not. So the room
 * learns it from the waits that ended: each one that ended outside of what would be told moves that side
 * out, each that ended inside moves it in a little, and it comes to rest where the promised share is inside.
 * (The step down the slope of a quantile's loss: Robbins and Monro's approximation.)
 */

import { secondMs } from "./time.ts";

/** The middle of what is known of a wait, and one deviation of it. */
export interface WaitBelief {
  readonly middleMs: number;
  readonly deviationMs: number;
}

export interface WaitRangeMs {
  readonly lowMs: number;
  readonly highMs: number;
}

/** In deviations from the middle. Below 0 a side lies beyond it: the middle was off. */
export interface Margin {
  readonly early: number;
  readonly late: number;
  /** How many waits it was learned from; fractions of those that lie between two. */
  readonly learned: number;
}

/** One for waits of about 4 s, 16 s, 64 s, 4 min, 17 min and 68 min; in between, between. */
export type Margins = readonly Margin[];

const shortestMs = 4 * secondMs;
const apart = Math.log(4);
const count = 6;

/** The shares that may end sooner than told, and later. Late is a broken promise, early a kindness. */
const sooner = 0.1;
const later = 0.08;
/** Where a bell has these shares. */
const unlearned: Margin = { early: 1.28, late: 1.41, learned: 0 };
const most = 6;
/** Both sides together are never less: what is told is a range. */
const narrowest = 0.1;

export const nothingLearned: Margins = Array.from({ length: count }, () => unlearned);

/** The range to tell. */
export function rangeOf(margins: Margins, { middleMs, deviationMs }: WaitBelief): WaitRangeMs {
  const { early, late } = marginAt(margins, middleMs);
  const lowMs = Math.max(0, middleMs - early * deviationMs);
  return { lowMs, highMs: Math.max(lowMs, middleMs + late * deviationMs) };
}

/** The margins after a wait that was believed to be this became `hadMs`. */
export function learn(margins: Margins, belief: WaitBelief, hadMs: number): Margins {
  const { early, late } = marginAt(margins, belief.middleMs);
  const off = (hadMs - belief.middleMs) / belief.deviationMs;
  const towards = {
    early: (off < -early ? 1 : 0) - sooner,
    late: (off > late ? 1 : 0) - later,
  };
  const position = positionOf(belief.middleMs);
  return margins.map((margin, index) => {
    const weight = Math.max(0, 1 - Math.abs(position - index));
    return weight === 0 ? margin : moved(margin, towards, weight);
  });
}

function moved(
  { early, late, learned }: Margin,
  towards: Pick<Margin, "early" | "late">,
  weight: number,
): Margin {
  // In proportion to the width, so that a second and an hour are learned alike; the first ones count most.
  const step = weight * Math.max(0.12, 0.5 / (1 + learned / 4)) * Math.max(0.3, early + late);
  const bounded = (value: number) => thousandths(Math.min(most, Math.max(-most, value)));
  const outwards = bounded(early + step * towards.early);
  return {
    early: outwards,
    late: Math.max(narrowest - outwards, bounded(late + step * towards.late)),
    learned: thousandths(learned + weight),
  };
}

function marginAt(margins: Margins, middleMs: number): Margin {
  const position = positionOf(middleMs);
  const below = margins[Math.floor(position)] ?? unlearned;
  const above = margins[Math.ceil(position)] ?? unlearned;
  const between = (a: number, b: number) => a + (b - a) * (position % 1);
  return {
    early: between(below.early, above.early),
    late: between(below.late, above.late),
    learned: between(below.learned, above.learned),
  };
}

/** Where a wait lies among the margins: 0 for the shortest, and all below it. */
export const positionOf = (middleMs: number): number =>
  Math.min(count - 1, Math.max(0, Math.log(Math.max(1, middleMs) / shortestMs) / apart));

const thousandths = (value: number): number => Math.round(value * 1_000) / 1_000;
