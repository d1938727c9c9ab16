/**
 * The line in the days it is built for: everybody within ten seconds, at slow and at high rates, with
 * nobody, some, most and nearly all of them closing the tab.
 */

import { expect, test } from "vitest";
import { type Simulation, simulate } from "../../src/cli/simulate/engine.ts";
import { referenceAdmissions } from "../../src/cli/simulate/reference.ts";
import type { Scenario } from "../../src/cli/simulate/scenario.ts";

// Minutes of waiting are a second of computing, or ten on a machine that has much else to do.
const rush = (admissionsPerMinute: number, leave: number, visitors: number): Scenario => ({
  seed: 1,
  settings: { admissionsPerMinute },
  crowd: { visitors, overMs: 10_000, leave },
});

type Case = (typeof cases)[number];

const runs = new Map<Case, Simulation>();

/** Each case is run once, for all the tests that look at it. */
function runOf(one: Case): Simulation {
  const run = runs.get(one) ?? simulate(rush(one.perMinute, one.leave, one.visitors));
  runs.set(one, run);
  return run;
}

const cases = [
  { perMinute: 1, leave: 0, visitors: 30 },
  { perMinute: 1, leave: 0.6, visitors: 60 },
  { perMinute: 60, leave: 0, visitors: 200 },
  { perMinute: 60, leave: 0.4, visitors: 300 },
  { perMinute: 60, leave: 0.6, visitors: 400 },
  { perMinute: 60, leave: 0.9, visitors: 1_500 },
  { perMinute: 600, leave: 0, visitors: 1_000 },
  { perMinute: 600, leave: 0.4, visitors: 3_000 },
  { perMinute: 600, leave: 0.6, visitors: 2_500 },
  { perMinute: 600, leave: 0.9, visitors: 6_000 },
  { perMinute: 6_000, leave: 0.4, visitors: 6_000 },
  { perMinute: 6_000, leave: 0.9, visitors: 20_000 },
];

test.each(cases)(
  "at $perMinute a minute with a share of $leave gone: exact, in order, full, and honest",
  (one) => {
    const { figures, people } = runOf(one);
    expect(figures.violations).toEqual({});
    expect(figures.inversionsAmongPresent).toBe(0);
    expect(figures.maxOverRate).toBeLessThan(0.05);
    expect(figures.rateUsed).toBeGreaterThan(one.leave > 0.8 ? 0.95 : 0.97);
    const stayed = people.filter(({ plan }) => plan.behaviour === "stays");
    expect(stayed.every(({ admittedAt }) => admittedAt !== null)).toBe(true);
  },
);

test.each(cases)(
  "at $perMinute a minute with a share of $leave gone it is never faster than an all-knowing line, and seconds slower",
  (one) => {
    const { people } = runOf(one);
    const joined = people.flatMap(({ number, joinedAt, plan, admittedAt }) => {
      // Whoever was let in at once had no time to leave.
      const stays = plan.closesAfterMs === null || admittedAt !== null;
      const leavesAt = stays ? null : joinedAt;
      return number === null ? [] : { number, joinedAt, leavesAt };
    });
    const ideal = referenceAdmissions(joined, one.perMinute);
    const real = people.flatMap(({ admittedAt }) => admittedAt ?? []).sort((a, b) => a - b);
    expect(real).toHaveLength(ideal.length);
    // A join is let in at once some hundredths of a second before its visitor hears of it.
    const lateness = ideal.map(({ at }, index) => (real[index] ?? 0) - at);
    expect(Math.min(...lateness)).toBeGreaterThan(-50);
    // Once the called have had the time to come; with nine in ten gone that is needed twice.
    expect(Math.max(...lateness)).toBeLessThan(one.leave > 0.8 ? 8_000 : 5_000);
  },
);

test("what a visitor is told of the wait is right in three cases of four, and near in the middle", () => {
  const told = cases
    .filter(({ perMinute, leave }) => perMinute >= 600 && leave < 0.8)
    .map((one) => runOf(one).figures);
  const coverages = told.map(({ estimateCoverage }) => estimateCoverage ?? 0);
  expect(coverages.reduce((sum, one) => sum + one) / coverages.length).toBeGreaterThan(0.75);
  for (const { estimateMedianError } of told) expect(estimateMedianError).toBeLessThan(0.15);
});

test("forty at the head who left delay the next by seconds, at whatever rate", () => {
  for (const admissionsPerMinute of [1, 60, 600]) {
    const { figures, people } = simulate({
      seed: 1,
      settings: { admissionsPerMinute },
      crowd: { visitors: 60, overMs: 2_000, stretchLeaves: { from: 0, to: 40 } },
    });
    const present = people.filter(({ plan }) => plan.behaviour === "stays");
    const first = Math.min(...present.map(({ admittedAt }) => admittedAt ?? Number.NaN));
    const joined = Math.min(...present.map(({ joinedAt }) => joinedAt));
    // The first of all is let in at once; at 1 a minute the next slot is a minute later.
    const slotMs = admissionsPerMinute === 1 ? 60_000 : 0;
    expect(first - joined - slotMs).toBeLessThan(12_000);
    expect(figures.inversionsAmongPresent).toBe(0);
  }
});

test("forty who are gone in the middle of people who are there stop the line for seconds", () => {
  const { figures, people } = simulate({
    seed: 1,
    settings: { admissionsPerMinute: 60 },
    crowd: { visitors: 240, overMs: 3_000, stretchLeaves: { from: 100, to: 140 } },
  });
  const slots = people.flatMap(({ admittedAt }) => admittedAt ?? []).sort((a, b) => a - b);
  const pauses = slots.slice(20).map((at, index) => at - (slots[index + 19] ?? at));
  expect(Math.max(...pauses)).toBeLessThan(5_000);
  expect(figures.rateUsed).toBeGreaterThan(0.97);
  expect(figures.inversionsAmongPresent).toBe(0);
});

test("a wait of ten minutes is at most a poll every eighteen seconds", () => {
  const { figures } = simulate(rush(300, 0, 3_000));
  // Ten minutes for the last, five on average: 300 s / 18 s, and some near the front.
  expect(figures.pollsPerVisitor).toBeLessThan(33);
  expect(figures.rateUsed).toBeGreaterThan(0.99);
});

test("the store keeps nothing per waiting person: what a room is stays a few kilobytes", () => {
  const { figures } = simulate(rush(6_000, 0.4, 6_000));
  expect(figures.peakCohorts).toBeLessThan(100);
  expect(figures.largestStateBytes).toBeLessThan(16_000);
});

test("the same seed is the same run, and another seed another", () => {
  const run = (seed: number) =>
    simulate({ ...rush(600, 0.4, 500), seed, faults: { lostAnswers: 0.05 } });
  expect(run(7)).toEqual(run(7));
  expect(run(8).figures).not.toEqual(run(7).figures);
});
