import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import {
  allPlaces,
  drawOfLine,
  keepsItsCommitment,
  type RevealedDraw,
} from "../../../src/cli/stanchion/line-draw.ts";
import { parseDraw } from "../../../src/cli/stanchion/published-draw.ts";
import { drawnPlace, placeOf } from "../../../src/domain/draw.ts";
import { drawOf, seedOf } from "../../support/draws.ts";

const seed = seedOf(2014);

const published: RevealedDraw = {
  room: "launch",
  epoch: 2,
  order: "draw",
  commitment: createHash("sha256").update(seed).digest("hex"),
  seed: seed.toString("hex"),
  publicRandomness: "round 17: 5f|0a",
  joined: { general: 3_100, members: 7, nobody: 0 },
  counts: { general: 3_000, members: 7, nobody: 0 },
  after: { general: 0, members: 0, nobody: 0 },
  opensAt: "2026-11-17T15:00:00Z",
};

test("drawOfLine() makes the draw that Node's own hashes make", async () => {
  const line = { room: "launch", epoch: 2, publicRandomness: "round 17: 5f|0a" };
  for (const [name, count] of [
    ["general", 3_000],
    ["members", 7],
  ] as const) {
    const here = drawOfLine(published, name);
    const there = drawOf(seed, { ...line, line: name, count });
    if (here === null) throw new Error("no draw");
    for (let number = 1; number <= count; number += 1) {
      expect(drawnPlace(here, number)).toBe(drawnPlace(there, number));
    }
  }
});

test("drawOfLine() draws nobody where nobody had joined, and knows no line that is not there", async () => {
  expect(drawOfLine(published, "nobody")).toBeNull();
  for (const stranger of ["vip", "__proto__", "constructor"]) {
    expect(() => drawOfLine(published, stranger)).toThrow("Its lines: general, members, nobody");
  }
});

test("keepsItsCommitment() is true of the committed seed and of no other", async () => {
  expect(keepsItsCommitment(published)).toBe(true);
  expect(keepsItsCommitment({ ...published, seed: "00".repeat(32) })).toBe(false);
});

test("allPlaces() gives every number once and every place once, in runs", async () => {
  const draw = drawOfLine(published, "general");
  if (draw === null) throw new Error("no draw");
  const runs = [...allPlaces(draw, 700)];
  expect(runs.map((run) => run.length)).toEqual([700, 700, 700, 700, 200]);
  const all = runs.flat();
  expect(all.map(({ number }) => number)).toEqual(Array.from(all, (_, index) => index + 1));
  expect(new Set(all.map(({ place }) => place)).size).toBe(3_000);
  expect(all.every(({ number, place }) => place === drawnPlace(draw, number))).toBe(true);
});

test("allPlaces() does not pass off as a draw what gives two people one place", () => {
  // A network cannot; a table that was tampered with while it ran could.
  let chance = 1;
  const rounds = () => {
    chance = (chance * 48_271) % 2_147_483_647;
    return chance >> 8;
  };
  const broken = { after: 0, count: 200, rounds };
  expect(() => [...allPlaces(broken, 50)]).toThrow("drawn twice");
});

test("drawOfLine() leaves those where they are who were called before the draw", () => {
  const late = { ...published, after: { general: 100 } };
  const [first, second] = [drawOfLine(published, "general"), drawOfLine(late, "general")];
  if (first === null || second === null) throw new Error("no draw");
  expect(placeOf(second, 100)).toBe(100);
  expect(placeOf(second, 101)).toBe(100 + placeOf(first, 1));
  const all = [...allPlaces(second, 1_000)].flat().map(({ place }) => place);
  expect(Math.min(...all)).toBe(101);
  expect(Math.max(...all)).toBe(3_100);
});

describe("parseDraw()", () => {
  const json = (change: object) => JSON.stringify({ ...published, ...change });

  test("takes what the shop shows, and what the documentation says to save of it", () => {
    expect(parseDraw(json({}), "draw.json")).toEqual(published);
    const { order: _, opensAt: __, ...saved } = published;
    expect(parseDraw(JSON.stringify(saved), "draw.json")).toEqual({ ...published, opensAt: null });
  });

  test("takes hexadecimal in capitals", () => {
    const capitals = json({ seed: published.seed.toUpperCase() });
    expect(parseDraw(capitals, "draw.json").seed).toBe(published.seed);
  });

  test.each<readonly [string, object]>([
    ["room", { room: "Launch Day" }],
    ["epoch", { epoch: 0 }],
    ["commitment", { commitment: "abc" }],
    ["seed", { seed: "zz".repeat(32) }],
    ["publicRandomness", { publicRandomness: "\u001B[2J" }],
    ["counts.general", { counts: { general: -1 } }],
    ["counts.general", { counts: { general: 2 ** 40 } }],
  ])("names %s when that is wrong", (field, change) => {
    expect(() => parseDraw(json(change), "draw.json")).toThrow(field);
  });

  test("says so when a file is not JSON", () => {
    expect(() => parseDraw("<html>", "page.html")).toThrow('"page.html" is not JSON');
  });
});
