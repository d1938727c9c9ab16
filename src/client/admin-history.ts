/** The last five minutes as this screen has seen them, and the line that draws them. */

import type { RoomLive } from "../protocol.ts";

export interface Sample {
  readonly at: number;
  readonly admittedLastMinute: number;
  /** The rate in force. */
  readonly effectivePerMinute: number;
  readonly waiting: number;
}

export type Figure = Exclude<keyof Sample, "at">;

/** The drawing's own units; the page stretches it to the width it has. */
export interface Box {
  readonly width: number;
  readonly height: number;
}

export const historyMs = 5 * 60_000;

/** A longer silence than this is drawn as a gap: nobody knows what happened in it. */
const gapMs = 5_000;

/** Adds an answer; one that repeats an instant, or goes back before some, takes their place. */
export function remember(history: readonly Sample[], live: RoomLive): readonly Sample[] {
  const at = Date.parse(live.asOf);
  const kept = history.filter((sample) => sample.at > at - historyMs && sample.at < at);
  const { admittedLastMinute, effectivePerMinute, waiting } = live;
  return [...kept, { at, admittedLastMinute, effectivePerMinute, waiting }];
}

export function highest(history: readonly Sample[], figures: readonly Figure[]): number {
  return Math.max(0, ...history.flatMap((sample) => figures.map((figure) => sample[figure])));
}

/** The `d` of an SVG path: the newest sample at the right edge, `top` at the upper one. */
export function drawLine(
  history: readonly Sample[],
  figure: Figure,
  top: number,
  box: Box,
): string {
  const end = history.at(-1)?.at ?? 0;
  let before = Number.NEGATIVE_INFINITY;
  return history
    .map((sample) => {
      const x = box.width * (1 - (end - sample.at) / historyMs);
      const y = box.height * (1 - (top === 0 ? 0 : sample[figure] / top));
      const step = sample.at - before > gapMs ? "M" : "L";
      before = sample.at;
      return `${step}${x.toFixed(1)} ${y.toFixed(1)}`;
    })
    .join("");
}
