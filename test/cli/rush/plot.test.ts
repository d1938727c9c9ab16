import fc from "fast-check";
import { expect, test } from "vitest";
import { perSecond, plotBars, sparkline } from "../../../src/cli/rush/report/plot.ts";

test("plotBars() draws each value as high as it is, and the mark where nothing stands", () => {
  expect(plotBars([0, 1, 2, 4], { height: 4, mark: 2 })).toEqual(["   █", "╌╌╌█", "  ██", " ███"]);
});

test("plotBars() draws one column a value and `height` lines of that width", () => {
  const values = fc.array(fc.double({ min: 0, max: 1e6, noNaN: true }), {
    minLength: 1,
    maxLength: 200,
  });
  fc.assert(
    fc.property(
      values,
      fc.integer({ min: 1, max: 20 }),
      fc.double({ min: 0, max: 1e6, noNaN: true }),
      (given, height, mark) => {
        const lines = plotBars(given, { height, mark });
        expect(lines).toHaveLength(height);
        expect(lines.every((line) => [...line].length === given.length)).toBe(true);
      },
    ),
  );
});

test("sparkline() shows something wherever there is something", () => {
  expect(sparkline([0, 0.001, 4, 8])).toBe(" ▁▄█");
});

test("perSecond() counts every event of the time exactly once", () => {
  const events = fc.array(fc.double({ min: 0, max: 10_000, noNaN: true }), { maxLength: 100 });
  fc.assert(
    fc.property(events, fc.integer({ min: 1, max: 50 }), (given, columns) => {
      const rates = perSecond(given, { start: 0, end: 10_000 }, columns);
      const total = rates.reduce((sum, rate) => sum + rate, 0) * (10 / columns);
      expect(total).toBeCloseTo(given.length, 6);
    }),
  );
});
