import { expect, test } from "vitest";
import { readOptions } from "../../../src/cli/simulate/options.ts";

test("readOptions() reads a scenario with its numbers", () => {
  const words = { scenario: "tab-closers", visitors: "1000", seed: "7", leave: "0.6" };
  expect(readOptions(words)).toMatchObject({
    scenario: { name: "tab-closers" },
    visitors: 1_000,
    seed: 7,
    leave: 0.6,
    picture: null,
  });
});

test.each([
  [{ visitors: "many" }, '--visitors must be a number from 1 to 5000000, received "many".'],
  [{ visitors: "0" }, '--visitors must be a number from 1 to 5000000, received "0".'],
  [{ visitors: "1.5" }, '--visitors must be a whole number, received "1.5".'],
  [{ seed: "-1" }, '--seed must be a number from 0 to 4294967295, received "-1".'],
  [{ seed: "" }, '--seed must be a number from 0 to 4294967295, received "".'],
  [{ leave: "60" }, '--leave must be a number from 0 to 1, received "60".'],
  [{ steps: "5" }, "--steps is for nightly: a scenario runs to its end."],
])("readOptions() says what is wrong with %o", (words, sentence) => {
  expect(readOptions({ scenario: "calm", ...words })).toBe(sentence);
});

test("readOptions() takes a crowd for no night: chance chooses it", () => {
  expect(readOptions({ scenario: "nightly", visitors: "5" })).toContain("--seed and --steps only");
});

test("readOptions() takes the network, with a number of people who wait, and nobody who leaves", () => {
  const words = { scenario: "network", visitors: "20000", seed: "3" };
  expect(readOptions(words)).toMatchObject({ scenario: "network", visitors: 20_000, seed: 3 });
  expect(readOptions({ ...words, leave: "0.5" })).toContain("nobody who leaves");
  expect(readOptions({ ...words, steps: "5" })).toContain("--steps is for nightly");
});
