import fc from "fast-check";
import { expect, test } from "vitest";
import { memoryRegister } from "../../src/cli/simulate/register.ts";
import type { Admission } from "../../src/domain/admission.ts";

const line = fc.constantFrom("general", "members");

const place = fc.record({ line, number: fc.integer({ min: 1, max: 20 }) });

const row = fc.record({
  line,
  number: fc.integer({ min: 1, max: 20 }),
  endsAt: fc.nat(100_000),
  fetched: fc.boolean(),
  ended: fc.constantFrom(null, null, "expired", "left"),
});

const change = fc.oneof(
  { weight: 4, arbitrary: fc.record({ write: row }) },
  { weight: 1, arbitrary: fc.record({ remove: place }) },
  { weight: 1, arbitrary: fc.record({ leave: place }) },
);

const changes = fc.array(change, { maxLength: 60, size: "max" });

type Change = typeof change extends fc.Arbitrary<infer One> ? One : never;

const admission = {
  passId: "pass",
  admittedAt: 0,
  endedAt: null,
  units: null,
  way: { place: 1, joinedAt: 0, told: null, wave: null, calledAt: null, cameAt: 0 },
};

function take(register: ReturnType<typeof memoryRegister>, one: Change): void {
  if ("write" in one) register.write({ ...admission, ...one.write });
  if ("remove" in one) register.remove(one.remove.line, one.remove.number);
  if ("leave" in one) register.markLeft(one.leave.line, one.leave.number, one.leave.number);
}

const contentsOf = (register: ReturnType<typeof memoryRegister>) => ({
  rows: new Map(register.rows),
  active: new Set(register.active),
  lent: new Set(register.lent),
  departed: new Map(register.departed),
  left: ["general", "members"].map((name) => register.leftOf(name).toSorted((a, b) => a - b)),
});

test("who ran out is the same as looking at every row, whatever was written and asked before", () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(change, fc.nat(120_000))), (steps) => {
      const register = memoryRegister();
      for (const [one, now] of steps) {
        take(register, one);
        const isOver = ({ ended, endsAt }: Admission) => ended === null && endsAt <= now;
        const expected = [...register.rows.values()].filter(isOver);
        expect(new Set(register.runOut(now))).toEqual(new Set(expected));
        const ends = register.runOut(now).map(({ endsAt }) => endsAt);
        expect(ends).toEqual(ends.toSorted((a, b) => a - b));
      }
    }),
  );
});

test("a transaction that throws leaves the rows as they were", () => {
  fc.assert(
    fc.property(changes, changes, (before, failing) => {
      const register = memoryRegister();
      for (const one of before) register.transaction(() => take(register, one));
      const contents = contentsOf(register);
      const over = register.runOut(200_000).length;
      expect(() =>
        register.transaction(() => {
          for (const one of failing) take(register, one);
          throw new Error("crash");
        }),
      ).toThrow("crash");
      expect(contentsOf(register)).toEqual(contents);
      expect(register.runOut(200_000)).toHaveLength(over);
    }),
  );
});

test("those of a line who left are counted between two places, both included", () => {
  const register = memoryRegister();
  for (const number of [2, 3, 7]) register.markLeft("general", number, number);
  for (const number of [4, 5]) register.markLeft("members", number, number);
  expect(register.leftBetween("general", 3, 7)).toBe(2);
  expect(register.leftBetween("general", 4, 6)).toBe(0);
});
