import fc from "fast-check";
import { expect, test } from "vitest";
import { rateUse, timesWith } from "../../../src/cli/rush/judge/rate-use.ts";

/** Three people in line, enough at one a second, from `start` to `end`. */
const three = (start: number, end: number) => [1, 2, 3].map(() => ({ start, end }));

test("rateUse() is 1 when every unit was used while enough waited", () => {
  const everySecond = Array.from({ length: 60 }, (_, second) => (second + 1) * 1_000);
  expect(rateUse(three(0, 60_000), everySecond, 60)).toEqual({
    waitedMs: 60_000,
    stretches: 1,
    admissions: 60,
    share: 1,
  });
});

test("rateUse() leaves out the time in which too few waited, and its admissions", () => {
  const waits = [...three(0, 10_000), { start: 10_000, end: 30_000 }, ...three(30_000, 40_000)];
  expect(rateUse(waits, [5_000, 20_000, 35_000], 60).share).toBeCloseTo(2 / 20, 12);
});

test("rateUse() says nothing when too few waited or nothing was allowed", () => {
  expect(rateUse([], [1, 2], 60).share).toBeNull();
  expect(rateUse(three(0, 10).slice(1), [1, 2], 60).share).toBeNull();
  expect(rateUse(three(0, 10), [], 0).share).toBeNull();
});

test("timesWith() covers exactly the instants that enough spans cover", () => {
  const span = fc
    .tuple(fc.integer({ min: 0, max: 60 }), fc.integer({ min: 1, max: 12 }))
    .map(([start, length]) => ({ start, end: start + length }));
  const instants = fc.integer({ min: 0, max: 79 }).map((at) => at + 0.5);
  fc.assert(
    fc.property(
      fc.array(span, { maxLength: 20 }),
      fc.integer({ min: 1, max: 4 }),
      instants,
      (spans, atLeast, at) => {
        const covering = (list: typeof spans) =>
          list.filter(({ start, end }) => at >= start && at <= end).length;
        expect(covering(timesWith(atLeast, spans))).toBe(covering(spans) >= atLeast ? 1 : 0);
      },
    ),
  );
});
