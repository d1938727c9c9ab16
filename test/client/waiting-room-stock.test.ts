import fc from "fast-check";
import { expect, test } from "vitest";
import { likelihoodOf } from "../../src/client/waiting-room-stock.ts";

test.each([
  [1, "certain"],
  [0.99, "veryLikely"],
  [0.75, "likely"],
  [0.5, "uncertain"],
  [0.2, "unlikely"],
  [0.01, "unlikely"],
  [0, "none"],
] as const)("a chance of %d is %s", (chance, likelihood) => {
  expect(likelihoodOf(chance)).toBe(likelihood);
});

test("only what is certain is called certain, and a better chance never sounds worse", () => {
  const kinds = ["none", "unlikely", "uncertain", "likely", "veryLikely", "certain"];
  const below1 = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
  fc.assert(
    fc.property(below1, below1, (one, other) => {
      const [low, high] = [Math.min(one, other), Math.max(one, other)];
      expect(kinds.indexOf(likelihoodOf(low))).toBeLessThanOrEqual(
        kinds.indexOf(likelihoodOf(high)),
      );
      expect(likelihoodOf(high)).not.toBe("certain");
    }),
  );
});
