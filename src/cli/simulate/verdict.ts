/** What is said of a run in the end: what it broke, what it never met, and its figures for a machine to read. */

import type { Figures } from "./figures.ts";

export interface Verdict {
  readonly scenario: string;
  readonly seed: number;
  readonly visitors: number;
  readonly admitted: number;
  /** Promises broken, each time counted, those who were overtaken among them. */
  readonly invariantsBroken: number;
  /** The first story of each. */
  readonly broken: Readonly<Record<string, string>>;
  readonly rateUsed: number | null;
  readonly capacityUsed: number | null;
  readonly maxOverRate: number;
  readonly inversionsAmongPresent: number;
  readonly estimateCoverage: number | null;
  readonly estimateMedianError: number | null;
  readonly estimateTooEarly: number | null;
  readonly estimateCoverageAtJoin: number | null;
  readonly estimateMedianErrorAtJoin: number | null;
  readonly estimates: number;
  readonly largestStateBytes: number;
  readonly pollsPerVisitor: number;
  /** How often each interesting thing happened. */
  readonly sometimes: Readonly<Record<string, number>>;
  /** What should have happened at least once. */
  readonly neverHappened: readonly string[];
  /** Steps of the room, each followed by a look at every promise. */
  readonly steps: number;
  /** From the first admission to the last, virtual. */
  readonly virtualSeconds: number;
  /** That the run took. */
  readonly seconds: number;
}

export function verdictOf({
  name,
  seed,
  figures,
  mustHappen,
  tookMs,
}: {
  readonly name: string;
  readonly seed: number;
  readonly figures: Figures;
  readonly mustHappen: readonly string[];
  readonly tookMs: number;
}): Verdict {
  const { inversionsAmongPresent, violationCount, events } = figures;
  const sometimes = { ...Object.fromEntries(mustHappen.map((what) => [what, 0])), ...events };
  return {
    scenario: name,
    seed,
    visitors: figures.visitors,
    admitted: figures.admitted,
    invariantsBroken: violationCount + inversionsAmongPresent,
    broken: figures.violations,
    rateUsed: figures.rateUsed,
    capacityUsed: figures.capacityUsed,
    maxOverRate: figures.maxOverRate,
    inversionsAmongPresent,
    estimateCoverage: figures.estimateCoverage,
    estimateMedianError: figures.estimateMedianError,
    estimateTooEarly: figures.estimateTooEarly,
    estimateCoverageAtJoin: figures.estimateCoverageAtJoin,
    estimateMedianErrorAtJoin: figures.estimateMedianErrorAtJoin,
    estimates: figures.estimates,
    largestStateBytes: figures.largestStateBytes,
    pollsPerVisitor: figures.pollsPerVisitor,
    sometimes,
    neverHappened: mustHappen.filter((what) => sometimes[what] === 0),
    steps: figures.steps,
    virtualSeconds: figures.seconds,
    seconds: tookMs / 1_000,
  };
}

export const hasFailed = ({ invariantsBroken, neverHappened }: Verdict): boolean =>
  invariantsBroken > 0 || neverHappened.length > 0;
