import fc from "fast-check";
import { expect, test } from "vitest";
import { memoryRegister } from "../../src/cli/simulate/register.ts";
import { type Line, type LineState, newLine, withLineState } from "../../src/domain/line.ts";
import { callPlaces, expectedOf, placesToCall } from "../../src/domain/serving-number.ts";

const name = "general";

const line = (change: Partial<LineState> = {}): Line =>
  withLineState(newLine(name), { issued: 1_000, ...change });

const register = memoryRegister();

/** Places further back were told to ask later. */
const settledAt = (place: number) => 3_500 + Math.max(0, place - 100) * 20;

test("places are called without a gap, each in one cohort, whoever will have asked when", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 4_000 }), fc.nat(4_000), (from, more) => {
      const cohorts = callPlaces(
        { line: name, from, to: from + more },
        { register, now: 0 },
        settledAt,
      );
      expect(cohorts[0]?.from).toBe(from);
      expect(cohorts.at(-1)?.to).toBe(from + more);
      cohorts.slice(1).forEach((cohort, index) => {
        expect(cohort.from).toBe((cohorts[index]?.to ?? 0) + 1);
      });
    }),
  );
});

test("nobody of a cohort waits more than a second for others of it to have asked", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 4_000 }), fc.nat(4_000), (from, more) => {
      for (const cohort of callPlaces(
        { line: name, from, to: from + more },
        { register, now: 0 },
        settledAt,
      )) {
        expect(cohort.settledAt).toBe(settledAt(cohort.to));
        expect(cohort.settledAt - settledAt(cohort.from)).toBeLessThanOrEqual(1_000);
      }
    }),
  );
});

test("those who said that they left are counted in their cohort when it is called", () => {
  const withLeavers = memoryRegister();
  for (const number of [3, 4, 90, 300]) withLeavers.markLeft(name, number, number);
  const cohorts = callPlaces(
    { line: name, from: 4, to: 200 },
    { register: withLeavers, now: 0 },
    settledAt,
  );
  expect(cohorts.reduce((sum, { left }) => sum + left, 0)).toBe(2);
});

test("as many are called as the attendance says are needed, and never more than are in line", () => {
  const attendance = { called: 1_000, shown: 500 };
  expect(placesToCall(line({ attendance }), 10, 0)).toBe(20);
  expect(placesToCall(line({ attendance, serving: 990 }), 10, 0)).toBe(10);
  expect(placesToCall(line({ attendance, serving: 1_000 }), 10, 0)).toBe(0);
});

test("nobody is called while enough of the called are still expected", () => {
  const attendance = { called: 1_000, shown: 500 };
  const cohorts = callPlaces({ line: name, from: 1, to: 20 }, { register, now: 0 }, settledAt);
  const called = line({ attendance, serving: 20, cohorts });
  expect(expectedOf(called, 0)).toBeCloseTo(10, 1);
  expect(placesToCall(called, 10, 0)).toBe(0);
  expect(placesToCall(called, 10, 3_500)).toBeGreaterThan(15);
});
