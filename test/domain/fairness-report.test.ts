import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { fairnessOf } from "../../src/domain/fairness-report.ts";
import { toldFigures, waitFigures } from "../../src/domain/wait-figures.ts";
import { chanceFrom } from "../support/chance.ts";
import { fairnessRow } from "../support/fairness-rows.ts";

const boundMs = 2_000;
const told = (had: number, toldLowMs: number | null, toldHighMs: number | null) =>
  fairnessRow(1, had, { toldLowMs, toldHighMs });

describe("waits in figures", () => {
  test("are the mean, the median and what nine in ten did not exceed", () => {
    const rows = [10, 30, 20, 40, 50, 60, 90, 80, 70, 1_000].map((wait, index) =>
      fairnessRow(index + 1, 500 + wait, { joinedAt: 500 }),
    );
    expect(waitFigures(rows)).toEqual({ people: 10, meanMs: 145, medianMs: 50, p90Ms: 90 });
    expect(waitFigures([])).toBeNull();
  });

  test("lie between the shortest and the longest, in their order", () => {
    fc.assert(
      fc.property(fc.array(fc.nat(), { minLength: 1 }), (waits) => {
        const figures = waitFigures(waits.map((wait, index) => fairnessRow(index + 1, wait)));
        if (!figures) throw new TypeError("Somebody waited");
        const { meanMs, medianMs, p90Ms } = figures;
        const [least, most] = [Math.min(...waits), Math.max(...waits)];
        for (const figure of [meanMs, medianMs, p90Ms]) {
          expect(figure).toBeGreaterThanOrEqual(least);
          expect(figure).toBeLessThanOrEqual(most);
        }
        const longer = waits.filter((wait) => wait > p90Ms).length;
        expect(longer).toBeLessThanOrEqual(waits.length / 10);
        expect(medianMs).toBeLessThanOrEqual(p90Ms);
      }),
    );
  });

  test("tell how many ranges held, and how far the middle was off", () => {
    const rows = [
      told(100, 80, 120),
      told(100, 100, 160),
      told(100, 50, 100),
      told(100, 101, 121),
      told(100, null, null),
    ];
    // Middles of 100, 130, 75 and 111.
    expect(toldFigures(rows)).toEqual({ people: 4, coverage: 0.75, medianError: 0.11 });
    expect(toldFigures([told(100, null, null)])).toBeNull();
    expect(toldFigures([told(0, 0, 0)])).toEqual({ people: 1, coverage: 1, medianError: 0 });
    expect(toldFigures([told(0, 0, 9)])).toEqual({ people: 1, coverage: 1, medianError: 1 });
  });
});

describe("the fairness report", () => {
  test("judges each line for itself, and each wave of it", () => {
    const report = fairnessOf(
      [
        fairnessRow(1, 1_000, { wave: "first" }),
        fairnessRow(2, 3_000, { wave: "second" }),
        fairnessRow(3, 2_000, { wave: "first" }),
        fairnessRow(1, 9_000, { line: "members" }),
      ],
      boundMs,
    );
    expect(report.lines).toMatchObject([
      {
        line: "general",
        share: 0.75,
        order: { inversions: 1 },
        overtaken: { "within-the-bound": 1, "came-late": 0 },
        complaints: [],
        waits: { people: 3, meanMs: 2_000 },
      },
      { line: "members", share: 0.25, order: { inversions: 0, tau: 1 } },
    ]);
    expect(report.waves).toMatchObject([
      { line: "general", wave: "first", waits: { people: 2, medianMs: 1_000, p90Ms: 2_000 } },
      { line: "general", wave: "second", waits: { people: 1 } },
    ]);
    expect(report.told).toBeNull();
  });

  test("of nobody is empty", () => {
    expect(fairnessOf([], boundMs)).toEqual({ lines: [], waves: [], told: null });
  });

  test("counts those of one instant as in order", () => {
    const { lines } = fairnessOf([fairnessRow(2, 5), fairnessRow(1, 5)], boundMs);
    expect(lines[0]?.order).toEqual({ inversions: 0, inversionShare: 0, tau: 1 });
  });

  test("lists a hundred complaints and counts all", () => {
    const passed = Array.from({ length: 150 }, (_, index) =>
      fairnessRow(index + 1, 100_000, { cameAt: 1_000 }),
    );
    const { lines } = fairnessOf([...passed, fairnessRow(151, 50_000)], boundMs);
    expect(lines[0]?.overtaken["passed-at-the-door"]).toBe(150);
    expect(lines[0]?.complaints.map(({ place }) => place)).toEqual(
      Array.from({ length: 100 }, (_, index) => index + 1),
    );
  });

  test("takes 200,000 visitors, a third of them late, without comparing all with all", () => {
    const chance = chanceFrom(11);
    const rows = Array.from({ length: 200_000 }, (_, index) => {
      const calledAt = index * 10;
      const cameAt = calledAt + (chance() < 0.33 ? chance() * 600_000 : 1_000);
      return fairnessRow(index + 1, cameAt, { calledAt, cameAt });
    });
    const [line] = fairnessOf(rows, boundMs).lines;
    expect(line?.complaints).toEqual([]);
    expect(line?.overtaken["came-late"]).toBeGreaterThan(60_000);
    expect(line?.order.tau).toBeGreaterThan(0.8);
  });
});
