import { writeFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { KeysAnswer } from "../../../src/protocol.ts";
import { parseSigningKeys, type SigningKeys } from "../../../src/tokens/signing-keys.ts";
import { manage, openRoom } from "../../support/protected-room.ts";
import { type Stack, startStack } from "../../support/stack.ts";
import { visit } from "../../support/visitor.ts";
import { clearDesk, type Desk } from "./command-line.ts";

let stack: Stack;
beforeAll(async () => {
  stack = await startStack();
});
afterAll(() => stack.stop());

const keys = (desk: Desk, ...words: readonly string[]) =>
  desk.stanchion(["keys", ...words, "--address", stack.gatewayUrl], {
    ADMIN_TOKEN: stack.adminToken,
  });

const namesNow = async (): Promise<readonly string[]> =>
  (await manage(stack, "GET", "keys")).json<KeysAnswer>().keys.map(({ kid }) => kid);

/** What a command printed as a JWKS, checked as the gateway would. */
function printed(stdout: string): SigningKeys {
  const parsed = parseSigningKeys(stdout);
  if (parsed.kind === "signing-keys") return parsed;
  throw new TypeError(parsed.detail);
}

test("keys list and rotate: a second key that signs later, and both by name only", async () => {
  using desk = clearDesk();
  const [first] = await namesNow();
  const rotation = await keys(desk, "rotate", "--signs-after", "1h");
  const [, second] = await namesNow();
  expect(rotation).toMatchObject({
    exitCode: 0,
    stdout: expect.stringContaining(`The key ${second} was made. It signs from 20`),
  });
  const listing = await keys(desk, "list");
  expect(listing.exitCode).toBe(0);
  expect(listing.stdout).toMatch(new RegExp(`${first} +signs\\n`));
  expect(listing.stdout).toMatch(new RegExp(`${second} +next: signs from 20`));
  expect(listing.stdout).toContain(`${second} made by admin`);
  const json = JSON.parse((await keys(desk, "list", "--json")).stdout);
  expect(json).toMatchObject({ keptBy: "gateway", keys: [{ kid: first }, { kid: second }] });
});

test("keys revoke says loudly who is hit, and does nothing until the name is typed", async () => {
  using desk = clearDesk();
  const room = await openRoom(stack, { queue: "always", admissionsPerMinute: 0 });
  for (const visitor of [visit(room), visit(room)]) await visitor.join();
  const before = await namesNow();
  const [signing = ""] = before;
  const unasked = await keys(desk, "revoke", signing);
  expect(unasked).toMatchObject({ exitCode: 2, stdout: "" });
  expect(unasked.stderr).toContain(`REVOKING ${signing} TAKES THE PLACE AND THE PASS`);
  expect(unasked.stderr).toContain("2 people in line and 0 inside now");
  expect(unasked.stderr).toContain("rotate first");
  expect(unasked.stderr).toContain("Nothing was revoked");
  expect(await namesNow()).toEqual(before);
  const typed = await desk.stanchion(
    ["keys", "revoke", signing, "--address", stack.gatewayUrl],
    { ADMIN_TOKEN: stack.adminToken },
    `${signing}\n`,
  );
  expect(typed).toMatchObject({
    exitCode: 0,
    stdout: expect.stringContaining(`The key ${signing} is revoked.`),
  });
  expect(await namesNow()).not.toContain(signing);
});

test("keys revoke --yes of the last key names the one that takes its place", async () => {
  using desk = clearDesk();
  for (const kid of await namesNow()) {
    expect((await keys(desk, "revoke", kid, "--yes")).exitCode).toBe(0);
  }
  const [taker] = await namesNow();
  expect((await keys(desk, "list")).stdout).toMatch(new RegExp(`${taker} +signs\\n`));
});

test("keys say what is wrong: the token, the name, the address, the words", async () => {
  using desk = clearDesk();
  const ask = async (words: readonly string[], env = {}) => {
    const { exitCode, stderr } = await desk.stanchion(["keys", ...words], env);
    expect(exitCode).toBe(2);
    return stderr;
  };
  const address = ["--address", stack.gatewayUrl];
  const token = { ADMIN_TOKEN: stack.adminToken };
  expect(await ask(["list", ...address])).toContain("set ADMIN_TOKEN");
  expect(await ask(["rotate", ...address], { ADMIN_TOKEN: "wrong" })).toContain(
    "says 401: This is not the management token",
  );
  expect(await ask(["revoke", "nobody", ...address, "--yes"], token)).toMatch(
    /There is no key "nobody"; there are .+\. Nothing was revoked/,
  );
  expect(await ask(["list", "--address", "http://127.0.0.1:9"], token)).toContain(
    "Nothing answers at http://127.0.0.1:9",
  );
  expect(await ask(["list", "--address", stack.shopUrl], token)).toContain(
    "Is there a Stanchion gateway in front of it?",
  );
  expect(await ask(["rotate", ...address, "--signs-after", "1s"], token)).toContain(
    '--signs-after must be from 10s to 7d, received "1s"',
  );
  expect(await ask(["rotate", ...address, "--sings-after", "1h"], token)).toContain(
    "There is no option --sings-after",
  );
  expect(await ask(["dance", ...address], token)).toContain("Unknown command dance");
});

describe("keys new", () => {
  test("prints a private JWKS that a gateway takes", async () => {
    using desk = clearDesk();
    const { exitCode, stdout, stderr } = await desk.stanchion(["keys", "new"]);
    expect([exitCode, stderr]).toEqual([0, ""]);
    expect(printed(stdout).keys).toHaveLength(1);
    expect(printed(stdout).keys[0]).not.toHaveProperty("stanchion_active_from");
  });

  test("adds a key to those of a file, to sign later, and leaves the file as it is", async () => {
    using desk = clearDesk();
    const kept = (await desk.stanchion(["keys", "new"])).stdout;
    writeFileSync(desk.fileAt("keys.json"), kept);
    const started = Date.now();
    const added = await desk.stanchion(["keys", "new", "--add-to", "keys.json"]);
    const [first, second] = printed(added.stdout).keys;
    expect([first]).toEqual(printed(kept).keys);
    expect(second?.stanchion_active_from).toBeGreaterThanOrEqual(started + 600_000);
    writeFileSync(desk.fileAt("keys.json"), '{"keys":[{"kty":"RSA"}]}');
    expect(await desk.stanchion(["keys", "new", "--add-to", "keys.json"])).toMatchObject({
      exitCode: 2,
      stdout: "",
      stderr: expect.stringContaining("Signing key 1 is not a P-256 key"),
    });
  });
});
