import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  type FairShares,
  type LineReady,
  nextLine,
  noLeads,
  sharesOf,
} from "../../src/domain/fair-shares.ts";

const lineOf = (line: string, weight: number, ready = 1): LineReady => ({ line, weight, ready });

/** Who goes in so many admissions, and what is kept then. */
function admit(lines: readonly LineReady[], count: number, from: FairShares = noLeads) {
  let shares = from;
  const order: string[] = [];
  for (let admission = 0; admission < count; admission++) {
    const next = nextLine(shares, lines);
    if (!next) throw new TypeError("Somebody was ready");
    order.push(next.line);
    shares = next.shares;
  }
  return { order, shares, countOf: (line: string) => order.filter((one) => one === line).length };
}

describe("the next admission", () => {
  test("goes to the lines in proportion to their weights, as evenly as can be", () => {
    const lines = [lineOf("members", 3), lineOf("general", 1)];
    expect(admit(lines, 8).order.join(" ")).toBe(
      "members members members general members members members general",
    );
  });

  test("is nobody's when nobody is ready", () => {
    expect(nextLine(noLeads, [])).toBeNull();
    expect(nextLine(noLeads, [lineOf("members", 3, 0)])).toBeNull();
  });

  test("goes to a heavy line among many light ones every other time, not first or last ten times", () => {
    const light = Array.from({ length: 10 }, (_, index) => lineOf(`light ${index}`, 1));
    const { order } = admit([lineOf("heavy", 10), ...light], 20);
    for (let first = 0; first + 4 <= 20; first++) {
      const heavy = order.slice(first, first + 4).filter((line) => line === "heavy");
      expect([1, 2, 3]).toContain(heavy.length);
    }
  });

  test("goes to the others while a line has nobody, and that line has no credit for it later", () => {
    const gone = [lineOf("members", 3, 0), lineOf("general", 1)];
    const alone = admit(gone, 1_000);
    expect(alone.countOf("general")).toBe(1_000);
    const back = admit([lineOf("members", 3), lineOf("general", 1)], 8, alone.shares);
    expect(back.countOf("members")).toBe(6);
  });

  test("follows new weights from the next admission on, also after extreme ones", () => {
    const before = admit([lineOf("members", 1_000), lineOf("general", 0.001)], 5_000).shares;
    const after = admit([lineOf("members", 1), lineOf("general", 1)], 10, before);
    expect(after.countOf("general")).toBeGreaterThanOrEqual(4);
    expect(after.countOf("general")).toBeLessThanOrEqual(6);
  });

  test("is refused with a weight that is not above 0, or has no end", () => {
    for (const weight of [0, -1, Number.NaN, Number.POSITIVE_INFINITY]) {
      expect(() => nextLine(noLeads, [lineOf("members", weight)])).toThrow(RangeError);
    }
  });
});

test("sharesOf() tells what is due to each line, of all and of now", () => {
  expect(sharesOf([lineOf("members", 3), lineOf("general", 1), lineOf("press", 1, 0)])).toEqual([
    { line: "members", due: 0.6, now: 0.75 },
    { line: "general", due: 0.2, now: 0.25 },
    { line: "press", due: 0.2, now: 0 },
  ]);
});

describe("whatever the weights", () => {
  const weight = fc.oneof(
    fc.integer({ min: 1, max: 10 }),
    fc.double({ min: 0.001, max: 1_000, noNaN: true }),
  );
  const names = ["a", "b", "c", "d", "e", "f", "g", "h"];
  const weights = fc.array(weight, { minLength: 1, maxLength: names.length });
  const linesOf = (all: readonly number[]) =>
    all.map((one, index) => lineOf(names[index] ?? "", one));
  const rounding = 1e-9;

  test("no line is ever more than one admission from its share, from when all became ready", () => {
    fc.assert(
      fc.property(weights, (all) => {
        const lines = linesOf(all);
        const total = all.reduce((sum, one) => sum + one, 0);
        const counts = new Map<string, number>();
        admit(lines, 400).order.forEach((line, index) => {
          counts.set(line, (counts.get(line) ?? 0) + 1);
          for (const one of lines) {
            const share = ((index + 1) * one.weight) / total;
            expect(Math.abs((counts.get(one.line) ?? 0) - share)).toBeLessThan(1 + rounding);
          }
        });
      }),
    );
  });

  /** A day: for a while certain lines are ready, with certain weights; then others. */
  const days = fc
    .array(
      fc.record({
        lines: fc.array(fc.tuple(weight, fc.boolean()), { minLength: 8, maxLength: 8 }),
        admissions: fc.nat({ max: 40 }),
      }),
      { maxLength: 12 },
    )
    .map((day) =>
      day.map(({ lines, admissions }) => ({
        admissions,
        lines: lines.map(([one, isReady], index) =>
          lineOf(names[index] ?? "", one, isReady ? 1 : 0),
        ),
      })),
    );

  /** Measured over 240,000 such stretches, not proved; so the days are the same on every run. */
  const sameDays = { seed: 5 };

  const isAnybodyThere = (lines: readonly LineReady[]) => lines.some(({ ready }) => ready > 0);

  test("in any stretch in which the same lines are ready, each is within three of its share", () => {
    fc.assert(
      fc.property(days, (day) => {
        let shares = noLeads;
        for (const { lines, admissions } of day) {
          if (!isAnybodyThere(lines)) continue;
          const stretch = admit(lines, admissions, shares);
          shares = stretch.shares;
          for (const { line, now } of sharesOf(lines)) {
            expect(Math.abs(stretch.countOf(line) - admissions * now)).toBeLessThan(3);
          }
        }
      }),
      sameDays,
    );
  });

  test("those who are ready are together never ahead or behind, whoever came and went", () => {
    fc.assert(
      fc.property(days, (day) => {
        let shares = noLeads;
        for (const { lines, admissions } of day) {
          if (!isAnybodyThere(lines) || admissions === 0) continue;
          shares = admit(lines, admissions, shares).shares;
          const ready = lines.filter((one) => one.ready > 0).map(({ line }) => line);
          const together = shares
            .filter(({ line }) => ready.includes(line))
            .reduce((sum, { ahead }) => sum + ahead, 0);
          expect(Math.abs(together)).toBeLessThan(rounding);
        }
      }),
    );
  });

  test("somebody goes whenever anybody is ready, and nobody who is not", () => {
    fc.assert(
      fc.property(days, (day) => {
        let shares = noLeads;
        for (const { lines } of day) {
          const next = nextLine(shares, lines);
          expect(next !== null).toBe(isAnybodyThere(lines));
          if (next) expect(lines.find(({ line }) => line === next.line)?.ready).toBe(1);
          shares = next?.shares ?? shares;
        }
      }),
    );
  });

  test("a line waits no longer for its turn than twice what its share says", () => {
    fc.assert(
      fc.property(days, weights, (day, all) => {
        let shares = noLeads;
        for (const { lines, admissions } of day) {
          if (isAnybodyThere(lines)) shares = admit(lines, admissions, shares).shares;
        }
        const lines = linesOf(all);
        const total = all.reduce((sum, one) => sum + one, 0);
        const { order } = admit(lines, 300, shares);
        for (const { line, weight: one } of lines) {
          const longest = (2 * total) / one + 1;
          if (longest < 300) expect(order.slice(0, Math.ceil(longest))).toContain(line);
        }
      }),
      sameDays,
    );
  });
});
