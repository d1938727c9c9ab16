import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { drawnPlace, type LineDraw, placeOf } from "../../src/domain/draw.ts";
import {
  type DrawnLine,
  publicRandomnessForm,
  roundsOf,
  seedBytes,
} from "../../src/domain/draw-rounds.ts";
import { hexOf } from "../../src/domain/hex.ts";
import { commitmentOf, hmacSha256 } from "../../src/hash.ts";
import { drawOf, lineOf, seedOf } from "../support/draws.ts";

const seed = Uint8Array.from(seedOf(2008));
const launch: DrawnLine = {
  room: "launch",
  epoch: 3,
  line: "members",
  count: 200_000,
  publicRandomness: "beacon round 4711: 5f|0a",
};

const drawWith = (drawn: DrawnLine): LineDraw => ({
  after: 0,
  count: drawn.count,
  rounds: roundsOf(hmacSha256, hexOf(seed), drawn),
});

test("roundsOf() makes the same draw as Node's own hashes", async () => {
  expect(seed).toHaveLength(seedBytes);
  for (const drawn of [lineOf(1), lineOf(16), lineOf(5_000), launch]) {
    const [here, there] = [await drawWith(drawn), drawOf(seed, drawn)];
    for (let number = 1; number <= Math.min(drawn.count, 500); number++) {
      expect(drawnPlace(here, number)).toBe(drawnPlace(there, number));
    }
  }
});

test("the draw of a known seed never changes: places were promised by it", async () => {
  const draw = await drawWith(launch);
  expect([1, 2, 3, 199_999, 200_000].map((number) => drawnPlace(draw, number))).toEqual([
    70156, 35197, 45107, 182313, 113662,
  ]);
});

test("commitmentOf() is the SHA-256 of the seed", async () => {
  expect(await commitmentOf(new Uint8Array(32))).toBe(
    "66687aadf862bd776c8fc18b8e9f8e20089714856ee233b3902a591d0d5f2925",
  );
});

test("public randomness is plain text of one line", () => {
  for (const good of ["", "a b|c", "~".repeat(1_000)]) {
    expect(publicRandomnessForm.test(good)).toBe(true);
  }
  for (const bad of ["a\nb", "é", "a\u0000", "x".repeat(1_001)]) {
    expect(publicRandomnessForm.test(bad)).toBe(false);
  }
});

const python = spawnSync("python3", ["--version"]).status === 0;
if (!python) {
  console.warn("SKIPPED: python3 is not here, so docs/reference/verify-draw.py was not compared");
}

describe.skipIf(!python)("verify-draw.py, which knows nothing of our code", () => {
  const folder = mkdtempSync(join(tmpdir(), "stanchion-draw-"));
  const file = join(folder, "draw.json");
  afterAll(() => rmSync(folder, { recursive: true }));

  async function publish(change: Readonly<Record<string, unknown>> = {}): Promise<void> {
    const { room, epoch, line, count, publicRandomness } = launch;
    const shown = {
      room,
      epoch,
      commitment: await commitmentOf(seed),
      seed: Buffer.from(seed).toString("hex"),
      publicRandomness,
      counts: { [line]: count, general: 5 },
    };
    writeFileSync(file, JSON.stringify({ ...shown, ...change }));
  }

  const verify = (line: string, numbers: readonly number[]) =>
    spawnSync("python3", ["docs/reference/verify-draw.py", file, line, ...numbers.map(String)], {
      encoding: "utf8",
      timeout: 200_000,
    });

  test("finds the same 1,000 places", async () => {
    await publish();
    const draw = await drawWith(launch);
    const numbers = Array.from({ length: 1_000 }, (_, index) => 1 + index * 200);
    numbers.push(launch.count, launch.count + 1);
    expect(verify("members", numbers).stdout.trim().split("\n")).toEqual(
      numbers.map((number) => `${number} ${placeOf(draw, number)}`),
    );
  });

  test("finds the same places in a line of five", async () => {
    await publish();
    const draw = await drawWith({ ...launch, line: "general", count: 5 });
    expect(verify("general", [1, 2, 3, 4, 5, 6]).stdout.trim().split("\n")).toEqual(
      [1, 2, 3, 4, 5, 6].map((number) => `${number} ${placeOf(draw, number)}`),
    );
  });

  test("refuses a seed that is not the one committed to", async () => {
    await publish({ seed: "00".repeat(32) });
    const { status, stderr } = verify("members", [1]);
    expect(status).not.toBe(0);
    expect(stderr).toContain("not the one that was committed to");
  });
});
