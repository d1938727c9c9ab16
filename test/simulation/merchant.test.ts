/** What the merchant does in the middle of it: another rate, a pause, another capacity, an end. */

import { expect, test } from "vitest";
import { simulate } from "../../src/cli/simulate/engine.ts";
import type { Scenario } from "../../src/cli/simulate/scenario.ts";

const begun = 1_790_000_000_000;

const line = (changes: Scenario["changes"], more: Partial<Scenario> = {}) =>
  simulate({
    seed: 1,
    settings: { admissionsPerMinute: 600 },
    crowd: { visitors: 2_000, overMs: 10_000, leave: 0.3 },
    changes: changes ?? [],
    longestMs: 900_000,
    ...more,
  });

/** How many were let in from one second of the run to another. */
const admittedBetween = ({ people }: ReturnType<typeof line>, from: number, to: number) =>
  people.filter(({ admittedAt }) => {
    const second = ((admittedAt ?? Number.NaN) - begun) / 1_000;
    return second >= from && second < to;
  }).length;

test.each([
  [60, 600],
  [600, 1_200],
  [600, 60],
  [6_000, 1],
])("a rate changed from %d to %d a minute holds within five seconds", (from, to) => {
  const run = line([{ afterMs: 12_000, values: { admissionsPerMinute: to } }], {
    settings: { admissionsPerMinute: from },
    longestMs: 30_000,
  });
  expect(run.figures.violations).toEqual({});
  expect(run.figures.inversionsAmongPresent).toBe(0);
  const inTenSeconds = admittedBetween(run, 17, 27);
  expect(inTenSeconds).toBeGreaterThanOrEqual(Math.floor((to / 6) * 0.9));
  expect(inTenSeconds).toBeLessThanOrEqual(Math.ceil(to / 6) + to / 60 + 1);
});

test("a pause lets nobody in, and its end the first within five seconds and all in order", () => {
  const run = line([
    { afterMs: 30_000, values: { state: "paused" } },
    { afterMs: 90_000, values: { state: "open" } },
    { afterMs: 120_000, values: { state: "paused" } },
    { afterMs: 420_000, values: { state: "open" } },
  ]);
  expect(run.figures.violations).toEqual({});
  expect(run.figures.inversionsAmongPresent).toBe(0);
  expect(admittedBetween(run, 32, 90)).toBe(0);
  expect(admittedBetween(run, 90, 95)).toBeGreaterThan(0);
  expect(admittedBetween(run, 95, 115)).toBeGreaterThan(190);
  expect(admittedBetween(run, 122, 420)).toBe(0);
  expect(admittedBetween(run, 425, 445)).toBeGreaterThan(190);
});

test("a capacity is kept, filled, raised and lowered", () => {
  const run = line(
    [
      { afterMs: 60_000, values: { capacity: 60 } },
      { afterMs: 120_000, values: { capacity: 10 } },
    ],
    {
      settings: { admissionsPerMinute: 600, capacity: 20 },
      crowd: { visitors: 300, overMs: 10_000, leave: 0.3, stayMs: 30_000 },
    },
  );
  expect(run.figures.violations).toEqual({});
  expect(run.figures.admitted).toBeGreaterThanOrEqual(200);
});

test("a full shop stays full while somebody waits", () => {
  const { figures } = line([], {
    settings: { admissionsPerMinute: 600, capacity: 100 },
    crowd: { visitors: 800, overMs: 10_000, leave: 0.5, stayMs: 120_000 },
  });
  expect(figures.violations).toEqual({});
  expect(figures.capacityUsed).toBeGreaterThan(0.95);
});

test.each(["closed", "sold-out"] as const)("once it is %s nobody more is let in", (state) => {
  const run = line([{ afterMs: 20_000, values: { state } }], { longestMs: 120_000 });
  expect(run.figures.violations).toEqual({});
  expect(admittedBetween(run, 0, 20)).toBeGreaterThan(100);
  expect(admittedBetween(run, 22, 120)).toBe(0);
});

test("draining lets in whoever is in line, and nobody joins", () => {
  const run = line([{ afterMs: 5_000, values: { state: "draining" } }]);
  expect(run.figures.violations).toEqual({});
  const joined = run.people.filter(({ number }) => number !== null);
  expect(joined.length).toBeLessThan(1_100);
  const stayed = joined.filter(({ plan }) => plan.behaviour === "stays");
  expect(stayed.every(({ admittedAt }) => admittedAt !== null)).toBe(true);
});
