import fc from "fast-check";
import { expect, test } from "vitest";
import {
  type Attendance,
  attendanceShare,
  cautiousShare,
  countCohort,
  measuredShare,
  nothingMeasured,
  reckonedShare,
  stillExpected,
} from "../../src/domain/attendance.ts";
import type { Cohort } from "../../src/domain/cohort.ts";
import { emptyDoor } from "../../src/domain/door.ts";

const called = (size: number, admitted: number, change: Partial<Cohort> = {}): Cohort => ({
  from: 1,
  to: size,
  calledAt: 0,
  settledAt: 3_500,
  admitted,
  left: 0,
  counted: null,
  ...change,
});

const count = (attendance: Attendance, cohort: Cohort) =>
  countCohort(attendance, cohort, emptyDoor);

const cohorts = fc.array(
  fc
    .tuple(fc.integer({ min: 1, max: 500 }), fc.double({ min: 0, max: 1, noNaN: true }))
    .map(([size, share]) => called(size, Math.floor(size * share))),
  { maxLength: 50, size: "max" },
);

test("every share is between its floor and one, whatever was measured", () => {
  fc.assert(
    fc.property(cohorts, (list) => {
      const attendance = list.reduce(count, nothingMeasured);
      expect(attendanceShare(attendance)).toBeGreaterThanOrEqual(0.02);
      expect(attendanceShare(attendance)).toBeLessThanOrEqual(1);
      expect(cautiousShare(attendance)).toBeGreaterThan(0);
      expect(cautiousShare(attendance)).toBeLessThanOrEqual(1);
      expect(attendance.shown).toBeLessThanOrEqual(attendance.called + 1e-9);
    }),
  );
});

test.each([0.1, 0.4, 0.6, 1])("a steady share of %d is measured to a tenth", (share) => {
  let attendance = nothingMeasured;
  for (let round = 0; round < 40; round++) attendance = count(attendance, called(50, 50 * share));
  expect(attendanceShare(attendance) / share).toBeGreaterThan(0.9);
  expect(attendanceShare(attendance) / share).toBeLessThan(1.1);
});

test("after forty in a row who did not come, somebody new is not expected to", () => {
  expect(attendanceShare(count(nothingMeasured, called(40, 0)))).toBeLessThan(0.03);
});

test("when everybody comes again, that is believed within three hundred of them", () => {
  let attendance = count(nothingMeasured, called(1_000, 20));
  for (let round = 0; round < 30; round++) attendance = count(attendance, called(10, 10));
  expect(attendanceShare(attendance)).toBeGreaterThan(0.7);
});

test("whoever comes after the cohort was counted is counted too, once", () => {
  const counted = count(nothingMeasured, called(10, 4));
  const later = called(10, 6, { counted: 4 });
  const after = count(counted, later);
  expect(after).toEqual({ called: counted.called, shown: counted.shown + 2 });
  expect(count(after, { ...later, counted: 6 })).toEqual(after);
});

test("whoever said that they leave tells nothing about the others", () => {
  expect(count(nothingMeasured, called(10, 5, { left: 5 }))).toEqual({ called: 5, shown: 5 });
});

test("before anything was measured the share is unknown, and the cautious one is one in ten", () => {
  expect(measuredShare(nothingMeasured)).toBeNull();
  expect(cautiousShare(nothingMeasured)).toBeCloseTo(0.1);
});

test("the longer the unseen have not come, the fewer of them are expected", () => {
  const share = fc.double({ min: 0.02, max: 1, noNaN: true });
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 100 }),
      fc.nat(90_000),
      fc.nat(90_000),
      share,
      (size, a, b, likely) => {
        const expected = (at: number) => stillExpected(called(size, 0), emptyDoor, likely, at);
        const [sooner, later] = [expected(Math.min(a, b)), expected(Math.max(a, b))];
        expect(later).toBeLessThanOrEqual(sooner + 1e-9);
        expect(sooner).toBeLessThanOrEqual(size);
        expect(later).toBeGreaterThanOrEqual(0);
      },
    ),
  );
});

test("at the instant of the call the share of them is expected, two minutes later nobody", () => {
  expect(stillExpected(called(100, 0), emptyDoor, 0.6, 0)).toBeCloseTo(60);
  expect(stillExpected(called(100, 0), emptyDoor, 0.6, 120_000)).toBe(0);
});

const everybodyCame = { called: 100, shown: 100 };
const reckoned = (
  cohorts: readonly Cohort[],
  now: number,
  attendance: Attendance = everybodyCame,
) => reckonedShare({ cohorts, attendance }, emptyDoor, now);

test("those called a moment ago change nothing, whether they have come or not", () => {
  expect(reckoned([called(40, 0), called(40, 20)], 1_700)).toBeGreaterThan(0.99);
});

test("a crowd that is gone is known to be gone before it is settled, and not waited for", () => {
  expect(reckoned([called(40, 0)], 3_000)).toBeLessThan(0.15);
  expect(reckoned([called(40, 36)], 3_000)).toBeGreaterThan(0.9);
});

test("what was called longer ago than ten seconds is measured, and counts no more", () => {
  expect(reckoned([called(40, 0)], 10_001)).toBeGreaterThan(0.99);
});

test("the share to reckon with is never more than the measured one, nor less than a tenth of it", () => {
  fc.assert(
    fc.property(cohorts, fc.nat(12_000), fc.nat(100), (list, now, shown) => {
      const attendance = { called: 100, shown };
      const share = reckoned(list, now, attendance);
      expect(share).toBeLessThanOrEqual(attendanceShare(attendance));
      expect(share).toBeGreaterThanOrEqual(attendanceShare(attendance) / 10);
      expect(share).toBeGreaterThanOrEqual(0.02);
    }),
  );
});
