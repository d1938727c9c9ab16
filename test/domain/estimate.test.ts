import fc from "fast-check";
import { expect, test } from "vitest";
import { estimateWait, fromNow, type Pace, timeUntilCalledMs } from "../../src/domain/estimate.ts";

const pace: Pace = {
  admissionsPerSecond: 10,
  free: null,
  endsPerSecond: null,
  endsMeasured: 0,
  attendance: 0.6,
  measuredOn: 200,
  cautiousAttendance: 0.55,
  atTheDoor: 0,
  onTheWay: 0,
};

const paces = fc.record({
  admissionsPerSecond: fc.double({ min: 0.01, max: 1e5, noNaN: true }),
  free: fc.option(fc.nat(1_000)),
  endsPerSecond: fc.option(fc.double({ min: 0.001, max: 100, noNaN: true })),
  endsMeasured: fc.double({ min: 4, max: 100, noNaN: true }),
  attendance: fc.double({ min: 0.02, max: 1, noNaN: true }),
  measuredOn: fc.nat(1_000),
  cautiousAttendance: fc.double({ min: 0.02, max: 1, noNaN: true }),
  atTheDoor: fc.nat(1_000),
  onTheWay: fc.nat(1_000),
});

const ahead = fc.nat(1_000_000);

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

test("whoever stands further back is never told to be there later, or at the latest sooner", () => {
  fc.assert(
    fc.property(paces, ahead, ahead, (any, a, b) => {
      const near = estimateWait(any, Math.min(a, b));
      const far = estimateWait(any, Math.max(a, b));
      if (near === null || far === null) return;
      expect(far.highMs).toBeGreaterThanOrEqual(near.highMs * 0.999);
    }),
  );
});

test("the latest is never beyond the time in which everybody before could be let in, and its margin", () => {
  fc.assert(
    fc.property(paces, ahead, (any, places) => {
      const range = estimateWait({ ...any, free: null }, places);
      const everybodyMs =
        ((any.atTheDoor + any.onTheWay + places + 1) / any.admissionsPerSecond) * 1_000;
      expect(range?.highMs).toBeLessThanOrEqual(everybodyMs * 1.021 + 2_000);
    }),
  );
});

test("the more was measured, the narrower the range", () => {
  const widths = [0, 10, 100, 1_000].map((measuredOn) => {
    const range = estimateWait({ ...pace, measuredOn }, 5_000);
    return (range?.highMs ?? 0) - (range?.lowMs ?? 0);
  });
  expect(widths).toEqual(widths.toSorted((a, b) => b - a));
});

test("before anything was measured, everybody coming and a tenth of them coming are both in the range", () => {
  const unknown = { ...pace, attendance: 0.5, measuredOn: 0 };
  const range = estimateWait(unknown, 1_000);
  expect(range?.lowMs).toBeLessThanOrEqual(10_000);
  expect(range?.highMs).toBeGreaterThanOrEqual(100_000);
});

test("of people who each come by chance, nine in ten waits lie in the range of a long line", () => {
  // Six hundred of a thousand come, give or take sixteen: one deviation. At ten a second that is 1.6 s.
  const range = estimateWait({ ...pace, measuredOn: 1e6 }, 1_000);
  expect(range?.lowMs).toBeLessThan(60_000 - 1.28 * 1_549);
  expect(range?.highMs).toBeGreaterThan(60_000 + 1.28 * 1_549);
  expect((range?.highMs ?? 0) - (range?.lowMs ?? 0)).toBeLessThan(10_000);
});

test("in a full room the sessions that end set the pace", () => {
  const full = { ...pace, free: 0, endsPerSecond: 0.5, endsMeasured: 100 };
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

test("an estimate that is a while old has shrunk by that while, and never below zero", () => {
  const range = { lowMs: 1_000, highMs: 5_000 };
  expect(fromNow(range, 0, 2_000)).toEqual({ lowMs: 0, highMs: 3_000 });
  expect(fromNow(range, 0, 9_000)).toEqual({ lowMs: 0, highMs: 0 });
  expect(fromNow(range, 5_000, 0)).toEqual(range);
});
