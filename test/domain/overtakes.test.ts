import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { FairnessRow } from "../../src/domain/fairness-row.ts";
import { isBroken, overtakesIn } from "../../src/domain/overtakes.ts";
import { fairnessRow } from "../support/fairness-rows.ts";

const boundMs = 2_000;
const reasonsOf = (...rows: FairnessRow[]) =>
  overtakesIn(rows, boundMs).map(({ place, reason }) => `${place} ${reason}`);

describe("who was overtaken", () => {
  test("is nobody when all go in by place, or at one instant", () => {
    expect(reasonsOf(fairnessRow(1, 10), fairnessRow(2, 20), fairnessRow(3, 20))).toEqual([]);
    expect(reasonsOf(fairnessRow(2, 10), fairnessRow(1, 10))).toEqual([]);
    expect(reasonsOf()).toEqual([]);
  });

  test("is not who joined after those from behind had gone in", () => {
    const before = fairnessRow(2, 5_000);
    expect(reasonsOf(fairnessRow(1, 90_000, { joinedAt: 6_000 }), before)).toEqual([]);
  });

  test("was passed within the bound when both went in at nearly the same time", () => {
    expect(reasonsOf(fairnessRow(1, 12_000), fairnessRow(2, 10_000))).toEqual([
      "1 within-the-bound",
    ]);
  });

  test("came late when others went in while the call was waiting for an answer", () => {
    expect(overtakesIn([fairnessRow(1, 60_000), fairnessRow(2, 10_000)], boundMs)).toEqual([
      { line: "general", number: 1, place: 1, reason: "came-late", byMs: 50_000 },
    ]);
    const sameInstant = fairnessRow(1, 60_000, { calledAt: 10_000 });
    expect(reasonsOf(sameInstant, fairnessRow(2, 10_000))).toEqual(["1 came-late"]);
    const unknown = fairnessRow(1, 60_000, { cameAt: null });
    expect(reasonsOf(unknown, fairnessRow(2, 10_000))).toEqual(["1 came-late"]);
  });

  test("was passed at the door when somebody from behind went in long after it came there", () => {
    const late = fairnessRow(1, 60_000, { cameAt: 50_000 });
    expect(reasonsOf(late, fairnessRow(2, 10_000), fairnessRow(3, 52_000))).toEqual([
      "1 came-late",
    ]);
    expect(reasonsOf(late, fairnessRow(2, 10_000), fairnessRow(3, 52_001))).toEqual([
      "1 passed-at-the-door",
    ]);
  });

  test("was passed uncalled when somebody from behind went in before it was called at all", () => {
    const later = fairnessRow(1, 60_000, { calledAt: 10_001 });
    const never = fairnessRow(2, 60_000, { calledAt: null });
    expect(reasonsOf(later, never, fairnessRow(3, 10_000))).toEqual([
      "1 passed-uncalled",
      "2 passed-uncalled",
    ]);
  });

  test("has a right to complain when it was there, or was not called", () => {
    const rows = [
      fairnessRow(1, 60_000, { cameAt: 20_000 }),
      fairnessRow(2, 60_000, { calledAt: 50_000 }),
      fairnessRow(3, 60_000),
      fairnessRow(4, 40_000),
    ];
    expect(overtakesIn(rows, boundMs).map(isBroken)).toEqual([true, true, false]);
  });
});

test("overtakesIn() says the same as comparing everybody with everybody", () => {
  const instant = fc.integer({ min: 0, max: 30_000 });
  const rows = fc
    .array(fc.tuple(instant, instant, instant, fc.option(instant)), { maxLength: 40 })
    .map((all) =>
      all.map(([joinedAt, untilCalledMs, untilCameMs, untilInMs], index) => {
        const calledAt = joinedAt + untilCalledMs;
        const cameAt = calledAt + untilCameMs;
        const admittedAt = cameAt + (untilInMs ?? 0);
        return fairnessRow(index + 1, admittedAt, { joinedAt, calledAt, cameAt });
      }),
    );
  fc.assert(
    fc.property(rows, (all) => {
      const naive = all.flatMap((one) => {
        const passes = all
          .filter(({ place }) => place > one.place)
          .map(({ admittedAt }) => admittedAt)
          .filter((passedAt) => one.joinedAt <= passedAt && passedAt < one.admittedAt);
        if (passes.length === 0) return [];
        const byMs = one.admittedAt - Math.min(...passes);
        const wasCalled = passes.every((passedAt) => (one.calledAt ?? 0) <= passedAt);
        const wasThere = passes.some((passedAt) => passedAt - (one.cameAt ?? 0) > boundMs);
        const late = wasThere ? "passed-at-the-door" : "came-late";
        const reason = byMs <= boundMs ? "within-the-bound" : wasCalled ? late : "passed-uncalled";
        return [{ place: one.place, byMs, reason }];
      });
      expect(
        overtakesIn(all, boundMs).map(({ place, byMs, reason }) => ({ place, byMs, reason })),
      ).toEqual(naive);
    }),
    { numRuns: 500 },
  );
});
