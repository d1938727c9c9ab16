import fc from "fast-check";
import { expect, test } from "vitest";
import { createRateBound } from "../../src/cli/simulate/rate-bound.ts";

/** Every window from one slot to another, counted one by one, at a steady rate. */
function worstExcessNaive(slots: readonly number[], perSecond: number): number {
  const burst = Math.max(1, perSecond);
  let worst = Number.NEGATIVE_INFINITY;
  slots.forEach((from, first) => {
    slots.slice(first).forEach((to, more) => {
      worst = Math.max(worst, more + 1 - ((to - from) * perSecond) / 1_000 - burst);
    });
  });
  return worst;
}

const slots = fc
  .array(fc.nat(3_000), { minLength: 1, maxLength: 60, size: "max" })
  .map((pauses) => {
    let at = 0;
    return pauses.map((pause) => (at += pause));
  });

test("the worst excess is that of trying every window", () => {
  fc.assert(
    fc.property(slots, fc.constantFrom(0.5, 1, 2, 10), (given, perSecond) => {
      const bound = createRateBound(0);
      bound.changeRate({ perSecond }, 0);
      for (const at of given) bound.countSlot(at);
      expect(bound.worstExcess()).toBeCloseTo(worstExcessNaive(given, perSecond), 6);
    }),
  );
});

test("what the rates add up to follows each change from its instant on", () => {
  const bound = createRateBound(0);
  bound.changeRate({ perSecond: 10 }, 1_000);
  bound.changeRate({ perSecond: 0 }, 3_000);
  bound.changeRate({ perSecond: 1 }, 5_000);
  expect([500, 2_000, 3_000, 5_000, 7_000].map(bound.accruedAt)).toEqual([0, 10, 20, 20, 22]);
});

test("one slot too many is one too many, wherever it lies", () => {
  const bound = createRateBound(0);
  bound.changeRate({ perSecond: 1 }, 0);
  for (const at of [0, 1_000, 2_000, 2_000, 3_000]) bound.countSlot(at);
  expect(bound.worstExcess()).toBeCloseTo(1);
});

test("a clock that went forward is forgiven the windows across the jump, and no others", () => {
  const bound = createRateBound(0);
  bound.changeRate({ perSecond: 1 }, 0);
  for (const at of [0, 1_000, 2_000]) bound.countSlot(at);
  bound.clockWentForward();
  for (const at of [1_100, 2_100]) bound.countSlot(at);
  expect(bound.worstExcess()).toBeCloseTo(0);
  bound.countSlot(2_100);
  expect(bound.worstExcess()).toBeCloseTo(1);
});
