import { describe, expect, test } from "vitest";
import type { RoomFairness } from "../../../src/cli/stanchion/fairness-answer.ts";
import { describeFairness, verdictOn } from "../../../src/cli/stanchion/fairness-words.ts";
import { fairnessOf } from "../../../src/domain/fairness-report.ts";
import { fairnessRow } from "../../support/fairness-rows.ts";

const boundMs = 2_000;

function fairnessOfRows(rows: Parameters<typeof fairnessOf>[0], more = 0): RoomFairness {
  return {
    room: "launch",
    epoch: 1,
    asOf: "2026-11-28T16:00:00Z",
    admissions: rows.length + more,
    judged: rows.length,
    ...fairnessOf(rows, boundMs),
  };
}

const inOrder = [1, 2, 3, 4].map((place) =>
  fairnessRow(place, place * 60_000, { wave: "1", toldLowMs: 0, toldHighMs: 120_000 }),
);

describe("a launch in order of place", () => {
  const fair = fairnessOfRows(inOrder);

  test("is fair, in words first", () => {
    expect(verdictOn(fair)).toBe("fair");
    expect(describeFairness(fair)).toMatch(/^Room "launch", epoch 1, as of .*\n\nFAIR: nobody/);
  });

  test("has its order, waits and waves told", () => {
    const words = describeFairness(fair);
    expect(words).toContain('Line "general": 100.0 % of the admissions');
    expect(words).toContain("0 inversions (0.0 % of all pairs), Kendall's tau 1.0000");
    expect(words).toContain("passed   nobody");
    expect(words).toContain('Line "general", wave 1: 4 people, half of them up to 2 min 0 s');
  });

  test("owns that fewer waits ended as told than promised", () => {
    expect(describeFairness(fair)).toContain(
      "for 50.0 % of 4 people the wait ended within the range they were told (fewer than the 80 % promised)",
    );
  });
});

test("somebody who was away is passed with a reason, and the launch is fair", () => {
  const late = fairnessRow(1, 300_000, { cameAt: 299_000 });
  const fair = fairnessOfRows([late, ...inOrder.slice(1)]);
  expect(verdictOn(fair)).toBe("fair");
  expect(describeFairness(fair)).toContain("1: was away when called, and others went in");
});

test("somebody passed at the door makes the launch unfair, and is named by number", () => {
  const passed = fairnessRow(1, 300_000, { cameAt: 0 });
  const unfair = fairnessOfRows([passed, ...inOrder.slice(1)]);
  expect(verdictOn(unfair)).toBe("unfair");
  const words = describeFairness(unfair);
  expect(words).toContain("NOT FAIR: 1 person had a right to go in and was passed from behind.");
  expect(words).toContain(
    "complaint: number 1, place 1: stood at the door and was passed, by 3 min 0 s",
  );
});

test("what the figures do not cover is said", () => {
  expect(describeFairness(fairnessOfRows(inOrder, 996))).toContain(
    "Judged are 4 of 1,000 admissions",
  );
});

test("a launch of which nothing is known is neither fair nor unfair", () => {
  const nothing = fairnessOfRows([], 3);
  expect(verdictOn(nothing)).toBe("nothing-judged");
  expect(describeFairness(nothing)).toContain("NOTHING TO JUDGE");
});
