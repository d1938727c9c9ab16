/** What a run of the bench has shown: the figures that are promised, and all that they are made of. */

import { ratioOf, type Spread, spreadOf, type Turn, type Turns } from "./compare.ts";
import { whyNotTold } from "./edges.ts";
import type { Bundle } from "./gateways.ts";
import type { MillionFigures } from "./million.ts";
import type { PathName } from "./paths.ts";
import type { SurgeFigures } from "./surge.ts";

/** Each ratio that is promised: of which path, of which side to which, and at least how much. */
export const promisedRatios = {
  passOverForward: { path: "pass", side: "ours", against: "forward", least: 0.9 },
  statusOverConstant: { path: "status", side: "ours", against: "constant", least: 0.85 },
  pageOverConstant: { path: "page", side: "ours", against: "constant", least: 0.85 },
  joinOverConstant: { path: "join", side: "ours", against: "constant", least: 0.5 },
  joinOverNaive: { path: "join", side: "ours", against: "naive", least: 3 },
  enterOverNaive: { path: "enter", side: "ours", against: "naive", least: 2 },
  joinAtMillionOverEmpty: { path: "million", side: "million", against: "empty", least: 0.95 },
  twoEdgesOverOne: { path: "edges", side: "two", against: "one", least: 1.5 },
} as const satisfies Record<
  string,
  {
    readonly path: PathName;
    readonly side: string;
    readonly against: string;
    readonly least: number;
  }
>;
export type RatioName = keyof typeof promisedRatios;

/** What may be this much and no more. */
export const promisedMost = {
  objectCallsPerJoin: 0.02,
  objectCallsPerJoinBatched: 0.02,
  objectCallsPerThousandPolls: 1,
  bytesPerWaiting: 0.1,
  memoryAtMillionOverEmpty: 1.1,
  gateBundleBytes: 100_000,
} as const;
export type CountName = keyof typeof promisedMost;

export interface Ratio {
  /** Of the requests answered in a second. */
  readonly throughput: Spread;
  /** Of the processor time for a request, turned round so that more is better here too. */
  readonly processor: Spread | null;
}

/** The median of one side's turns. */
export interface SideFigures {
  readonly path: PathName;
  readonly side: string;
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly cpuMsPerRequest: number | null;
}

export interface BenchResult
  extends Readonly<Record<RatioName, number | null>>,
    Readonly<Record<CountName, number | null>> {
  /** Why `twoEdgesOverOne` is null though it was measured; what was measured stands in `ratios`. */
  readonly whyNoTwoEdges: string | null;
  readonly ratios: Readonly<Partial<Record<RatioName, Ratio>>>;
  readonly sides: readonly SideFigures[];
  readonly generator: Generator;
  /** Bytes of the minified gate by where they come from. */
  readonly bundle: Bundle["parts"];
}

interface Generator {
  /** Against a bare answer on this machine. */
  readonly alonePerSecond: number;
  /** Where it was at work nearly all the time; the ratio of such a path is nearer to 1 than it should be. */
  readonly bottleneckOf: readonly string[];
}

export interface Measured {
  readonly turns: ReadonlyMap<PathName, Turns>;
  readonly million: MillionFigures | null;
  readonly surge: SurgeFigures | null;
  readonly bundle: Bundle;
  readonly alonePerSecond: number;
}

/** Beyond it the next request was sent late, because the one who sends it was busy. */
const tooBusy = 0.85;

export function resultOf({ turns, million, surge, bundle, alonePerSecond }: Measured): BenchResult {
  const ratios = ratiosOf(turns);
  const medianOf = (name: RatioName) => ratios[name]?.throughput.median ?? null;
  const bottleneckOf = [...turns].flatMap(([path, sides]) =>
    [...sides]
      .filter(([, each]) => medianIn(each, ({ busy }) => busy) > tooBusy)
      .map(([side]) => `${path}, ${side}`),
  );
  const { least } = promisedRatios.twoEdgesOverOne;
  // Whoever else needs the cores can only make the second edge look worse.
  const isLess = (medianOf("twoEdgesOverOne") ?? least) < least;
  const wasBottleneck = bottleneckOf.includes("edges, two");
  const whyNoTwoEdges = isLess ? whyNotTold({ wasBottleneck }) : null;
  return {
    passOverForward: medianOf("passOverForward"),
    statusOverConstant: medianOf("statusOverConstant"),
    pageOverConstant: medianOf("pageOverConstant"),
    joinOverConstant: medianOf("joinOverConstant"),
    joinOverNaive: medianOf("joinOverNaive"),
    enterOverNaive: medianOf("enterOverNaive"),
    joinAtMillionOverEmpty: medianOf("joinAtMillionOverEmpty"),
    objectCallsPerJoin: million?.objectCallsPerJoin ?? null,
    objectCallsPerJoinBatched: surge?.objectCallsPerJoinBatched ?? null,
    objectCallsPerThousandPolls: million?.objectCallsPerThousandPolls ?? null,
    bytesPerWaiting: million?.bytesPerWaiting ?? null,
    memoryAtMillionOverEmpty: million?.memoryAtMillionOverEmpty ?? null,
    twoEdgesOverOne: whyNoTwoEdges === null ? medianOf("twoEdgesOverOne") : null,
    whyNoTwoEdges,
    gateBundleBytes: bundle.bytes,
    ratios,
    sides: [...turns].flatMap(([path, sides]) =>
      [...sides].map(([side, each]) => sideFigures(path, side, each)),
    ),
    generator: { alonePerSecond, bottleneckOf },
    bundle: bundle.parts,
  };
}

function ratiosOf(turns: ReadonlyMap<PathName, Turns>): Partial<Record<RatioName, Ratio>> {
  const ratios: Partial<Record<RatioName, Ratio>> = {};
  for (const name of ratioNames) {
    const { path, side, against } = promisedRatios[name];
    const ofPath = turns.get(path);
    const throughput = ofPath && ratioOf(ofPath, side, against, ({ perSecond }) => perSecond);
    if (!throughput) continue;
    const processor = ratioOf(ofPath, against, side, ({ cpuMsPerRequest }) => cpuMsPerRequest);
    ratios[name] = { throughput, processor };
  }
  return ratios;
}

export const ratioNames = Object.keys(promisedRatios).filter(
  (name): name is RatioName => name in promisedRatios,
);
export const countNames = Object.keys(promisedMost).filter(
  (name): name is CountName => name in promisedMost,
);

function sideFigures(path: PathName, side: string, turns: readonly Turn[]): SideFigures {
  const cpu = turns.flatMap(({ cpuMsPerRequest }) => cpuMsPerRequest ?? []);
  return {
    path,
    side,
    perSecond: medianIn(turns, ({ perSecond }) => perSecond),
    p50Ms: medianIn(turns, ({ p50Ms }) => p50Ms),
    p99Ms: medianIn(turns, ({ p99Ms }) => p99Ms),
    cpuMsPerRequest: cpu.length === 0 ? null : spreadOf(cpu).median,
  };
}

const medianIn = (turns: readonly Turn[], figure: (turn: Turn) => number): number =>
  spreadOf(turns.map(figure)).median;
