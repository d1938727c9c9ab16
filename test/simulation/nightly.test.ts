/** A million steps of small days by chance: everything that can go wrong, at once, and every promise kept. */

import { expect, test, vi } from "vitest";
import { runNightly } from "../../src/cli/simulate/nightly.ts";

// Minutes of calculation, and on a busy machine a multiple of them.
vi.setConfig({ testTimeout: 1_200_000 });

test("in a million steps under every trouble no promise is broken, and everything interesting happened", () => {
  const night = runNightly({ firstSeed: 1, steps: 1_000_000 });
  expect(night.failures).toEqual([]);
  expect(night.neverHappened).toEqual([]);
  expect(night.steps).toBeGreaterThanOrEqual(1_000_000);
});

test("the same seed is the same night", () => {
  const night = () => runNightly({ firstSeed: 77, steps: 3_000 });
  expect(night()).toEqual(night());
});
