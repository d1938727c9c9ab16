import fc from "fast-check";
import { expect, test } from "vitest";
import { issueTickets } from "../../src/domain/sequencer.ts";

test("numbers are given once each, in order, without a gap, in whatever runs they are asked for", () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 10_000 })), (counts) => {
      const numbers = new Set<number>();
      let issued = 0;
      for (const count of counts) {
        const step = issueTickets(issued, count);
        expect(step.run).toEqual({ first: issued + 1, count });
        numbers.add(step.run.first);
        issued = step.issued;
      }
      expect(issued).toBe(counts.reduce((sum, count) => sum + count, 0));
      expect(numbers.size).toBe(counts.length);
    }),
  );
});

test.each([0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY])(
  "issueTickets() throws when asked for %d numbers",
  (count) => {
    expect(() => issueTickets(7, count)).toThrow(RangeError);
  },
);

test("issueTickets() throws rather than give a number that arithmetic could not hold", () => {
  expect(() => issueTickets(2 ** 48, 1)).toThrow(RangeError);
  expect(issueTickets(2 ** 48 - 1, 1).issued).toBe(2 ** 48);
});
