import { expect, test } from "vitest";
import { isTokenId, newTokenId } from "../../src/tokens/claims.ts";

test("each of many ids is fresh, and one that tokens may hold", () => {
  // More than are drawn at once, several times over.
  const ids = Array.from({ length: 2_000 }, newTokenId);
  expect(new Set(ids).size).toBe(ids.length);
  expect(ids.filter((id) => !isTokenId(id))).toEqual([]);
});

test("every character of an id is a matter of chance", () => {
  const ids = Array.from({ length: 2_000 }, newTokenId);
  const places = Array.from({ length: ids[0]?.length ?? 0 }, (_, place) => place);
  expect(places.length).toBeGreaterThanOrEqual(22);
  // Of 64 characters 2,000 drawings miss one with a chance of 1 in 10^12.
  for (const place of places) expect(new Set(ids.map((id) => id[place])).size).toBe(64);
});
