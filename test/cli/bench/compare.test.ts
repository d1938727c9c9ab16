import { expect, test } from "vitest";
import { ratioOf, spreadOf, type Turn } from "../../../bench/compare.ts";

const turn = (perSecond: number, cpuMsPerRequest: number | null = null): Turn => ({
  ...{ perSecond, cpuMsPerRequest },
  ...{ requests: 1, p50Ms: 1, p99Ms: 1, busy: 0, wrong: 0 },
});

test("a spread's median is the middle one, or between the two in the middle", () => {
  expect(spreadOf([9, 1, 5])).toMatchObject({ median: 5, least: 1, most: 9 });
  expect(spreadOf([4, 1, 2, 9])).toMatchObject({ median: 3, least: 1, most: 9 });
});

test("a ratio compares the turns of one round, not the medians of all", () => {
  const turns = new Map([
    ["ours", [turn(50), turn(500), turn(5_000)]],
    ["bare", [turn(100), turn(1_000), turn(20_000)]],
  ]);
  const ratio = ratioOf(turns, "ours", "bare", ({ perSecond }) => perSecond);
  expect(ratio?.each).toEqual([0.5, 0.5, 0.25]);
  expect(ratio?.median).toBe(0.5);
});

test("there is no ratio of what was not measured", () => {
  const turns = new Map([
    ["ours", [turn(50)]],
    ["bare", [turn(100)]],
  ]);
  expect(ratioOf(turns, "ours", "bare", ({ cpuMsPerRequest }) => cpuMsPerRequest)).toBeNull();
  expect(ratioOf(turns, "ours", "missing", ({ perSecond }) => perSecond)).toBeNull();
});
