/**
 * The line in trouble: the room is restarted, throws, hears late and twice, and visitors sleep, leave, come
 * back and clone their tickets. A run counts only if each interesting thing happened in it.
 */

import { expect, test } from "vitest";
import { simulate } from "../../src/cli/simulate/engine.ts";
import type { Figures } from "../../src/cli/simulate/figures.ts";
import type { Scenario } from "../../src/cli/simulate/scenario.ts";

const everybody = {
  visitors: 1_500,
  overMs: 20_000,
  leave: 0.15,
  leaveLater: 0.1,
  saying: 0.5,
  returning: 0.15,
  background: 0.15,
  cloned: 0.1,
};

const trouble: Scenario = {
  seed: 1,
  settings: { admissionsPerMinute: 600 },
  crowd: everybody,
  faults: { restartEveryMs: 20_000, throwing: 0.02, lostAnswers: 0.03, lateTicksMs: 5_000 },
};

const times = ({ events }: Figures, event: string): number => events[event] ?? 0;

test.each([1, 2, 3])("in every trouble at once no promise is broken (seed %d)", (seed) => {
  const { figures, people } = simulate({ ...trouble, seed });
  expect(figures.violations).toEqual({});
  expect(figures.inversionsAmongPresent).toBe(0);
  for (const event of [
    "restart",
    "step rolled back",
    "crash under a call",
    "answer lost",
    "entered twice",
    "left",
  ]) {
    expect(times(figures, event), event).toBeGreaterThan(0);
  }
  const kept = people.filter(({ plan }) => plan.behaviour !== "leaves");
  expect(kept.filter(({ admittedAt }) => admittedAt === null)).toEqual([]);
});

test("in a full shop too, whose visitors come, stay, renew and go", () => {
  const { figures, people } = simulate({
    ...trouble,
    settings: { admissionsPerMinute: 600, capacity: 40, sessionMinutes: 2 },
    crowd: { ...everybody, visitors: 200, stayMs: 150_000 },
  });
  expect(figures.violations).toEqual({});
  expect(times(figures, "renewed")).toBeGreaterThan(0);
  const kept = people.filter(({ plan }) => plan.behaviour !== "leaves");
  expect(kept.filter(({ admittedAt }) => admittedAt === null)).toEqual([]);
});

test("restarts cost the order nothing and the rate seconds", () => {
  const { figures } = simulate({
    seed: 1,
    settings: { admissionsPerMinute: 600 },
    crowd: { visitors: 2_500, overMs: 10_000, leave: 0.3 },
    faults: { restartEveryMs: 60_000 },
  });
  expect(times(figures, "restart")).toBeGreaterThan(1);
  expect(figures.inversionsAmongPresent).toBe(0);
  // Five and a half seconds each, at worst.
  expect(figures.rateUsed).toBeGreaterThan(0.9);
});

test("while people join through batchers all the time, the room hears from them that its shop fell silent", () => {
  const { figures } = simulate({
    seed: 1,
    settings: {
      capacity: null,
      queue: "when-needed",
      admissionsPerMinute: 3_000,
      batchers: 16,
      originHealth: { targetMilliseconds: 500, floorPerMinute: 300 },
    },
    crowd: { visitors: 150, overMs: 20_000, arrival: "even", stayMs: 10_000 },
    shop: {
      requestsPerSecond: 50,
      usualMs: 100,
      thinkMs: 1_000,
      moods: [{ fromMs: 1_000, untilMs: 15_000, kind: "gone" }],
    },
  });
  expect(times(figures, "shop silent")).toBe(1);
  expect(figures.violations).toEqual({});
});

test("tabs in the background, which wake once a minute, lose nothing but the moment", () => {
  const { figures, people } = simulate({
    seed: 1,
    settings: { admissionsPerMinute: 600, claimWindowSeconds: 10 },
    crowd: { visitors: 2_000, overMs: 10_000, background: 0.5 },
  });
  expect(figures.violations).toEqual({});
  expect(figures.rateUsed).toBeGreaterThan(0.97);
  expect(people.filter(({ admittedAt }) => admittedAt === null)).toEqual([]);
});

test("people who leave one by one while they wait waste next to nothing of the rate", () => {
  const { figures } = simulate({
    seed: 1,
    settings: { admissionsPerMinute: 600 },
    crowd: { visitors: 3_000, overMs: 10_000, leaveLater: 0.6, leaveWithinMs: 300_000 },
  });
  expect(figures.violations).toEqual({});
  expect(figures.rateUsed).toBeGreaterThan(0.97);
});

test("twenty machines with the same ticket are one admission", () => {
  const { figures, people } = simulate({
    seed: 1,
    settings: { admissionsPerMinute: 600 },
    crowd: { visitors: 300, overMs: 5_000, cloned: 1 },
  });
  expect(figures.violations).toEqual({});
  expect(times(figures, "entered twice")).toBeGreaterThan(100);
  expect(new Set(people.map(({ passId }) => passId)).size).toBe(300);
});
