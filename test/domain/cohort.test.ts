import fc from "fast-check";
import { expect, test } from "vitest";
import {
  type Cohort,
  cohortOf,
  cohortsOnThisClock,
  mergeNeighbours,
  shownOf,
  sizeOf,
  unseenOf,
  withCohort,
} from "../../src/domain/cohort.ts";
import { comeToTheDoor, type Door, emptyDoor } from "../../src/domain/door.ts";

const cohort = (change: Partial<Cohort> = {}): Cohort => ({
  from: 1,
  to: 10,
  calledAt: 0,
  settledAt: 3_500,
  admitted: 0,
  left: 0,
  counted: null,
  ...change,
});

const ticket = { joinedAt: 0, told: null, wave: null };

const doorWith = (...places: readonly number[]): Door =>
  places.reduce(
    (door, place) =>
      comeToTheDoor(door, {
        place,
        number: place,
        passId: "",
        asksAt: 0,
        isHeld: false,
        cameAt: 0,
        ticket,
      }),
    emptyDoor,
  );

/** Calls, one after the other, each of some places, some time after the one before it. */
const calls = fc
  .array(
    fc.record({
      places: fc.integer({ min: 1, max: 50 }),
      afterMs: fc.nat(2_000),
      settlesMs: fc.integer({ min: 3_500, max: 61_500 }),
      admitted: fc.nat(20),
      isCounted: fc.boolean(),
    }),
    { maxLength: 200, size: "max" },
  )
  .map((list) => {
    let to = 0;
    let calledAt = 0;
    return list.map((call) => {
      const from = to + 1;
      to += call.places;
      calledAt += call.afterMs;
      return cohort({
        from,
        to,
        calledAt,
        settledAt: calledAt + call.settlesMs,
        admitted: Math.min(call.admitted, call.places),
        counted: call.isCounted ? 0 : null,
      });
    });
  });

const sum = (cohorts: readonly Cohort[], of: (cohort: Cohort) => number) =>
  cohorts.reduce((total, one) => total + of(one), 0);

test("merging keeps every place in one cohort, and every count", () => {
  fc.assert(
    fc.property(calls, fc.nat(600_000), (cohorts, ageMs) => {
      const now = (cohorts.at(-1)?.calledAt ?? 0) + ageMs;
      const merged = mergeNeighbours(cohorts, now);
      expect(sum(merged, sizeOf)).toBe(sum(cohorts, sizeOf));
      expect(sum(merged, ({ admitted }) => admitted)).toBe(sum(cohorts, (one) => one.admitted));
      merged.slice(1).forEach((one, index) => {
        expect(one.from).toBe((merged[index]?.to ?? 0) + 1);
      });
    }),
  );
});

test("merging never shortens anybody's time, nor lengthens it by more than a quarter of its age or of a second", () => {
  fc.assert(
    fc.property(calls, fc.nat(600_000), (cohorts, ageMs) => {
      const now = (cohorts.at(-1)?.calledAt ?? 0) + ageMs;
      const merged = mergeNeighbours(cohorts, now);
      for (const { from, calledAt, settledAt, counted } of cohorts) {
        const after = cohortOf(merged, from);
        const laterMs = (after?.calledAt ?? Number.NaN) - calledAt;
        expect(laterMs).toBeGreaterThanOrEqual(0);
        expect(laterMs).toBeLessThanOrEqual(Math.max(250, (now - calledAt) / 4));
        expect(after?.settledAt).toBeGreaterThanOrEqual(settledAt);
        if (counted === null) expect(after?.counted).toBeNull();
      }
    }),
  );
});

test("an hour of calls ten times a second is fewer than a hundred cohorts", () => {
  let cohorts: readonly Cohort[] = [];
  let longest = 0;
  for (let now = 0; now < 3_600_000; now += 100) {
    const from = (cohorts.at(-1)?.to ?? 0) + 1;
    const called = cohort({ from, to: from, calledAt: now, settledAt: now + 3_500 });
    const counted = cohorts.map((one) => (now >= one.settledAt ? { ...one, counted: 1 } : one));
    cohorts = mergeNeighbours([...counted, called], now);
    longest = Math.max(longest, cohorts.length);
  }
  expect(longest).toBeLessThan(100);
});

test("those who are settled sooner are not merged with those who are settled later", () => {
  const near = cohort({ to: 5 });
  const far = cohort({ from: 6, settledAt: 20_000 });
  expect(mergeNeighbours([near, far], 100)).toHaveLength(2);
});

test("everybody of a cohort is shown, unseen or left", () => {
  fc.assert(
    fc.property(fc.nat(4), fc.nat(4), fc.subarray([1, 2, 3, 4, 5]), (admitted, left, here) => {
      const one = cohort({ from: 1, to: 20, admitted, left });
      const door = doorWith(...here, 21, 30);
      expect(shownOf(one, door)).toBe(admitted + here.length);
      expect(shownOf(one, door) + unseenOf(one, door) + left).toBe(20);
    }),
  );
});

test("withCohort() changes the cohort of a place only, and nothing where there is none", () => {
  const cohorts = [cohort(), cohort({ from: 11, to: 20 })];
  const changed = withCohort(cohorts, 11, (one) => ({ ...one, left: 1 }));
  expect(changed.map(({ left }) => left)).toEqual([0, 1]);
  expect(withCohort(cohorts, 21, (one) => ({ ...one, left: 1 }))).toBe(cohorts);
});

test("on a clock set back by an hour everybody called gets the time to come, and no more", () => {
  const [one] = cohortsOnThisClock([cohort({ calledAt: 3_600_000, settledAt: 3_603_500 })], 1_000);
  expect(one).toMatchObject({ calledAt: 1_000, settledAt: 4_500 });
});
