import fc from "fast-check";
import { expect, test } from "vitest";
import { overtaken, type PlaceInLine } from "../../../src/cli/rush/judge/overtaking.ts";

const bound = 2_000;

const instant = (at: number) => ({ start: at, end: at });

/** Somebody who asked when told to, was called, and went in at `at`. */
function wentIn(place: number, at: number, more: Partial<PlaceInLine> = {}): PlaceInLine {
  const admitted = instant(at);
  return { place, present: true, dueAt: at, doorAt: at, doorDueAt: null, admitted, ...more };
}

const wronged = (line: readonly PlaceInLine[]) => overtaken(line, bound).map(({ place }) => place);

test("overtaken() finds nobody when all went in by place", () => {
  expect(wronged([wentIn(1, 0), wentIn(2, 5_000), wentIn(3, 9_000)])).toEqual([]);
});

test("overtaken() allows what one poll interval near the front explains", () => {
  expect(wronged([wentIn(1, 1_900), wentIn(2, 0)])).toEqual([]);
});

test("overtaken() finds a visitor told to sleep while somebody behind went in", () => {
  expect(wronged([wentIn(1, 2_100), wentIn(2, 0)])).toEqual([1]);
});

test("overtaken() does not count what the visitor was late by itself", () => {
  expect(wronged([wentIn(1, 60_000, { dueAt: 1_500 }), wentIn(2, 0)])).toEqual([]);
});

test("overtaken() finds a visitor kept at the door while somebody behind went in", () => {
  const kept = wentIn(1, 10_000, { dueAt: 0, doorAt: 0, doorDueAt: 10_000 });
  expect(wronged([kept, wentIn(2, 5_000)])).toEqual([1]);
});

test("overtaken() does not count those who pass after a visitor at the door is due again", () => {
  const lateAtTheDoor = wentIn(1, 10_000, { dueAt: 0, doorAt: 0, doorDueAt: 3_000 });
  expect(wronged([lateAtTheDoor, wentIn(2, 5_000)])).toEqual([]);
});

test("overtaken() finds a visitor who never got in", () => {
  const forgotten = wentIn(1, 0, { dueAt: 30_000, doorAt: null, admitted: null });
  expect(wronged([forgotten, wentIn(2, 5_000)])).toEqual([1]);
});

test("overtaken() does not count the wait of one who was not there", () => {
  expect(wronged([wentIn(1, 9_000, { present: false }), wentIn(2, 0)])).toEqual([]);
});

test("overtaken() agrees with comparing every pair", () => {
  const time = fc.integer({ min: 0, max: 12_000 });
  const somebody = fc.record({
    present: fc.boolean(),
    dueAt: fc.option(time),
    doorAt: fc.option(time),
    doorDueAt: fc.option(time),
    admitted: fc.option(time.map(instant)),
  });
  fc.assert(
    fc.property(fc.array(somebody, { maxLength: 25 }), (people) => {
      const line = people.map((person, index) => ({ ...person, place: index + 1 }));
      const naive = line.filter((a) => line.some((b) => b.place > a.place && wrongs(a, b)));
      expect(wronged(line).sort((a, b) => a - b)).toEqual(naive.map(({ place }) => place));
    }),
  );
});

/** The rule, word by word, for one pair. */
function wrongs(a: PlaceInLine, b: PlaceInLine): boolean {
  if (!a.present || a.dueAt === null || b.admitted === null) return false;
  const at = b.admitted.end;
  if (a.admitted !== null && at >= a.admitted.start) return false;
  if (a.dueAt - at > bound) return true;
  return a.doorAt !== null && a.doorDueAt !== null && at > a.doorAt + bound && at < a.doorDueAt;
}
