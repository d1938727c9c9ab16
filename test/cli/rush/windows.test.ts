import fc from "fast-check";
import { expect, test } from "vitest";
import { mostWithin } from "../../../src/cli/rush/judge/windows.ts";

/** Every window that begins with one of the instants, counted one by one. */
function mostWithinNaive(instants: readonly number[], windowMs: number): number {
  return Math.max(
    0,
    ...instants.map(
      (start) => instants.filter((at) => at >= start && at <= start + windowMs).length,
    ),
  );
}

test("mostWithin() counts the same as trying every window", () => {
  const instants = fc.array(fc.integer({ min: 0, max: 300 }), { maxLength: 60 });
  fc.assert(
    fc.property(instants, fc.integer({ min: 0, max: 100 }), (given, windowMs) => {
      expect(mostWithin(given, windowMs)).toBe(mostWithinNaive(given, windowMs));
    }),
  );
});

test("mostWithin() counts both ends of the window", () => {
  expect(mostWithin([1_001, 0, 500, 1_000], 1_000)).toBe(3);
});

test("mostWithin() of nothing is zero", () => {
  expect(mostWithin([], 1_000)).toBe(0);
});
