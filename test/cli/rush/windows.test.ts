import fc from "fast-check";
import { expect, test } from "vitest";
import { instant, mostWithin, type Span } from "../../../src/cli/rush/judge/windows.ts";

/** Every window that begins or ends at an end of some span, counted one by one. */
function mostWithinNaive(spans: readonly Span[], windowMs: number): number {
  const starts = spans.flatMap(({ notBefore, notAfter }) => [notBefore, notAfter - windowMs]);
  return Math.max(
    0,
    ...starts.map(
      (start) =>
        spans.filter((span) => span.notBefore >= start && span.notAfter <= start + windowMs).length,
    ),
  );
}

const spans = fc.array(
  fc
    .tuple(fc.integer({ min: 0, max: 200 }), fc.integer({ min: 0, max: 30 }))
    .map(([notBefore, length]) => ({ notBefore, notAfter: notBefore + length })),
  { maxLength: 60 },
);

test("mostWithin() counts the same as trying every window", () => {
  fc.assert(
    fc.property(spans, fc.integer({ min: 0, max: 100 }), (given, windowMs) => {
      expect(mostWithin(given, windowMs)).toBe(mostWithinNaive(given, windowMs));
    }),
  );
});

test("mostWithin() never counts more when less is known", () => {
  fc.assert(
    fc.property(spans, fc.integer({ min: 1, max: 100 }), (given, windowMs) => {
      const exact = given.map(({ notBefore }) => instant(notBefore));
      expect(mostWithin(given, windowMs)).toBeLessThanOrEqual(mostWithin(exact, windowMs));
    }),
  );
});

test("mostWithin() counts both ends of the window", () => {
  expect(mostWithin([0, 500, 1000, 1001].map(instant), 1000)).toBe(3);
});

test("mostWithin() of nothing is zero", () => {
  expect(mostWithin([], 1000)).toBe(0);
});
