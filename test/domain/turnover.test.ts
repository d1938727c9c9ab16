import { expect, test } from "vitest";
import { countEnds, endsPerSecond, noTurnover, type Turnover } from "../../src/domain/turnover.ts";

/** One session of `inside` ends every so often. */
function afterEnds(count: number, inside: number, everyMs: number, from = 0): Turnover {
  let turnover = noTurnover;
  for (let end = 0; end < count; end++) {
    turnover = countEnds(turnover, { ends: 1, inside }, from + end * everyMs);
  }
  return turnover;
}

test.each([
  [20, 3_000],
  [3, 300_000],
  [1_000, 10],
])("with %d inside and an end every %d ms that speed is measured", (inside, everyMs) => {
  const turnover = afterEnds(50, inside, everyMs);
  expect(endsPerSecond(turnover, inside, 49 * everyMs)).toBeCloseTo(1_000 / everyMs, 6);
});

test("four ends say nothing yet, six do", () => {
  expect(endsPerSecond(afterEnds(4, 20, 1_000), 20, 3_000)).toBeNull();
  expect(endsPerSecond(afterEnds(6, 20, 1_000), 20, 5_000)).not.toBeNull();
});

test("the time before the first end does not make sessions look slow", () => {
  const turnover = afterEnds(10, 20, 1_000, 60_000);
  expect(endsPerSecond(turnover, 20, 69_000)).toBeCloseTo(1);
});

test("a room that was quiet for an hour knows how fast a full one will be", () => {
  // Two inside, each staying a minute: a thirtieth of an end per second.
  const quiet = countEnds(afterEnds(121, 2, 30_000), { ends: 0, inside: 0 }, 7_200_000);
  expect(endsPerSecond(quiet, 60, 7_200_000)).toBeCloseTo(1);
});

test("the speed falls while nobody goes", () => {
  const turnover = afterEnds(50, 20, 1_000);
  expect(endsPerSecond(turnover, 20, 149_000)).toBeLessThan(0.4);
});

test("a new speed is believed within a few hundred ends", () => {
  let turnover = afterEnds(300, 20, 1_000);
  for (let end = 1; end <= 300; end++) {
    turnover = countEnds(turnover, { ends: 1, inside: 20 }, 299_000 + end * 4_000);
  }
  expect(endsPerSecond(turnover, 20, 1_499_000)).toBeCloseTo(0.25, 1);
});

test("a clock that goes back counts no time twice and none below zero", () => {
  const turnover = countEnds(afterEnds(50, 20, 1_000), { ends: 1, inside: 20 }, 0);
  expect(endsPerSecond(turnover, 20, 0)).toBeGreaterThan(0.9);
  expect(endsPerSecond(turnover, 20, 0)).toBeLessThan(1.2);
});
