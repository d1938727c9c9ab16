import fc from "fast-check";
import { expect, test } from "vitest";
import {
  advanceProgress,
  type Progress,
  parseProgress,
} from "../../src/client/waiting-room-progress.ts";
import { waiting } from "../pages/visitor-statuses.ts";

const seen = (ahead: number | null) => ({ ...waiting, ahead });

test("progress begins with one step: having joined", () => {
  expect(advanceProgress(null, seen(98))?.share).toBeCloseTo(0.01);
});

test("progress is half way when half the people are gone, and not quite there when next", () => {
  const first = advanceProgress(null, seen(98));
  expect(advanceProgress(first, seen(49))?.share).toBe(0.5);
  expect(advanceProgress(first, seen(0))?.share).toBe(0.99);
});

test("progress is complete only when called", () => {
  const first = advanceProgress(null, seen(99));
  expect(advanceProgress(first, { ...seen(0), state: "called" })?.share).toBe(1);
});

test("progress is not known before the line says how many are ahead", () => {
  expect(advanceProgress(null, seen(null))).toBeNull();
});

test("neither the share nor the number ahead ever goes back, whatever is answered", () => {
  fc.assert(
    fc.property(fc.array(fc.option(fc.nat(1_000_000)), { minLength: 2 }), (answers) => {
      let before: Progress | null = null;
      for (const ahead of answers) {
        const after = advanceProgress(before, seen(ahead));
        if (before !== null) {
          expect(after?.share).toBeGreaterThanOrEqual(before.share);
          expect(after?.ahead).toBeLessThanOrEqual(before.ahead);
        }
        before = after;
      }
    }),
  );
});

test("progress survives a reload unchanged", () => {
  const progress = advanceProgress(advanceProgress(null, seen(500)), seen(120));
  expect(parseProgress(JSON.stringify(progress))).toEqual(progress);
});

test("anything else that a tab remembers counts as nothing", () => {
  const notProgress = ["", "null", "{}", "[]", "7", '{"firstAhead":9,"ahead":"9","share":0}'];
  for (const text of [null, ...notProgress, '{"firstAhead":9,"ahead":-1,"share":0}']) {
    expect(parseProgress(text)).toBeNull();
  }
});
