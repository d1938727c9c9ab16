import fc from "fast-check";
import { expect, test } from "vitest";
import { pollAfterMs, pollInTurnMs, pollIntervalMs } from "../../src/domain/polling.ts";

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

const number = fc.integer({ min: 1, max: 10_000_000 });
const now = fc.integer({ min: 1_700_000_000_000, max: 1_900_000_000_000 });

test("in turn nobody is told to ask later than the interval, nor sooner than a quarter of it", () => {
  fc.assert(
    fc.property(wait, number, now, chance, (untilCalledMs, place, at, luck) => {
      const told = pollInTurnMs(untilCalledMs, { number: place, now: at, chance: luck });
      const interval = pollIntervalMs(untilCalledMs);
      expect(told).toBeLessThanOrEqual(Math.ceil(interval));
      expect(told).toBeGreaterThanOrEqual(Math.floor(interval / 4));
      expect(told).toBeGreaterThanOrEqual(1_500);
    }),
  );
});

test("far from the front everybody keeps their instant of the minute, whatever their network does", () => {
  const farOff = 3_600_000;
  fc.assert(
    fc.property(number, now, fc.integer({ min: 1, max: 5_000 }), (place, at, tripMs) => {
      const told = (from: number) =>
        pollInTurnMs(farOff, { number: place, now: from, chance: 0.5 });
      let asksAt = at;
      // Once besides, where the turn was too near.
      for (let question = 0; question < 2; question++) asksAt += told(asksAt);
      const turn = asksAt + told(asksAt);
      const next = told(turn + tripMs) + turn + tripMs;
      expect(Math.abs(next - turn - 60_000)).toBeLessThanOrEqual(1);
    }),
  );
});

test("a crowd that is told in the same instant is spread evenly one interval later, without asking more often", () => {
  const farOff = 3_600_000;
  const people = 10_000;
  const asks: number[] = [];
  for (let place = 1; place <= people; place++) {
    let at = 1_790_000_000_000;
    while (at < 1_790_000_600_000) {
      asks.push(at - 1_790_000_000_000);
      at += pollInTurnMs(farOff, { number: place, now: at, chance: 0.5 }) + 50;
    }
  }
  const perSecond = new Array<number>(60).fill(0);
  for (const at of asks) {
    if (at >= 180_000 && at < 240_000) {
      const second = Math.floor((at - 180_000) / 1_000);
      perSecond[second] = (perSecond[second] ?? 0) + 1;
    }
  }
  const mean = people / 60;
  expect(Math.max(...perSecond)).toBeLessThan(mean * 1.1);
  expect(asks.length / people).toBeLessThan(11.6);
});
