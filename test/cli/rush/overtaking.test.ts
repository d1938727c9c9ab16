import fc from "fast-check";
import { expect, test } from "vitest";
import { type PlaceInLine, passedByMs } from "../../../src/cli/rush/judge/overtaking.ts";

/** Somebody who asked when told to, was called, and went in at `at`. */
function wentIn(place: number, at: number, more: Partial<PlaceInLine> = {}): PlaceInLine {
  const admitted = instant(at);
  return { place, present: true, dueAt: at, doorAt: at, doorDueAt: null, admitted, ...more };
}

const instant = (at: number) => ({ start: at, end: at });

test("passedByMs() finds nobody when all went in by place", () => {
  expect(passedByMs([wentIn(1, 0), wentIn(2, 5_000), wentIn(3, 9_000)])).toEqual([]);
});

test("passedByMs() tells how long a visitor had still to sleep when the first behind went in", () => {
  expect(passedByMs([wentIn(1, 1_900), wentIn(2, 500), wentIn(3, 0)])).toEqual([500, 1_900]);
});

test("passedByMs() does not count what the visitor was late by itself", () => {
  expect(passedByMs([wentIn(1, 60_000, { dueAt: 1_500 }), wentIn(2, 0)])).toEqual([1_500]);
  expect(passedByMs([wentIn(1, 60_000, { dueAt: -100 }), wentIn(2, 0)])).toEqual([]);
});

test("passedByMs() tells how long a visitor was kept at the door after the first behind went in", () => {
  const kept = wentIn(1, 10_000, { dueAt: 0, doorAt: 0, doorDueAt: 10_000 });
  expect(passedByMs([kept, wentIn(2, 7_000), wentIn(3, 5_000)])).toEqual([2_000, 5_000]);
});

test("passedByMs() does not count those who pass after a visitor at the door is due again", () => {
  const lateAtTheDoor = wentIn(1, 10_000, { dueAt: 0, doorAt: 0, doorDueAt: 3_000 });
  expect(passedByMs([lateAtTheDoor, wentIn(2, 5_000)])).toEqual([]);
});

test("passedByMs() does not count those who were due before, and heard of it only later", () => {
  const kept = wentIn(1, 10_000, { dueAt: 0, doorAt: 4_000, doorDueAt: 10_000 });
  const heardLate = wentIn(2, 5_000, { admitted: { start: 3_000, end: 5_000 } });
  expect(passedByMs([kept, heardLate])).toEqual([]);
});

test("passedByMs() finds a visitor who never got in", () => {
  const forgotten = wentIn(1, 0, { dueAt: 30_000, doorAt: null, admitted: null });
  expect(passedByMs([forgotten, wentIn(2, 5_000)])).toEqual([25_000]);
});

test("passedByMs() does not count the wait of one who was not there", () => {
  expect(passedByMs([wentIn(1, 9_000, { present: false }), wentIn(2, 0)])).toEqual([]);
});

test("passedByMs() agrees with comparing every pair", () => {
  const time = fc.integer({ min: 0, max: 12_000 });
  const somebody = fc.record({
    present: fc.boolean(),
    dueAt: fc.option(time),
    doorAt: fc.option(time),
    doorDueAt: fc.option(time),
    admitted: fc.option(
      fc.tuple(time, time).map(([a, b]) => ({ start: Math.min(a, b), end: Math.max(a, b) })),
    ),
  });
  fc.assert(
    fc.property(fc.array(somebody, { maxLength: 25 }), (people) => {
      const line = people.map((person, index) => ({ ...person, place: index + 1 }));
      const naive = line
        .map((a) => Math.max(0, ...line.map((b) => (b.place > a.place ? passedBy(a, b) : 0))))
        .filter((byMs) => byMs > 0);
      expect(passedByMs(line).reverse()).toEqual(naive);
    }),
  );
});

/** The rule, word by word, for one pair. */
function passedBy(a: PlaceInLine, b: PlaceInLine): number {
  if (!a.present || a.dueAt === null || b.admitted === null) return 0;
  const at = b.admitted.end;
  if (a.admitted !== null && at >= a.admitted.start) return 0;
  const asleepMs = a.dueAt - at;
  if (a.doorAt === null || a.doorDueAt === null || b.admitted.start < a.doorAt) return asleepMs;
  return Math.max(asleepMs, a.doorDueAt - at);
}
