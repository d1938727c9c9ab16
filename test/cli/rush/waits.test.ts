import { expect, test } from "vitest";
import { honesty } from "../../../src/cli/rush/judge/waits.ts";

const told = { lowMs: 10_000, highMs: 20_000, unfinished: false };

test("honesty() is the share of the ranges in which the wait ended", () => {
  const waits = [9_000, 10_000, 15_000, 20_000].map((hadMs) => ({ ...told, hadMs }));
  expect(honesty(waits)).toEqual({
    told: 4,
    coverage: 0.75,
    medianErrorMs: -5_000,
    medianRangeMs: 10_000,
  });
});

test("honesty() counts an unfinished wait only once it is longer than told", () => {
  const waiting = { ...told, unfinished: true };
  expect(honesty([{ ...waiting, hadMs: 15_000 }]).told).toBe(0);
  expect(honesty([{ ...waiting, hadMs: 21_000 }]).coverage).toBe(0);
});

test("honesty() says nothing about nobody", () => {
  expect(honesty([]).coverage).toBeNull();
});
