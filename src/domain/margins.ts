/**
 * How far from the middle a wait ends, on either side, by how long it is. Nobody can know that
 * beforehand: a line of invited people keeps time to the second, a line of bots does not. So the room
 * learns it from the waits that ended, in two ways. How far off they were on average, and by how much they
 * differed, is known after a few of them; where the sides must lie for the promised share to end inside
 * takes many: each wait that ended outside moves that side out, each that ended inside a little in.
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

export interface Margin {
  /** Where waits ended on average, in deviations from the middle; below 0: sooner. */
  readonly off: number;
  /** By how much they differed from that, in deviations. */
  readonly spread: number;
  /** How far out the sides lie from there, in spreads. */
  readonly early: number;
  readonly late: number;
  /** How many waits it was learned from, as far back as it remembers; what is believed at first counts too. */
  readonly learned: number;
}

/** One for waits of about 4 s, 16 s, 64 s, 4 min, 17 min and 68 min; in between, between. */
export type Margins = readonly Margin[];

const shortestMs = 4 * secondMs;
const apart = Math.log(4);

/**
 * The shares to end sooner than told, and later, if waits were all of a kind; they are not, and so about
 * one in six does.
 */
const sooner = 0.07;
const later = 0.065;
/** By how many spreads a side moves for a wait that ended outside of it. */
const step = 0.55;
/** Of an average, so many waits: what people do changes in the course of a day. */
const remembered = 20;
/** What is believed at first: many come a little sooner, as those who leave later leave further back. */
const unlearned: Margin = { off: -0.35, spread: 1.6, early: 1.4, late: 1.1, learned: 2 };
/** A wait that ended further off, in deviations, counts as one of so many: the shop was closed, say. */
const furthest = 4;
/** The sides lie between these, in spreads. */
const nearestSide = 0.3;
const furthestSide = 6;
/** Both sides together are never less, in deviations: what is told is a range. */
const narrowest = 0.1;

/** A minute is known best at first: a shorter wait hangs on single people, a longer one on how many will leave. */
const spreads = [1.6, 1.05, 0.96, 1.6, 1.6, 1.6];

export const nothingLearned: Margins = spreads.map((spread) => ({ ...unlearned, spread }));

/** The range to tell. */
export function rangeOf(margins: Margins, { middleMs, deviationMs }: WaitBelief): WaitRangeMs {
  const { from, to } = sidesOf(marginAt(margins, middleMs));
  const lowMs = Math.max(0, middleMs + from * deviationMs);
  return { lowMs, highMs: Math.max(lowMs, middleMs + to * deviationMs) };
}

/** The margins after a wait that was believed to be this became `hadMs`. */
export function learn(margins: Margins, belief: WaitBelief, hadMs: number): Margins {
  const { from, to } = sidesOf(marginAt(margins, belief.middleMs));
  const ended = (hadMs - belief.middleMs) / belief.deviationMs;
  const lesson = {
    ended: Math.min(furthest, Math.max(-furthest, ended)),
    outwards: { early: (ended < from ? 1 : 0) - sooner, late: (ended > to ? 1 : 0) - later },
  };
  const position = positionOf(belief.middleMs);
  return margins.map((margin, index) => {
    const weight = Math.max(0, 1 - Math.abs(position - index));
    return weight === 0 ? margin : taught(margin, lesson, weight);
  });
}

interface Lesson {
  /** In deviations from the middle. */
  readonly ended: number;
  /** How far each side is to move, in steps. */
  readonly outwards: Pick<Margin, "early" | "late">;
}

function taught(
  { off, spread, early, late, learned }: Margin,
  { ended, outwards }: Lesson,
  weight: number,
): Margin {
  const counted = Math.min(remembered, learned + weight);
  const share = weight / counted;
  const away = ended - off;
  const side = (value: number) => thousandths(Math.min(furthestSide, Math.max(nearestSide, value)));
  return {
    off: thousandths(off + share * away),
    spread: thousandths(Math.sqrt((1 - share) * (spread ** 2 + share * away ** 2))),
    early: side(early + weight * step * outwards.early),
    late: side(late + weight * step * outwards.late),
    learned: thousandths(counted),
  };
}

/** In deviations from the middle. */
function sidesOf({ off, spread, early, late }: Margin): { from: number; to: number } {
  const from = off - early * spread;
  return { from, to: Math.max(from + narrowest, off + late * spread) };
}

function marginAt(margins: Margins, middleMs: number): Margin {
  const position = positionOf(middleMs);
  const below = margins[Math.floor(position)] ?? unlearned;
  const above = margins[Math.ceil(position)] ?? unlearned;
  const between = (a: number, b: number) => a + (b - a) * (position % 1);
  return {
    off: between(below.off, above.off),
    spread: between(below.spread, above.spread),
    early: between(below.early, above.early),
    late: between(below.late, above.late),
    learned: between(below.learned, above.learned),
  };
}

/** Where a wait lies among the margins: 0 for the shortest, and all below it. */
export const positionOf = (middleMs: number): number =>
  Math.min(spreads.length - 1, Math.max(0, Math.log(Math.max(1, middleMs) / shortestMs) / apart));

const thousandths = (value: number): number => Math.round(value * 1_000) / 1_000;
