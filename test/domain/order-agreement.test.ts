import fc from "fast-check";
import { expect, test } from "vitest";
import { agreement } from "../../src/domain/order-agreement.ts";

function inversionsNaive(values: readonly number[]): number {
  return values.reduce(
    (sum, value, index) => sum + values.slice(index + 1).filter((later) => later < value).length,
    0,
  );
}

test("agreement() counts the same inversions as comparing every pair", () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 50 }), { maxLength: 80 }), (values) => {
      expect(agreement(values).inversions).toBe(inversionsNaive(values));
    }),
  );
});

test("agreement() gives tau as concordant less discordant over all pairs", () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.integer(), { minLength: 2, maxLength: 60 }), (values) => {
      const pairs = (values.length * (values.length - 1)) / 2;
      const discordant = inversionsNaive(values);
      expect(agreement(values).tau).toBeCloseTo((pairs - discordant - discordant) / pairs, 12);
    }),
  );
});

test("agreement() is 1 in order, -1 reversed, and 1 for nobody", () => {
  expect(agreement([1, 2, 3]).tau).toBe(1);
  expect(agreement([3, 2, 1]).tau).toBe(-1);
  expect(agreement([])).toEqual({ inversions: 0, inversionShare: 0, tau: 1 });
});
