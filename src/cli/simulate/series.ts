/** A run as series of equal steps of time, for both of its pictures. */

import { quantile } from "../rush/judge/quantile.ts";
import type { Simulation } from "./engine.ts";
import type { Moment } from "./recording.ts";
import { begun } from "./scenario.ts";

/** One value for each stretch of time, in order. */
export interface Series {
  /** Length of a stretch. */
  readonly stretchSeconds: number;
  readonly arrivalsPerSecond: readonly number[];
  readonly inLine: readonly number[];
  readonly admissionsPerSecond: readonly number[];
  readonly ratePerSecond: readonly number[];
  /** Null when the shop does not count. */
  readonly stock: readonly number[] | null;
  /** Of those who were told a wait in this stretch; null where nobody was. */
  readonly waits: readonly (WaitsOfAStretch | null)[];
}

/** In seconds: the middle one of the low ends, of the high ends, and of the waits had; and some of the people. */
export interface WaitsOfAStretch {
  readonly low: number;
  readonly high: number;
  readonly had: number;
}

export function seriesOf(simulation: Simulation, mostStretches: number): Series {
  const { moments } = simulation.recording;
  const length = Math.max(1, ((moments.at(-1)?.at ?? begun) - begun) / 1_000);
  // A stretch of whole seconds: one cut in two would show a rate that nobody had.
  const stretchSeconds = Math.ceil(length / mostStretches);
  const count = Math.ceil(length / stretchSeconds);
  const ends = lastOfEach(moments, { count, stretchSeconds });
  const before = (index: number) => ends[index - 1];
  const flow = (amount: (moment: Moment) => number) =>
    ends.map((end, index) => {
      const earlier = before(index);
      return (amount(end) - (earlier ? amount(earlier) : 0)) / stretchSeconds;
    });
  return {
    stretchSeconds,
    arrivalsPerSecond: flow(({ joined }) => joined),
    inLine: ends.map(({ inLine }) => inLine),
    admissionsPerSecond: flow(({ admitted }) => admitted),
    ratePerSecond: ends.map(({ perSecond }) => perSecond),
    stock: ends.some(({ stock }) => stock !== null) ? ends.map(({ stock }) => stock ?? 0) : null,
    waits: waitsOf(simulation, { count, stretchSeconds }),
  };
}

interface Grid {
  readonly count: number;
  readonly stretchSeconds: number;
}

const stretchAt = (at: number, { count, stretchSeconds }: Grid): number =>
  Math.min(count - 1, Math.max(0, Math.floor((at - begun) / 1_000 / stretchSeconds)));

const nothingYet: Moment = {
  at: begun,
  joined: 0,
  admitted: 0,
  inLine: 0,
  inside: 0,
  perSecond: 0,
  stock: null,
};

/** How it stood at the end of each stretch. */
function lastOfEach(moments: readonly Moment[], grid: Grid): readonly Moment[] {
  const last: (Moment | undefined)[] = new Array(grid.count).fill(undefined);
  for (const moment of moments) last[stretchAt(moment.at, grid)] = moment;
  let latest = nothingYet;
  return last.map((moment) => {
    latest = moment ?? latest;
    return latest;
  });
}

function waitsOf({ people }: Simulation, grid: Grid): readonly (WaitsOfAStretch | null)[] {
  const low: number[][] = Array.from({ length: grid.count }, () => []);
  const high: number[][] = Array.from({ length: grid.count }, () => []);
  const had: number[][] = Array.from({ length: grid.count }, () => []);
  for (const { told, admittedAt, plan, troubled } of people) {
    if (told === null || admittedAt === null || plan.behaviour !== "stays" || troubled) continue;
    const stretch = stretchAt(told.at, grid);
    low[stretch]?.push(told.lowMs / 1_000);
    high[stretch]?.push(told.highMs / 1_000);
    had[stretch]?.push(Math.max(0, admittedAt - told.at) / 1_000);
  }
  const middle = (values: readonly number[] | undefined) => quantile(values ?? [], 0.5) ?? 0;
  return had.map((values, index) =>
    values.length === 0
      ? null
      : { low: middle(low[index]), high: middle(high[index]), had: middle(values) },
  );
}
