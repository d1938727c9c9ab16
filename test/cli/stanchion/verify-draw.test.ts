import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { placeOf } from "../../../src/domain/draw.ts";
import { importKeyring, publicJwks } from "../../../src/tokens/keyring.ts";
import { generateSigningKey } from "../../../src/tokens/new-signing-key.ts";
import { signTicket } from "../../../src/tokens/ticket-token.ts";
import { drawOf, seedOf } from "../../support/draws.ts";
import { clearDesk } from "./command-line.ts";
import { openShop, type StandInShop } from "./stand-in-shop.ts";

const seed = seedOf(3);
const commitment = createHash("sha256").update(seed).digest("hex");
const line = { room: "launch", epoch: 2, line: "members", count: 900, publicRandomness: "" };
const draw = drawOf(seed, line);

const revealed = {
  room: "launch",
  epoch: 2,
  order: "draw",
  commitment,
  seed: seed.toString("hex"),
  publicRandomness: "",
  counts: { general: 5, members: 900 },
  opensAt: "2026-11-17T15:00:00Z",
};

const before = { ...revealed, seed: null, publicRandomness: null, counts: null };

const keyring = await importKeyring({ keys: [await generateSigningKey()] });
const stranger = await importKeyring({ keys: [await generateSigningKey()] });

const ticket = (signer = keyring, epoch = 2) => {
  // Long run out: it still proves its number.
  const now = Date.UTC(2020, 0);
  const place = { room: "launch", epoch, line: "members", number: 17, jti: "j".repeat(22) };
  return signTicket(
    signer,
    { ...place, target: "/", told: null, wave: null, expiresAt: now + 60_000 },
    now,
  );
};

const desk = clearDesk();
let shop: StandInShop;
beforeAll(async () => {
  shop = await openShop(({ path }) =>
    path === "/.stanchion/draw" ? { body: revealed } : { body: publicJwks(keyring) },
  );
});
afterAll(async () => {
  await shop[Symbol.asyncDispose]();
  desk[Symbol.dispose]();
});

test("verify-draw asks the shop and tells the place of a ticket that the shop signed", async () => {
  const { exitCode, stdout } = await desk.stanchion([
    "verify-draw",
    shop.url,
    "--ticket",
    await ticket(),
    "--commitment",
    commitment.toUpperCase(),
  ]);
  expect(exitCode).toBe(0);
  expect(stdout).toContain("the seed is the one committed to");
  expect(stdout).toContain("It is the commitment that you kept");
  expect(stdout).toContain("The ticket is genuine");
  expect(stdout).toContain(`Number 17 was drawn to place ${placeOf(draw, 17)} of 900.`);
});

test("verify-draw says that a changed ticket is not true", async () => {
  const [header, payload, signature] = (await ticket()).split(".");
  const claims = JSON.parse(Buffer.from(payload ?? "", "base64url").toString());
  const better = Buffer.from(JSON.stringify({ ...claims, number: 18 })).toString("base64url");
  writeFileSync(desk.fileAt("ticket.txt"), `${header}.${better}.${signature}\n`);
  const { exitCode, stdout } = await desk.stanchion([
    ...["verify-draw", shop.url, "--ticket", "ticket.txt"],
  ]);
  expect(exitCode).toBe(1);
  expect(stdout).toContain("NOT TRUE: the ticket was not signed");
  expect(stdout).not.toContain("place");
});

test("verify-draw says when it could not check a ticket, and refuses one of another epoch", async () => {
  const unknown = ["verify-draw", shop.url, "--ticket", await ticket(stranger)];
  expect(await desk.stanchion(unknown)).toMatchObject({
    exitCode: 0,
    stdout: expect.stringContaining("its signature was not checked"),
  });
  const old = ["verify-draw", shop.url, "--ticket", await ticket(keyring, 1)];
  expect(await desk.stanchion(old)).toMatchObject({
    exitCode: 2,
    stderr: expect.stringContaining("another epoch than 2"),
  });
});

test("verify-draw writes everybody's place out of a saved file", async () => {
  writeFileSync(desk.fileAt("draw.json"), JSON.stringify(revealed));
  const words = ["verify-draw", "draw.json", "--line", "members", "--all", "all.csv"];
  const { exitCode, stdout } = await desk.stanchion(words);
  expect(exitCode).toBe(0);
  expect(stdout).toContain("Every place from 1 to 900 was drawn exactly once");
  const rows = readFileSync(desk.fileAt("all.csv"), "utf8").trimEnd().split("\n");
  expect(rows).toEqual([
    "number,place",
    ...Array.from({ length: 900 }, (_, index) => `${index + 1},${placeOf(draw, index + 1)}`),
  ]);
  expect(await desk.stanchion(words)).toMatchObject({
    exitCode: 2,
    stderr: expect.stringContaining("not overwritten"),
  });
});

test("verify-draw finds a seed or a commitment that was exchanged, and tells no place", async () => {
  const forged = { ...revealed, seed: seedOf(4).toString("hex") };
  writeFileSync(desk.fileAt("forged.json"), JSON.stringify(forged));
  const words = ["--number", "1", "--line", "members", "--all", "none.csv"];
  expect(await desk.stanchion(["verify-draw", "forged.json", ...words])).toMatchObject({
    exitCode: 1,
    stdout: expect.stringMatching(/^NOT TRUE: this seed is not the one that was committed to.*\n$/),
  });
  writeFileSync(desk.fileAt("draw.json"), JSON.stringify(revealed));
  const kept = ["--commitment", "0".repeat(64)];
  expect(await desk.stanchion(["verify-draw", "draw.json", ...words, ...kept])).toMatchObject({
    exitCode: 1,
    stdout: expect.stringContaining("NOT TRUE: the commitment is not the one that you kept"),
  });
  expect(existsSync(desk.fileAt("none.csv"))).toBe(false);
});

test("verify-draw before the draw shows the commitment to be kept, and verifies nothing", async () => {
  writeFileSync(desk.fileAt("before.json"), JSON.stringify(before));
  const { exitCode, stdout, stderr } = await desk.stanchion(["verify-draw", "before.json"]);
  expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: "" });
  expect(stderr).toContain("has not been drawn yet. It opens at 2026-11-17T15:00:00Z.");
  expect(stderr).toContain(commitment);
});

test("verify-draw says in a sentence that nothing answers, and what to give", async () => {
  expect(await desk.stanchion(["verify-draw", "http://127.0.0.1:1"])).toMatchObject({
    exitCode: 2,
    stderr: expect.stringMatching(/^Nothing answers at .*\n$/),
  });
});
