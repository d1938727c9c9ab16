import fc from "fast-check";
import { expect, test } from "vitest";
import { type CrowdOptions, planCrowd } from "../../../src/cli/rush/crowd.ts";

const options = fc.record({
  visitors: fc.integer({ min: 1, max: 300 }),
  overMs: fc.integer({ min: 0, max: 60_000 }),
  seed: fc.integer({ min: 0, max: 0xffff_ffff }),
  leave: fc.double({ min: 0, max: 0.4, noNaN: true }),
  late: fc.double({ min: 0, max: 0.3, noNaN: true }),
  returning: fc.double({ min: 0, max: 0.3, noNaN: true }),
});

const holds = (claim: (given: CrowdOptions) => void) => fc.assert(fc.property(options, claim));

test("planCrowd() gives the same crowd for the same seed", () => {
  holds((given) => {
    expect(planCrowd(given)).toEqual(planCrowd(given));
  });
});

test("planCrowd() gives another crowd for another seed", () => {
  const given = { visitors: 50, overMs: 1_000, leave: 0.4, late: 0.1, returning: 0.1 };
  expect(planCrowd({ ...given, seed: 1 })).not.toEqual(planCrowd({ ...given, seed: 2 }));
});

test("planCrowd() lets everybody arrive in order and in time", () => {
  holds((given) => {
    const arrivals = planCrowd(given).map(({ arrivesAfterMs }) => arrivesAfterMs);
    expect(arrivals).toHaveLength(given.visitors);
    expect(arrivals).toEqual(arrivals.toSorted((a, b) => a - b));
    expect(arrivals.every((at) => at >= 0 && at <= given.overMs)).toBe(true);
  });
});

test("planCrowd() keeps each share to within one visitor", () => {
  holds((given) => {
    const crowd = planCrowd(given);
    const shares = { leaves: given.leave, late: given.late, returns: given.returning };
    for (const [behaviour, share] of Object.entries(shares)) {
      const count = crowd.filter((plan) => plan.behaviour === behaviour).length;
      expect(Math.abs(count - share * given.visitors)).toBeLessThanOrEqual(1);
    }
  });
});

test("planCrowd() mixes those who leave with those who stay", () => {
  const crowd = planCrowd({
    visitors: 1_000,
    overMs: 1,
    seed: 7,
    leave: 0.5,
    late: 0,
    returning: 0,
  });
  const early = crowd.slice(0, 500).filter(({ behaviour }) => behaviour === "leaves").length;
  expect(early).toBeGreaterThan(200);
  expect(early).toBeLessThan(300);
});
