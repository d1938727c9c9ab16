import fc from "fast-check";
import { expect, test } from "vitest";
import { createRandom } from "../../src/cli/rush/random.ts";
import {
  learn,
  type Margins,
  nothingLearned,
  rangeOf,
  type WaitBelief,
} from "../../src/domain/margins.ts";

const beliefs = fc.record({
  middleMs: fc.double({ min: 0, max: 1e7, noNaN: true }),
  deviationMs: fc.double({ min: 1, max: 1e6, noNaN: true }),
});

const waits = fc.array(fc.tuple(beliefs, fc.nat(20_000_000)), { maxLength: 100, size: "max" });

const after = (list: readonly (readonly [WaitBelief, number])[]): Margins =>
  list.reduce((margins, [belief, hadMs]) => learn(margins, belief, hadMs), nothingLearned);

test("whatever was learned, a range begins at zero or later, does not end before it begins, and is finite", () => {
  fc.assert(
    fc.property(waits, beliefs, (list, belief) => {
      const { lowMs, highMs } = rangeOf(after(list), belief);
      expect(lowMs).toBeGreaterThanOrEqual(0);
      expect(highMs).toBeGreaterThanOrEqual(lowMs);
      expect(Number.isFinite(highMs)).toBe(true);
    }),
  );
});

test("a wait that ended late moves the late side out, one that ended early the early side", () => {
  fc.assert(
    fc.property(beliefs, (belief) => {
      const before = rangeOf(nothingLearned, belief);
      const late = rangeOf(learn(nothingLearned, belief, before.highMs + 1), belief);
      expect(late.highMs).toBeGreaterThan(before.highMs);
      fc.pre(before.lowMs > 1);
      const early = rangeOf(learn(nothingLearned, belief, before.lowMs - 1), belief);
      expect(early.lowMs).toBeLessThan(before.lowMs);
    }),
  );
});

/** The share that held of what was told, of waits that end where `endOf` says, each learned from at once. */
function heldOf(endOf: (belief: WaitBelief, chance: () => number) => number, rounds = 3_000) {
  const random = createRandom(7);
  let [margins, held, widthMs] = [nothingLearned, 0, 0];
  for (let round = 0; round < rounds; round++) {
    const middleMs = 5_000 * 200 ** random();
    const belief = { middleMs, deviationMs: 1_000 + middleMs / 10 };
    const hadMs = endOf(belief, random);
    const { lowMs, highMs } = rangeOf(margins, belief);
    if (lowMs <= hadMs && hadMs <= highMs) held++;
    if (round > rounds / 2) widthMs += (highMs - lowMs) / middleMs;
    margins = learn(margins, belief, hadMs);
  }
  return { held: held / rounds, width: widthMs / (rounds / 2) };
}

/** Between -1.5 and 1.5, most often in the middle. */
const spread = (chance: () => number) => chance() + chance() + chance() - 1.5;

test.each([
  ["as believed", 1, 0],
  ["a tenth as far from the middle as believed", 0.1, 0],
  ["three times as far", 3, 0],
  ["always later than believed", 0.5, 2],
  ["always sooner", 0.5, -1.5],
])("four in five hold when waits end %s", (_, times, off) => {
  const { held } = heldOf(
    ({ middleMs, deviationMs }, chance) => middleMs + (times * spread(chance) + off) * deviationMs,
  );
  expect(held).toBeGreaterThan(0.77);
  expect(held).toBeLessThan(0.88);
});

test("when every wait ends to the second, the range has become narrow", () => {
  const { held, width } = heldOf(({ middleMs }) => middleMs);
  expect(held).toBeGreaterThan(0.75);
  expect(width).toBeLessThan(0.05);
});

test("how much waits differ is known after a dozen of them", () => {
  const belief = { middleMs: 60_000, deviationMs: 10_000 };
  const widthMs = (margins: Margins) => {
    const { lowMs, highMs } = rangeOf(margins, belief);
    return highMs - lowMs;
  };
  const endingAt = (middleMs: number, apartMs: number) =>
    after(Array.from({ length: 12 }, (_, n) => [belief, middleMs + (n % 3) * apartMs] as const));
  expect(widthMs(endingAt(60_000, 500))).toBeLessThan(0.5 * widthMs(nothingLearned));
  expect(widthMs(endingAt(30_000, 30_000))).toBeGreaterThan(1.5 * widthMs(nothingLearned));
});

test("what was learned of seconds says nothing of hours", () => {
  const short = { middleMs: 5_000, deviationMs: 1_000 };
  const long = { middleMs: 3_600_000, deviationMs: 300_000 };
  const margins = after(Array.from({ length: 50 }, () => [short, 20_000] as const));
  expect(rangeOf(margins, short).highMs).toBeGreaterThan(rangeOf(nothingLearned, short).highMs);
  expect(rangeOf(margins, long)).toEqual(rangeOf(nothingLearned, long));
});
