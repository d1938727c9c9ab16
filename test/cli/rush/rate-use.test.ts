import fc from "fast-check";
import { expect, test } from "vitest";
import { rateUse, union } from "../../../src/cli/rush/judge/rate-use.ts";

test("rateUse() is 1 when every unit was used while somebody waited", () => {
  const everySecond = Array.from({ length: 60 }, (_, second) => (second + 1) * 1_000);
  expect(rateUse([{ start: 0, end: 60_000 }], everySecond, 60)).toEqual({
    waitedMs: 60_000,
    stretches: 1,
    admissions: 60,
    share: 1,
  });
});

test("rateUse() leaves out the time in which nobody waited, and its admissions", () => {
  const waits = [
    { start: 0, end: 10_000 },
    { start: 30_000, end: 40_000 },
  ];
  expect(rateUse(waits, [5_000, 20_000, 35_000], 60).share).toBeCloseTo(2 / 20, 12);
});

test("rateUse() says nothing when nobody waited or nothing was allowed", () => {
  expect(rateUse([], [1, 2], 60).share).toBeNull();
  expect(rateUse([{ start: 0, end: 10 }], [], 0).share).toBeNull();
});

test("union() covers exactly the instants that some span covers", () => {
  const span = fc
    .tuple(fc.integer({ min: 0, max: 60 }), fc.integer({ min: 0, max: 12 }))
    .map(([start, length]) => ({ start, end: start + length }));
  fc.assert(
    fc.property(
      fc.array(span, { maxLength: 15 }),
      fc.double({ min: 0, max: 80, noNaN: true }),
      (spans, at) => {
        const covers = (list: typeof spans) =>
          list.filter(({ start, end }) => at >= start && at <= end).length;
        expect(covers(union(spans))).toBe(covers(spans) > 0 ? 1 : 0);
      },
    ),
  );
});
