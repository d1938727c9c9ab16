import fc from "fast-check";
import { expect, test } from "vitest";
import {
  believedWait,
  estimateWait,
  fromNow,
  type Pace,
  timeUntilCalledMs,
} from "../../src/domain/estimate.ts";
import { nothingLearned } from "../../src/domain/margins.ts";

const pace: Pace = {
  admissionsPerSecond: 10,
  free: null,
  mayComeFree: 0,
  endsPerSecond: null,
  endsMeasured: 0,
  others: [],
  attendance: 0.6,
  measuredOn: 200,
  calledBefore: 1e6,
  cautiousAttendance: 0.55,
  atTheDoor: 100,
  onTheWay: 0,
  leftShare: 0,
  margins: nothingLearned,
};

const others = fc.array(
  fc.record({
    line: fc.string(),
    turns: fc.double({ min: 0.1, max: 10, noNaN: true }),
    coming: fc.nat(100_000),
  }),
  { maxLength: 3 },
);

const paces = fc.record({
  admissionsPerSecond: fc.double({ min: 0.01, max: 1e5, noNaN: true }),
  free: fc.option(fc.nat(1_000)),
  mayComeFree: fc.nat(1_000),
  endsPerSecond: fc.option(fc.double({ min: 0.001, max: 100, noNaN: true })),
  endsMeasured: fc.double({ min: 4, max: 100, noNaN: true }),
  others,
  attendance: fc.double({ min: 0.02, max: 1, noNaN: true }),
  measuredOn: fc.nat(1_000),
  calledBefore: fc.nat(1_000_000),
  cautiousAttendance: fc.double({ min: 0.02, max: 1, noNaN: true }),
  atTheDoor: fc.nat(1_000),
  onTheWay: fc.nat(1_000),
  leftShare: fc.double({ min: 0, max: 1, noNaN: true }),
  margins: fc.constant(nothingLearned),
});

const ahead = fc.nat(1_000_000);

const middleOf = (change: Partial<Pace>, places: number): number =>
  believedWait({ ...pace, ...change }, places)?.middleMs ?? Number.NaN;

test("a range is a range: from zero or more to more, and finite", () => {
  fc.assert(
    fc.property(paces, ahead, (any, places) => {
      const range = estimateWait(any, places);
      if (range === null) return;
      expect(range.lowMs).toBeGreaterThanOrEqual(0);
      expect(range.highMs).toBeGreaterThan(range.lowMs);
      expect(Number.isFinite(range.highMs)).toBe(true);
    }),
  );
});

test("whoever stands further back is believed to wait no less, whatever the other lines and the cap", () => {
  fc.assert(
    fc.property(paces, ahead, ahead, (any, a, b) => {
      const near = believedWait(any, Math.min(a, b));
      const far = believedWait(any, Math.max(a, b));
      if (near === null || far === null) return;
      expect(far.middleMs).toBeGreaterThanOrEqual(near.middleMs * 0.999);
    }),
  );
});

test("the middle is never beyond the time in which everybody before could be let in, and the first have come", () => {
  fc.assert(
    fc.property(paces, ahead, (any, places) => {
      const { atTheDoor, onTheWay, admissionsPerSecond } = any;
      const people =
        atTheDoor + onTheWay + places + 1 + any.others.reduce((sum, { coming }) => sum + coming, 0);
      const belief = believedWait({ ...any, free: null }, places);
      expect(belief?.middleMs).toBeLessThanOrEqual(
        (people / admissionsPerSecond) * 1_000 * 1.001 + 3_500,
      );
    }),
  );
});

test("the more was measured, the narrower the range", () => {
  const widths = [0, 10, 100, 1_000].map((measuredOn) => {
    const range = estimateWait({ ...pace, measuredOn }, 5_000);
    return (range?.highMs ?? 0) - (range?.lowMs ?? 0);
  });
  expect(widths).toEqual(widths.toSorted((a, b) => b - a));
  expect(new Set(widths).size).toBe(4);
});

test("the fewer were ever called, the wider the range: those further back may not be like them", () => {
  const widths = [10, 1_000, 100_000].map((calledBefore) => {
    const range = estimateWait({ ...pace, calledBefore }, 5_000);
    return (range?.highMs ?? 0) - (range?.lowMs ?? 0);
  });
  expect(widths).toEqual(widths.toSorted((a, b) => b - a));
  expect(new Set(widths).size).toBe(3);
});

test("before anything was measured, four in ten coming and nine in ten coming are both in the range", () => {
  const unknown = { ...pace, attendance: 2 / 3, measuredOn: 0, calledBefore: 0, atTheDoor: 0 };
  const range = estimateWait(unknown, 1_000);
  expect(range?.lowMs).toBeLessThanOrEqual(40_000);
  expect(range?.highMs).toBeGreaterThanOrEqual(90_000);
});

test("those who said that they left are not waited for", () => {
  expect(middleOf({ leftShare: 0.5 }, 1_000)).toBeCloseTo(middleOf({}, 500));
});

test("another line takes its turns, until everybody in it is in", () => {
  const alone = middleOf({}, 1_000);
  const behind = (turns: number, coming: number) =>
    middleOf({ others: [{ line: "members", turns, coming }] }, 1_000);
  expect(behind(1, 1e6)).toBeCloseTo(2 * alone);
  expect(behind(1, 50)).toBeCloseTo(alone + 5_000);
  expect(behind(4, 0)).toBeCloseTo(alone);
});

test("while nobody is at the door, those called now are waited for until they have come", () => {
  expect(middleOf({ atTheDoor: 0 }, 100) - middleOf({ atTheDoor: 0 }, 99)).toBeCloseTo(60);
  const waitMs = ((100 * 0.6 + 1) / 10) * 1_000;
  expect(middleOf({ atTheDoor: 0 }, 100) - waitMs).toBeCloseTo(3_500);
  expect(middleOf({ atTheDoor: 35 }, 100) - waitMs).toBeCloseTo(3_500);
});

test("in a full room the sessions that end set the pace", () => {
  const full = { ...pace, atTheDoor: 0, free: 0, endsPerSecond: 0.5, endsMeasured: 100 };
  const range = estimateWait(full, 100);
  expect(range?.lowMs).toBeLessThan(120_000);
  expect(range?.lowMs).toBeGreaterThan(60_000);
  expect(range?.highMs).toBeGreaterThan(120_000);
  expect(range?.highMs).toBeLessThan(200_000);
});

test("nothing is said while nobody is let in, or nobody knows how long sessions last", () => {
  expect(estimateWait({ ...pace, admissionsPerSecond: 0 }, 10)).toBeNull();
  expect(estimateWait({ ...pace, free: 3 }, 10)).toBeNull();
  expect(timeUntilCalledMs({ ...pace, admissionsPerSecond: 0 }, 10)).toBeNull();
});

test("with room for those before, a cap changes nothing", () => {
  expect(estimateWait({ ...pace, free: 1_000 }, 50)).toEqual(estimateWait(pace, 50));
});

test("when to ask again goes by those of other lines who go in between, until they are all in", () => {
  const beside = (coming: number) => ({ ...pace, others: [{ line: "members", turns: 3, coming }] });
  expect(timeUntilCalledMs(beside(10_000), 100)).toBeCloseTo(4 * 5_500);
  expect(timeUntilCalledMs(beside(20), 100)).toBeCloseTo(5_500 + 2_000);
});

test("in a full shop whoever goes in if nobody of the other lines comes is told so soon that their page asks every 20 seconds", () => {
  const others = [{ line: "members", turns: 19, coming: 1_000 }];
  const full = { ...pace, others, free: 0, mayComeFree: 2, endsPerSecond: 0.01 };
  expect(timeUntilCalledMs(full, 2)).toBe(120_000);
  expect(timeUntilCalledMs(full, 10)).toBeGreaterThan(1_000_000);
});

test("the further back, the later somebody may be called, whatever is free and whether anybody has ended", () => {
  const count = fc.nat(50);
  const paces = fc.record({
    admissionsPerSecond: fc.constantFrom(0.02, 1, 50),
    others,
    free: fc.option(count),
    mayComeFree: count,
    endsPerSecond: fc.option(fc.constantFrom(0, 0.01, 5)),
    cautiousAttendance: fc.constantFrom(0.1, 1),
  });
  fc.assert(
    fc.property(paces, fc.nat(500), (given, ahead) => {
      const until = (places: number) => timeUntilCalledMs({ ...pace, ...given }, places) ?? 0;
      expect(until(ahead + 1)).toBeGreaterThanOrEqual(until(ahead));
    }),
  );
});

test("an estimate that is a while old has shrunk by that while, and never below zero", () => {
  const range = { lowMs: 1_000, highMs: 5_000 };
  expect(fromNow(range, 0, 2_000)).toEqual({ lowMs: 0, highMs: 3_000 });
  expect(fromNow(range, 0, 9_000)).toEqual({ lowMs: 0, highMs: 0 });
  expect(fromNow(range, 5_000, 0)).toEqual(range);
});
