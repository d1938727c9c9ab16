/**
 * Whether the draw favours anybody. Each statistic is exact under a perfect shuffle, and each threshold
 * is one that a perfect shuffle passes but for one time in a million. The seeds are fixed: what passes,
 * passes for ever. That the statistics see what they look for is shown on a shuffle that is too short.
 */

import { describe, expect, test } from "vitest";
import { type Draw, drawnPlace } from "../../src/domain/draw.ts";
import { drawOf, lineOf, seedOf } from "../support/draws.ts";

const seeds = 10_000;
/** What a normal value exceeds once in a million, above only, and above or below. */
const deviationsAbove = 4.7534;
const deviationsEitherWay = 4.8916;

/** What chi-square exceeds once in a million (Wilson and Hilferty's approximation). */
const chiSquareLimit = (freedoms: number): number =>
  freedoms * (1 - 2 / (9 * freedoms) + deviationsAbove * Math.sqrt(2 / (9 * freedoms))) ** 3;

type MakeDraw = (count: number, seed: number) => Draw;

const real: MakeDraw = (count, seed) => drawOf(seedOf(seed), lineOf(count));

/** Only the first three rounds are left to chance. */
const tooShort: MakeDraw = (count, seed) => {
  const { rounds } = real(count, seed);
  return { count, rounds: (round, half) => (round < 3 ? rounds(round, half) : 0) };
};

interface Seen {
  readonly count: number;
  readonly groups: number;
  /** How many of a group of arrival got into a group of places; the groups are of one size. */
  readonly table: Float64Array;
  /** Neighbours by arrival who became neighbours by place. */
  readonly together: number;
}

function watch(count: number, groups: number, make: MakeDraw): Seen {
  const table = new Float64Array(groups * groups);
  const size = count / groups;
  let together = 0;
  for (let seed = 0; seed < seeds; seed++) {
    const draw = make(count, seed);
    let before = Number.NaN;
    for (let index = 0; index < count; index++) {
      const place = drawnPlace(draw, index + 1) - 1;
      const cell = Math.floor(index / size) * groups + Math.floor(place / size);
      table[cell] = (table[cell] ?? 0) + 1;
      if (Math.abs(place - before) === 1) together++;
      before = place;
    }
  }
  return { count, groups, table, together };
}

/**
 * Pearson's sum over the table. Rows and columns of each draw add up to what they must, so times
 * (count − 1) / count it is chi-square with (groups − 1)² degrees of freedom.
 */
function unevenness({ count, groups, table }: Seen): number {
  const expected = (seeds * count) / groups ** 2;
  const sum = table.reduce((total, cell) => total + (cell - expected) ** 2 / expected, 0);
  return (sum * (count - 1)) / count;
}

/** By how many deviations a group of arrival has too many in the first group of places: hypergeometric. */
function luck({ count, groups, table }: Seen, group: number): number {
  const share = 1 / groups;
  const variance = (count * share * (1 - share) * share * (count - count * share)) / (count - 1);
  const expected = seeds * count * share * share;
  return ((table[group * groups] ?? 0) - expected) / Math.sqrt(seeds * variance);
}

/** By how many deviations too many neighbours stayed together. */
function attachment({ count: n, together }: Seen): number {
  const mean = (2 * (n - 1)) / n;
  const ofPairs = (4 * (n - 2) + 4 * (n - 2) * (n - 3)) / (n * (n - 1));
  return (together - seeds * mean) / Math.sqrt(seeds * (mean + ofPairs - mean ** 2));
}

describe("over 10,000 seeds", () => {
  test("everyone of 16 has every place equally often, and neighbours are parted", () => {
    const sixteen = watch(16, 16, real);
    expect(unevenness(sixteen)).toBeLessThan(chiSquareLimit(15 ** 2));
    expect(Math.abs(attachment(sixteen))).toBeLessThan(deviationsEitherWay);
  });

  test("of 1,000, no tenth by arrival is favoured with any tenth of the places", () => {
    const thousand = watch(1_000, 10, real);
    expect(unevenness(thousand)).toBeLessThan(chiSquareLimit(9 ** 2));
    expect(Math.abs(luck(thousand, 0)), "the first").toBeLessThan(deviationsEitherWay);
    expect(Math.abs(luck(thousand, 9)), "the last").toBeLessThan(deviationsEitherWay);
    expect(Math.abs(attachment(thousand)), "neighbours").toBeLessThan(deviationsEitherWay);
  });

  test("four people have each of their 24 orders equally often", () => {
    const orders = new Map<string, number>();
    for (let seed = 0; seed < seeds; seed++) {
      const draw = real(4, seed);
      const order = [1, 2, 3, 4].map((number) => drawnPlace(draw, number)).join();
      orders.set(order, (orders.get(order) ?? 0) + 1);
    }
    const expected = seeds / 24;
    const sum = [...orders.values()].reduce((total, seen) => total + (seen - expected) ** 2, 0);
    expect(orders.size).toBe(24);
    expect(sum / expected).toBeLessThan(chiSquareLimit(23));
  });

  test("a shuffle of three rounds is found out by the same statistics", () => {
    const sixteen = watch(16, 16, tooShort);
    expect(unevenness(sixteen)).toBeGreaterThan(chiSquareLimit(15 ** 2));
    expect(Math.abs(attachment(sixteen))).toBeGreaterThan(deviationsEitherWay);
  });
});
