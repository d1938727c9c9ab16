/**
 * The days that Stanchion is built for, and the troubles it must survive, by name. With another number of
 * visitors a scenario stays the same story: rates and capacities go with the crowd, so it takes as long.
 */

import { minuteMs, secondMs } from "../../domain/time.ts";
import { begun, type CrowdOptions, type Scenario } from "./scenario.ts";

export interface NamedScenario {
  readonly name: string;
  readonly story: string;
  /** How many come if nobody says otherwise. */
  readonly visitors: number;
  build(visitors: number, leave: number | null): Omit<Scenario, "seed">;
  /** Events without which a run has not shown anything. */
  readonly mustHappen: readonly string[];
}

const hourMs = 60 * minuteMs;

/** Who is let in within so many minutes, if nobody leaves, is let in at this rate. */
const rateFor = (people: number, minutes: number): number => Math.max(1, people / minutes);

/** 200,000 answered one text message, 13,000 of them in the worst second. More people take longer, not a higher peak. */
const o2Crowd = (visitors: number): CrowdOptions => ({
  visitors,
  arrival: "at once",
  overMs: (4 * secondMs * Math.max(visitors, 200_000)) / (Math.E * 13_000),
  leave: 0.35,
  leaveLater: 0.05,
  leaveWithinMs: 5 * minuteMs,
  returning: 0.05,
  background: 0.05,
  saying: 0.2,
  stayMs: 1.5 * minuteMs,
  // Some read the contract and leave it, every second of them without a word.
  ordering: 0.9,
  silent: 0.5,
});

const o2: NamedScenario = {
  name: "o2-2008",
  story:
    "Everybody who registered gets the same text message in the same minute; one in five can have one.",
  visitors: 200_000,
  build: (visitors) => ({
    settings: {
      admissionsPerMinute: rateFor(visitors * 0.6, 10),
      sessionMinutes: 3,
      stock: { units: Math.ceil(visitors / 5), perOrder: 1 },
    },
    crowd: o2Crowd(visitors),
  }),
  mustHappen: [
    "called ahead",
    "left",
    "came back",
    "slot lent",
    "sold out",
    "sold out with somebody at the door",
    "told that it is sold out",
  ],
};

const onePlus: NamedScenario = {
  name: "oneplus-2014",
  story: "A pre-order window of one hour, a full shop, and a network that loses answers.",
  visitors: 60_000,
  build: (visitors) => ({
    // Nearly all of those who stay would fit into the hour, each in the shop for about four minutes.
    settings: {
      admissionsPerMinute: rateFor(visitors * 0.8, 55),
      capacity: Math.ceil(rateFor(visitors * 0.8, 55) * 4),
      sessionMinutes: 10,
      stock: { units: visitors, perOrder: 1 },
    },
    crowd: {
      visitors,
      arrival: "at once",
      overMs: 30 * minuteMs,
      leave: 0.1,
      leaveLater: 0.1,
      leaveWithinMs: 20 * minuteMs,
      background: 0.1,
      stayMs: 4 * minuteMs,
      saying: 0.3,
    },
    changes: [{ afterMs: hourMs, values: { state: "closed" } }],
    faults: {
      lostAnswers: 0.01,
      lostCalls: 0.01,
      restartEveryMs: 20 * minuteMs,
      unreachableEveryMs: 15 * minuteMs,
    },
    longestMs: hourMs + 5 * minuteMs,
  }),
  mustHappen: ["answer lost", "session ended", "entered twice", "restart", "called ahead"],
};

const surge: NamedScenario = {
  name: "surge",
  story: "Thirteen thousand join in a second through batchers, which die now and then.",
  visitors: 100_000,
  build: (visitors) => ({
    settings: { admissionsPerMinute: rateFor(visitors * 0.6, 10), batchers: 16 },
    crowd: { ...o2Crowd(visitors), flooding: 0.01, joinsOfAFlood: 10, invited: 0.3, cloned: 0.05 },
    faults: {
      untilMs: minuteMs,
      dyingBatchers: 0.02,
      lostAnswers: 0.02,
      doubledCalls: 0.05,
      delayMs: 10 * secondMs,
      gateways: 3,
    },
  }),
  mustHappen: [
    "batcher died before its outbox",
    "batcher died with an open outbox",
    "batcher died before it answered",
    "run asked again",
    "run given again",
    "invited twice",
    "called ahead",
  ],
};

const admissionRush: NamedScenario = {
  name: "admission-rush",
  story: "Hundreds a second are let in through admission shards, which die now and then.",
  visitors: 100_000,
  build: (visitors) => ({
    settings: {
      admissionsPerMinute: rateFor(visitors * 0.7, 1.5),
      batchers: 16,
      admissionShards: 8,
      capacity: Math.ceil(visitors / 2),
      sessionMinutes: 1,
    },
    crowd: {
      ...o2Crowd(visitors),
      cloned: 0.05,
      saying: 0.3,
      stayMs: minuteMs / 2,
      ordering: 0.6,
    },
    changes: [
      { afterMs: minuteMs, values: { state: "paused" } },
      { afterMs: minuteMs + 15 * secondMs, values: { state: "open" } },
    ],
    faults: {
      untilMs: 2 * minuteMs,
      dyingShards: 0.03,
      restartEveryMs: minuteMs,
      lostAnswers: 0.02,
      gateways: 3,
    },
  }),
  mustHappen: [
    "shard died before it asked",
    "shard died before it answered",
    "entered twice",
    "stopped with somebody at the door",
    "called ahead",
  ],
};

const calm: NamedScenario = {
  name: "calm",
  story: "An ordinary evening: most are let in at once, some wait a moment.",
  visitors: 3_000,
  build: (visitors) => ({
    settings: { admissionsPerMinute: rateFor(visitors, 54) },
    crowd: { visitors, overMs: hourMs, leave: 0.02, stayMs: 5 * minuteMs, background: 0.05 },
  }),
  mustHappen: ["let in at once", "session ended"],
};

const tabClosers: NamedScenario = {
  name: "tab-closers",
  story: "Nine in ten close the tab right after joining, without a word.",
  visitors: 50_000,
  build: (visitors, leave) => ({
    settings: { admissionsPerMinute: rateFor(visitors * (1 - (leave ?? 0.9)), 10) },
    crowd: { visitors, overMs: minuteMs, leave: leave ?? 0.9 },
  }),
  mustHappen: ["called ahead", "claim window over"],
};

const flakyPhones: NamedScenario = {
  name: "flaky-phones",
  story: "Bad reception: answers get lost, calls come late and twice, tabs sleep and come back.",
  visitors: 10_000,
  build: (visitors) => ({
    settings: { admissionsPerMinute: rateFor(visitors * 0.8, 12) },
    crowd: {
      visitors,
      overMs: minuteMs,
      leave: 0.1,
      leaveLater: 0.1,
      leaveWithinMs: 10 * minuteMs,
      saying: 0.5,
      background: 0.2,
      returning: 0.2,
      cloned: 0.1,
      stayMs: 3 * minuteMs,
    },
    faults: {
      lostCalls: 0.03,
      lostAnswers: 0.05,
      doubledCalls: 0.05,
      delayedCalls: 0.03,
      delayMs: minuteMs,
      gateways: 2,
      slowSnapshots: 0.1,
    },
  }),
  mustHappen: [
    "answer lost",
    "call lost",
    "call doubled",
    "call delayed",
    "came back",
    "entered twice",
    "left",
    "slot lent",
  ],
};

const bots: NamedScenario = {
  name: "bots",
  story:
    "Floods of joins under one key and under many, cloned tickets, and nobody behind most of them.",
  visitors: 5_000,
  build: (visitors) => ({
    settings: { admissionsPerMinute: rateFor(visitors * 0.8, 10) },
    crowd: {
      visitors,
      overMs: 30 * secondMs,
      leave: 0.2,
      flooding: 0.1,
      joinsOfAFlood: 50,
      cloned: 0.05,
      clones: 20,
    },
    faults: { doubledCalls: 0.3, delayMs: 5 * secondMs },
  }),
  mustHappen: ["flood of keys", "flood of one key", "entered twice", "call doubled"],
};

const originMelts: NamedScenario = {
  name: "origin-melts",
  story: "The shop slows down, breaks down, hangs, asks for rest, and comes back each time.",
  visitors: 20_000,
  build(visitors) {
    const perMinute = rateFor(visitors, 10);
    const stayMs = 2 * minuteMs;
    const thinkMs = 7 * secondMs;
    // As many inside as the rate and their stay make of them, each with a page in so many seconds.
    const asksPerSecond = (perMinute * (stayMs / minuteMs)) / (thinkMs / secondMs);
    return {
      settings: {
        admissionsPerMinute: perMinute,
        // Nobody can make up for lost time by asking for more.
        sessionMinutes: 4,
        sessionRenewal: "fixed",
        originHealth: { targetMilliseconds: 500, floorPerMinute: perMinute / 20 },
      },
      crowd: { visitors, overMs: minuteMs, leave: 0.3, stayMs, background: 0.05 },
      shop: {
        requestsPerSecond: Math.max(2, 1.2 * asksPerSecond),
        usualMs: 120,
        thinkMs,
        moods: [
          { fromMs: 2 * minuteMs, untilMs: 3 * minuteMs, kind: "slow" },
          { fromMs: 5 * minuteMs, untilMs: 6.5 * minuteMs, kind: "gone" },
          { fromMs: 9 * minuteMs, untilMs: 9.5 * minuteMs, kind: "failing" },
          { fromMs: 12 * minuteMs, untilMs: 14 * minuteMs, kind: "hanging" },
          { fromMs: 17 * minuteMs, untilMs: 17.2 * minuteMs, kind: "resting" },
        ],
      },
    };
  },
  mustHappen: [
    "rate lowered under the called",
    "stopped with somebody at the door",
    "went on",
    "outage",
    "outage over",
    "shop silent",
  ],
};

const operatorPanics: NamedScenario = {
  name: "operator-panics",
  story: "Pause, go on, slower, faster, close, open, one after the other and seconds apart.",
  visitors: 6_000,
  build(visitors) {
    const full = rateFor(visitors * 0.7, 8);
    const turns: readonly Scenario["settings"][] = [
      { state: "paused" },
      { state: "open" },
      { state: "paused" },
      { state: "open", admissionsPerMinute: full * 4 },
      { admissionsPerMinute: full / 20 },
      { admissionsPerMinute: full },
      { state: "closed" },
      { state: "open" },
      { capacity: 20 },
      { capacity: Math.ceil(full) },
      { state: "draining" },
      { state: "open" },
      { admissionsPerMinute: 0 },
      { admissionsPerMinute: full, capacity: null },
    ];
    return {
      settings: { admissionsPerMinute: full },
      crowd: { visitors, overMs: 2 * minuteMs, leave: 0.3, stayMs: minuteMs },
      // Now a second apart, now half a minute.
      changes: turns.map((values, turn) => ({
        afterMs: 40 * secondMs + turn * 10 * secondMs + (turn % 3) * 9 * secondMs,
        values,
      })),
    };
  },
  mustHappen: [
    "rate lowered under the called",
    "stopped with somebody at the door",
    "went on",
    "full with somebody at the door",
    "turned away",
  ],
};

const twoLines: NamedScenario = {
  name: "two-lines",
  story: "Members and everybody else, who share the rate.",
  visitors: 20_000,
  build: (visitors) => ({
    settings: {
      admissionsPerMinute: rateFor(visitors * 0.7, 10),
      lines: [
        { name: "members", weight: 2 },
        { name: "general", weight: 1 },
      ],
    },
    crowd: { visitors, overMs: minuteMs, leave: 0.3, lines: { members: 0.2 } },
  }),
  mustHappen: ["called ahead", "several lines ready"],
};

const drawMillion: NamedScenario = {
  name: "draw-million",
  story: "A million people are there before the opening, and nobody runs.",
  visitors: 1_000_000,
  build: (visitors) => ({
    settings: {
      admissionsPerMinute: rateFor(visitors * 0.7, 15),
      order: "draw",
      preQueueAt: begun - minuteMs,
      opensAt: begun + 4 * minuteMs,
    },
    crowd: { visitors, overMs: 5 * minuteMs, leave: 0.3 },
  }),
  mustHappen: ["called ahead", "opened to a line", "drawn"],
};

export const scenarios: readonly NamedScenario[] = [
  o2,
  surge,
  admissionRush,
  onePlus,
  calm,
  tabClosers,
  flakyPhones,
  bots,
  originMelts,
  operatorPanics,
  twoLines,
  drawMillion,
];

/** The scenario with another share of people who close the tab right after joining. */
export function scenarioOf(
  named: NamedScenario,
  { visitors, seed, leave }: { visitors: number; seed: number; leave: number | null },
): Scenario {
  const built = named.build(visitors, leave);
  const crowd = leave === null ? built.crowd : { ...built.crowd, leave };
  return { seed, ...built, crowd };
}
