import fc from "fast-check";
import { expect, test } from "vitest";
import { pollAfterMs, pollIntervalMs } from "../../src/domain/polling.ts";

const wait = fc.option(fc.double({ min: 0, max: 1e9, noNaN: true }));
const chance = fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true });

test("a page is told to ask within 1.5 to 60 seconds, and never later than the interval", () => {
  fc.assert(
    fc.property(wait, chance, (untilCalledMs, luck) => {
      const told = pollAfterMs(untilCalledMs, luck);
      expect(told).toBeGreaterThanOrEqual(1_500);
      expect(told).toBeLessThanOrEqual(60_000);
      expect(told).toBeLessThanOrEqual(Math.ceil(pollIntervalMs(untilCalledMs)));
    }),
  );
});

test("near the front, and when called, a page asks within two seconds", () => {
  fc.assert(
    fc.property(fc.nat(12_000), chance, (untilCalledMs, luck) => {
      expect(pollAfterMs(untilCalledMs, luck)).toBeLessThanOrEqual(2_000);
    }),
  );
});

test("a wait of half an hour is on average at most sixty questions: a third of one every ten seconds", () => {
  const questionsIn = (luck: (question: number) => number) => {
    let [leftMs, questions] = [1_800_000, 0];
    while (leftMs > 0) leftMs -= pollAfterMs(leftMs, luck(questions++));
    return questions;
  };
  expect(questionsIn((question) => (question % 10) / 10 + 0.05)).toBeLessThanOrEqual(60);
  expect(questionsIn(() => 0)).toBeLessThanOrEqual(70);
});

test("people who were told the same at the same instant ask spread over a quarter of the interval", () => {
  expect(pollAfterMs(120_000, 0)).toBe(15_000);
  expect(pollAfterMs(120_000, 0.999_999)).toBe(20_000);
});
