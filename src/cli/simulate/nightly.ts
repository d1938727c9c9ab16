/** Many small days by chance, one seed after the other, with everything that can go wrong at once. */

import { simulate } from "./engine.ts";
import type { Figures } from "./figures.ts";
import type { Scenario } from "./scenario.ts";
import { simplestLike, smallDay } from "./small-day.ts";

export interface Night {
  readonly scenario: "nightly";
  readonly seed: number;
  readonly visitors: number;
  readonly runs: number;
  readonly steps: number;
  readonly invariantsBroken: number;
  readonly failures: readonly Failure[];
  readonly sometimes: Readonly<Record<string, number>>;
  /** Of all that must happen in a night that is long enough for it. */
  readonly neverHappened: readonly string[];
}

export interface Failure {
  readonly seed: number;
  /** The one command that runs it again. */
  readonly again: string;
  readonly broken: Readonly<Record<string, string>>;
  /** The simplest day that breaks one of the same promises. Null: none was asked for, or found in time. */
  readonly simplest: Scenario | null;
}

/** So many steps meet all of these. */
const stepsForAll = 200_000;
const mustHappen = [
  "step rolled back",
  "died before the write",
  "died between write and answer",
  "died after the answer",
  "batcher died before its outbox",
  "batcher died with an open outbox",
  "batcher died before it answered",
  "run asked again",
  "run given again",
  "shard died before it asked",
  "shard died before it answered",
  "crash under a call",
  "restart",
  "evicted",
  "unreachable",
  "two instances",
  "older snapshot after a younger one",
  "clock jumped forward",
  "clock jumped back",
  "tick late",
  "tick lost",
  "tick doubled",
  "call lost",
  "call doubled",
  "call delayed",
  "change late",
  "answer lost",
  "snapshot slow",
  "let in at once",
  "called ahead",
  "slot lent",
  "entered twice",
  "renewed",
  "came back",
  "left",
  "turned away",
  "refused at the door",
  "claim window over",
  "rate lowered under the called",
  "stopped with somebody at the door",
  "went on",
  "full with somebody at the door",
  "session ended",
  "drawn",
  "opened to a line",
  "several lines ready",
  "sold out",
  "sold out with somebody at the door",
  "told that it is sold out",
  "outage",
  "outage over",
  "invited twice",
  "key rotated",
  "shown after a rotation",
] as const;

/** Runs seed after seed until so many steps are done; a step more or less is the last run's. */
export function runNightly(
  {
    firstSeed,
    steps: wanted,
    shrinks = true,
  }: { readonly firstSeed: number; readonly steps: number; readonly shrinks?: boolean },
  onRun: (steps: number, runs: number) => void = () => undefined,
): Night {
  const sometimes: Record<string, number> = {};
  const failures: Failure[] = [];
  let [runs, steps, visitors, invariantsBroken] = [0, 0, 0, 0];
  while (steps < wanted) {
    const seed = (firstSeed + runs) % 0x1_0000_0000;
    const { figures } = simulate(smallDay(seed));
    runs++;
    steps += figures.steps;
    visitors += figures.visitors;
    for (const [what, count] of Object.entries(figures.events)) {
      sometimes[what] = (sometimes[what] ?? 0) + count;
    }
    const broken = brokenIn(figures);
    if (Object.keys(broken).length > 0) {
      invariantsBroken += figures.violationCount + figures.inversionsAmongPresent;
      failures.push({
        seed,
        again: `npm run simulate -- nightly --seed ${seed} --steps 1`,
        broken,
        simplest: shrinks && failures.length < mostShrunk ? simplest(seed, broken) : null,
      });
    }
    onRun(steps, runs);
  }
  return {
    scenario: "nightly",
    seed: firstSeed,
    visitors,
    runs,
    steps,
    invariantsBroken,
    failures,
    sometimes,
    neverHappened: steps < stepsForAll ? [] : mustHappen.filter((what) => !sometimes[what]),
  };
}

/** The promises that a run broke, and how. */
export const brokenIn = ({
  inversionsAmongPresent: passed,
  violations,
}: Figures): Readonly<Record<string, string>> =>
  passed > 0 ? { ...violations, "no overtaking": `${passed} passed` } : violations;

/** To look for the simplest takes as long as hundreds of runs. */
const mostShrunk = 3;

const simplest = (seed: number, broken: Failure["broken"]): Scenario | null =>
  simplestLike(seed, (day) =>
    Object.keys(brokenIn(simulate(day).figures)).some((promise) => promise in broken),
  );
