/** The named days, with small crowds: each is the same story as with a million people. */

import { expect, test } from "vitest";
import { simulate } from "../../src/cli/simulate/engine.ts";
import { scenarioOf, scenarios } from "../../src/cli/simulate/scenarios.ts";
import { verdictOf } from "../../src/cli/simulate/verdict.ts";

const mostVisitors = 1_000;

test.each(scenarios)("$name breaks no promise, and has in it what it is about", (named) => {
  const visitors = Math.min(mostVisitors, named.visitors);
  const { figures } = simulate(scenarioOf(named, { visitors, seed: 1, leave: null }));
  const { mustHappen, name } = named;
  const verdict = verdictOf({ name, seed: 1, figures, mustHappen, tookMs: 0 });
  expect(verdict.broken).toEqual({});
  expect(verdict.invariantsBroken).toBe(0);
  expect(verdict.neverHappened).toEqual([]);
});

test.each([0.6, 0.9])(
  "with a share of %d gone at once, tab-closers still uses the rate",
  (leave) => {
    const named = scenarios.find(({ name }) => name === "tab-closers");
    if (!named) throw new TypeError("Cannot run: there is no scenario of tab closers");
    const { figures } = simulate(scenarioOf(named, { visitors: 10_000, seed: 1, leave }));
    expect(figures.rateUsed).toBeGreaterThan(leave > 0.8 ? 0.95 : 0.97);
  },
);

test("a scenario with ten times the people is the same story: as long, at ten times the rate", () => {
  for (const named of scenarios) {
    const few = named.build(100_000, null);
    const many = named.build(1_000_000, null);
    const rate = few.settings.admissionsPerMinute ?? Number.NaN;
    expect(many.settings.admissionsPerMinute, named.name).toBeCloseTo(10 * rate);
    expect(many.changes?.map(({ afterMs }) => afterMs)).toEqual(
      few.changes?.map(({ afterMs }) => afterMs),
    );
  }
});

test("in a run in which something that must happen never did, the verdict names it", () => {
  const crowd = { visitors: 3, overMs: 1_000 };
  const { figures } = simulate({ seed: 1, settings: {}, crowd });
  const mustHappen = ["let in at once", "answer lost"];
  const verdict = verdictOf({ name: "three", seed: 1, figures, mustHappen, tookMs: 0 });
  expect(verdict.neverHappened).toEqual(["answer lost"]);
  expect(verdict.sometimes).toMatchObject({ "let in at once": 3, "answer lost": 0 });
});
