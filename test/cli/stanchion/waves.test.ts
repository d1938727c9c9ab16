import fc from "fast-check";
import { expect, test } from "vitest";
import { planWaves, spread } from "../../../src/cli/stanchion/waves.ts";

test("planWaves() begins each wave its interval after the one before, and ends it as long after", () => {
  expect(planWaves({ waves: 3, from: 1_000, everyMs: 10, expiresMs: 500 })).toEqual([
    { name: "1", validFrom: 1_000, expiresAt: 1_500 },
    { name: "2", validFrom: 1_010, expiresAt: 1_510 },
    { name: "3", validFrom: 1_020, expiresAt: 1_520 },
  ]);
});

test("spread() fills the waves evenly, whatever chance says", () => {
  const chance = fc.infiniteStream(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }));
  fc.assert(
    fc.property(fc.nat(300), fc.integer({ min: 1, max: 40 }), chance, (count, waves, stream) => {
      const assigned = spread(count, waves, (bound) => Math.floor(stream.next().value * bound));
      const sizes = Array.from({ length: waves }, (_, wave) =>
        assigned.reduce((size, each) => size + Number(each === wave), 0),
      );
      expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
    }),
  );
});

test("spread() makes each order of three people over three waves equally likely", () => {
  const orders = new Map<string, number>();
  // Chance has 3 · 2 outcomes here; each is tried once.
  for (let first = 0; first < 3; first++) {
    for (let second = 0; second < 2; second++) {
      const outcomes = [first, second];
      const order = spread(3, 3, () => outcomes.shift() ?? 0).join();
      orders.set(order, (orders.get(order) ?? 0) + 1);
    }
  }
  expect([...orders.values()]).toEqual([1, 1, 1, 1, 1, 1]);
});

test("spread() asks chance for every person but the first, within what is left", () => {
  const bounds: number[] = [];
  spread(5, 2, (bound) => bounds.push(bound) && 0);
  expect(bounds).toEqual([5, 4, 3, 2]);
});
