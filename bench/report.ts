/** The result for whoever sits before the terminal. */

import {
  type BenchResult,
  countNames,
  promisedMost,
  promisedRatios,
  ratioNames,
} from "./result.ts";

export function writeTable(result: BenchResult): string {
  return [
    ...rowsOfSides(result),
    "",
    ...rowsOfRatios(result),
    ...rowsOfCounts(result),
    "",
    ...aboutTheGenerator(result),
  ].join("\n");
}

const rowsOfSides = ({ sides }: BenchResult): string[] => [
  columns("path", "side", "a second", "p50 ms", "p99 ms", "cpu ms each"),
  ...sides.map(({ path, side, perSecond, p50Ms, p99Ms, cpuMsPerRequest }) =>
    columns(
      path,
      side,
      perSecond.toFixed(0),
      p50Ms.toFixed(1),
      p99Ms.toFixed(1),
      cpuMsPerRequest?.toFixed(3) ?? "—",
    ),
  ),
];

const columns = (path: string, side: string, ...figures: readonly string[]): string =>
  path.padEnd(9) + side.padEnd(10) + figures.map((figure) => figure.padStart(12)).join("");

const rowsOfRatios = (result: BenchResult): string[] =>
  ratioNames.flatMap((name) => {
    const { ratios } = result;
    const ratio = ratios[name];
    if (!ratio) return [];
    const { throughput, processor } = ratio;
    const { least } = promisedRatios[name];
    const spread = `${throughput.least.toFixed(2)} to ${throughput.most.toFixed(2)}`;
    const byProcessor = processor ? `, by processor time ${processor.median.toFixed(2)}` : "";
    const bound = `at least ${least}; ${spread}${byProcessor}`;
    const isKept = result[name] === null ? null : throughput.median >= least;
    return judged(name, throughput.median.toFixed(2), isKept, bound);
  });

const rowsOfCounts = (result: BenchResult): string[] =>
  countNames.flatMap((name) => {
    const count = result[name];
    if (count === null) return [];
    const most = promisedMost[name];
    return judged(name, String(Number(count.toPrecision(4))), count <= most, `at most ${most}`);
  });

/** @param isKept null: the figure says nothing about what is promised */
const judged = (name: string, figure: string, isKept: boolean | null, bound: string): string[] => [
  `${isKept === null ? "–" : isKept ? "✓" : "✗"} ${name.padEnd(29)}${figure.padStart(10)}   ${bound}`,
];

function aboutTheGenerator({ generator, whyNoTwoEdges }: BenchResult): string[] {
  const { alonePerSecond, bottleneckOf } = generator;
  return [
    `The load generator alone: ${alonePerSecond.toFixed(0)} requests a second.`,
    bottleneckOf.length === 0
      ? "It was never the bottleneck."
      : `It was the bottleneck of: ${bottleneckOf.join("; ")}.`,
    ...(whyNoTwoEdges === null ? [] : [`twoEdgesOverOne is not told: ${whyNoTwoEdges}.`]),
  ];
}
