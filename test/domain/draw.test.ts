import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  type Draw,
  drawnNumber,
  drawnPlace,
  halfBitsOf,
  numberAt,
  placeOf,
} from "../../src/domain/draw.ts";
import { roundMessages, roundsFrom } from "../../src/domain/draw-rounds.ts";
import { drawOf, lineOf, seedOf } from "../support/draws.ts";

const anySeed = fc.uint8Array({ minLength: 32, maxLength: 32 });

const placesOf = (draw: Draw): number[] =>
  Array.from({ length: draw.count }, (_, index) => drawnPlace(draw, index + 1));

function isPermutation(places: readonly number[]): boolean {
  const taken = new Uint8Array(places.length + 1);
  for (const place of places) taken[place] = 1;
  return taken.indexOf(1) === 1 && taken.lastIndexOf(0) === 0;
}

describe("the draw", () => {
  test("is a permutation for every count from 1 to 2,000", () => {
    for (let count = 1; count <= 2_000; count++) {
      expect(isPermutation(placesOf(drawOf(seedOf(count), lineOf(count)))), `of ${count}`).toBe(
        true,
      );
    }
  });

  test("is a permutation for large counts, whatever the seed", () => {
    const large = fc.integer({ min: 2_001, max: 2 ** 20 });
    fc.assert(
      fc.property(large, anySeed, (count, seed) =>
        isPermutation(placesOf(drawOf(seed, lineOf(count)))),
      ),
      { numRuns: 6, examples: [[2 ** 20, new Uint8Array(32)]] },
    );
  });

  test("is a permutation whatever the round function returns, were it nonsense", () => {
    const nonsense = fc.constantFrom(0, -1, 1.5, 2 ** 40, Number.NaN, Number.POSITIVE_INFINITY);
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 400 }), nonsense, (count, returned) =>
        isPermutation(placesOf({ count, rounds: () => returned })),
      ),
    );
  });

  test("can be read backwards: the number at a place is the one that has the place", () => {
    const counted = fc
      .integer({ min: 1, max: 2 ** 32 })
      .chain((count) => fc.tuple(fc.constant(count), fc.integer({ min: 1, max: count })));
    const rounds = (round: number, half: number) => Math.imul(half + 1, 2654435761 + round) >>> 7;
    fc.assert(
      fc.property(counted, ([count, number]) => {
        expect(drawnNumber({ count, rounds }, drawnPlace({ count, rounds }, number))).toBe(number);
      }),
    );
  });

  test("leaves the numbers behind it where they are, and everybody without a draw", () => {
    const draw = drawOf(seedOf(1), lineOf(100));
    expect([101, 102, 5_000].map((number) => placeOf(draw, number))).toEqual([101, 102, 5_000]);
    expect([101, 5_000].map((place) => numberAt(draw, place))).toEqual([101, 5_000]);
    expect(placeOf(draw, 100)).toBe(drawnPlace(draw, 100));
    expect(numberAt(draw, 100)).toBe(drawnNumber(draw, 100));
    expect([placeOf(null, 7), numberAt(null, 7)]).toEqual([7, 7]);
  });

  test("is another one with another seed, room, epoch, line, count or public randomness", () => {
    const line = lineOf(1_000);
    const first = placesOf(drawOf(seedOf(1), line)).slice(0, 20);
    const others = [
      drawOf(seedOf(2), line),
      drawOf(seedOf(1), { ...line, room: "other" }),
      drawOf(seedOf(1), { ...line, epoch: 2 }),
      drawOf(seedOf(1), { ...line, line: "members" }),
      drawOf(seedOf(1), { ...line, count: 1_001 }),
      drawOf(seedOf(1), { ...line, publicRandomness: "x" }),
    ];
    for (const other of others) {
      // Twenty places in a thousand agree by chance once in 10^60.
      expect(placesOf(other).slice(0, 20)).not.toEqual(first);
    }
  });

  test("has one network up to 256 people, and one of at most four times as many from there on", () => {
    expect([1, 16, 256, 257, 1_024, 1_025, 2 ** 20, 2 ** 32].map(halfBitsOf)).toEqual([
      4, 4, 4, 5, 5, 6, 10, 16,
    ]);
  });

  test("refuses a count or a number that cannot be drawn", () => {
    const draw = drawOf(seedOf(1), lineOf(10));
    for (const wrong of [0, 11, 1.5, Number.NaN]) {
      expect(() => drawnPlace(draw, wrong)).toThrow(RangeError);
      expect(() => drawnNumber(draw, wrong)).toThrow(RangeError);
    }
    for (const wrong of [0, -1, 1.5, 2 ** 32 + 1]) {
      expect(() => halfBitsOf(wrong)).toThrow(RangeError);
    }
  });
});

test("roundsFrom() refuses another number of digests than the rounds need", () => {
  expect(roundMessages(1_000_000)).toHaveLength(768);
  expect(roundMessages(16).slice(0, 2)).toEqual(["0|0", "1|0"]);
  expect(roundMessages(257).slice(0, 3)).toEqual(["0|0", "0|1", "1|0"]);
  expect(() => roundsFrom(16, [])).toThrow(RangeError);
});
