import { describe, expect, test } from "vitest";
import { isCommitted, recomputePlace } from "../../src/client/draw-page-place.ts";
import { placeOf } from "../../src/domain/draw.ts";
import { commitmentOf } from "../../src/hash.ts";
import { drawOf, lineOf, seedOf } from "../support/draws.ts";

const seed = seedOf(1914);
const hexadecimal = seed.toString("hex");

describe("recomputePlace()", () => {
  test.each([1, 5, 16, 17, 256, 257, 4_096, 200_000, 1_000_000])(
    "finds the places of the gateway's own draw of %d",
    async (count) => {
      const drawn = {
        ...lineOf(count),
        room: "launch",
        epoch: 3,
        after: 0,
        publicRandomness: "round 4711: 5f|0a",
      };
      const draw = drawOf(seed, drawn);
      const numbers = [1, 2, Math.ceil(count / 3), count - 1, count, count + 1, 2 * count];
      for (const number of numbers.filter((some) => some > 0)) {
        const place = await recomputePlace({ ...drawn, seed: hexadecimal }, number);
        expect(place, `number ${number}`).toBe(placeOf(draw, number));
      }
    },
  );

  test("gives each number of a small line a place of its own", async () => {
    const drawn = { ...lineOf(30), after: 0, seed: hexadecimal };
    const numbers = Array.from({ length: 30 }, (_, index) => index + 1);
    const places = await Promise.all(numbers.map((number) => recomputePlace(drawn, number)));
    expect(places.sort((one, other) => one - other)).toEqual(numbers);
    expect(places).not.toEqual(
      await Promise.all(numbers.map((number) => recomputePlace({ ...drawn, epoch: 2 }, number))),
    );
  });
});

test("recomputePlace() leaves those where they are who were called before the draw", async () => {
  const drawn = { ...lineOf(30), after: 50, seed: hexadecimal };
  expect(await recomputePlace(drawn, 50)).toBe(50);
  expect(await recomputePlace(drawn, 81)).toBe(81);
  expect(await recomputePlace(drawn, 51)).toBe(
    50 + (await recomputePlace({ ...drawn, after: 0 }, 1)),
  );
});

describe("isCommitted()", () => {
  test("knows the seed that was committed to, and no other", async () => {
    const commitment = commitmentOf(Uint8Array.from(seed));
    expect(await isCommitted(hexadecimal, commitment)).toBe(true);
    expect(await isCommitted(seedOf(1915).toString("hex"), commitment)).toBe(false);
    expect(await isCommitted(hexadecimal.slice(0, -2), commitment)).toBe(false);
  });
});
