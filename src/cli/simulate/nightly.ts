/** Many small days by chance, one seed after the other, with everything that can go wrong at once. */

import { minuteMs, secondMs } from "../../domain/time.ts";
import { createRandom, type Random } from "../rush/random.ts";
import { simulate } from "./engine.ts";
import type { Change, CrowdOptions, Faults, Scenario } from "./scenario.ts";

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
}

/** So many steps meet all of these. */
const stepsForAll = 200_000;
const mustHappen = [
  "step rolled back",
  "died before the write",
  "died between write and answer",
  "died after the answer",
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
] as const;

/** Runs seed after seed until so many steps are done; a step more or less is the last run's. */
export function runNightly(
  { firstSeed, steps: wanted }: { readonly firstSeed: number; readonly steps: number },
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
    const { inversionsAmongPresent: passed, violationCount, violations } = figures;
    if (violationCount + passed > 0) {
      invariantsBroken += violationCount + passed;
      const broken =
        passed > 0 ? { ...violations, "no overtaking": `${passed} passed` } : violations;
      failures.push({
        seed,
        again: `npm run simulate -- nightly --seed ${seed} --steps 1`,
        broken,
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

/** A small crowd with every kind of conduct, a merchant who changes their mind, and some of the troubles. */
export function smallDay(seed: number): Scenario {
  const random = createRandom(seed);
  const perMinute = pick(random, [1, 7, 60, 60, 300, 600, 600, 3_000]);
  const settings = {
    admissionsPerMinute: perMinute,
    capacity: random() < 0.4 ? 1 + Math.floor(random() * 20) : null,
    sessionMinutes: pick(random, [0.5, 1, 5, 15]),
    sessionRenewal: pick(random, ["while-active", "fixed"] as const),
    claimWindowSeconds: pick(random, [10, 30, 180]),
    queue: pick(random, ["when-needed", "when-needed", "always"] as const),
  };
  return {
    seed,
    settings,
    crowd: smallCrowd(random),
    changes: changesOfMind(random, perMinute),
    faults: someTroubles(random),
    longestMs: 15 * minuteMs,
  };
}

const pick = <T>(random: Random, choices: readonly [T, ...T[]]): T =>
  choices[Math.floor(random() * choices.length)] ?? choices[0];

function smallCrowd(random: Random): CrowdOptions {
  return {
    visitors: 1 + Math.floor(random() * random() * 200),
    overMs: pick(random, [1, 10, 60, 300]) * secondMs,
    arrival: pick(random, ["even", "at once"]),
    // Together at most 1.
    leave: random() * 0.4,
    leaveLater: random() * 0.2,
    leaveWithinMs: pick(random, [5 * secondMs, minuteMs, 5 * minuteMs]),
    returning: random() * 0.2,
    background: random() * 0.2,
    saying: random(),
    cloned: random() * 0.2,
    clones: pick(random, [1, 1, 5]),
    flooding: random() < 0.2 ? 0.1 : 0,
    joinsOfAFlood: 10,
    stayMs: pick(random, [10 * secondMs, minuteMs, 4 * minuteMs]),
  };
}

function changesOfMind(random: Random, perMinute: number): readonly Change[] {
  if (random() < 0.3) return [];
  const count = Math.floor(random() * 8);
  const spread = pick(random, [10 * secondMs, 5 * minuteMs]);
  const changes = Array.from({ length: count }, () => ({
    afterMs: random() * spread,
    values: pick<Scenario["settings"]>(random, [
      { state: "paused" },
      { state: "open" },
      { state: "open" },
      { state: "draining" },
      { state: "closed" },
      { admissionsPerMinute: perMinute / 10 },
      { admissionsPerMinute: perMinute * 5 },
      { admissionsPerMinute: 0 },
      { capacity: 3 },
      { capacity: null },
    ]),
  })).sort((a, b) => a.afterMs - b.afterMs);
  // In the end the line moves again.
  const afterMs = spread + secondMs;
  return [...changes, { afterMs, values: { state: "open", admissionsPerMinute: perMinute } }];
}

/** Each kind in about every second run, and in half of the runs they stop in the middle. */
function someTroubles(random: Random): Partial<Faults> {
  const share = (most: number) => (random() < 0.5 ? 0 : random() * most);
  const every = (ms: number) => (random() < 0.6 ? 0 : ms * (0.5 + random()));
  return {
    untilMs: random() < 0.5 ? 2 * minuteMs : 30 * minuteMs,
    restartEveryMs: every(minuteMs),
    throwing: share(0.05),
    dyingBeforeTheWrite: share(0.02),
    dyingBeforeTheAnswer: share(0.02),
    dyingAfterTheAnswer: share(0.02),
    evictAfterMs: random() < 0.5 ? 0 : 3 * secondMs,
    unreachableEveryMs: every(2 * minuteMs),
    twoInstancesEveryMs: every(2 * minuteMs),
    clockJumpEveryMs: every(2 * minuteMs),
    clockJumpMs: pick(random, [secondMs, 30 * secondMs, 10 * minuteMs]),
    lateTicksMs: random() < 0.5 ? 0 : 5 * secondMs,
    lostTicks: share(0.3),
    doubleTicks: share(0.3),
    lostCalls: share(0.1),
    doubledCalls: share(0.2),
    delayedCalls: share(0.1),
    delayMs: pick(random, [secondMs, 30 * secondMs, 3 * minuteMs]),
    lostAnswers: share(0.1),
    gateways: pick(random, [1, 2, 3]),
    slowSnapshots: share(0.3),
  };
}
