import fc from "fast-check";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import type { Challenge, Problem } from "../../src/protocol.ts";
import { packed, proofOf, unpacked } from "../support/proofs.ts";
import { manage, openRoom, type ProtectedRoom } from "../support/protected-room.ts";
import { type Stack, startStack } from "../support/stack.ts";
import { json, visit } from "../support/visitor.ts";
import { sendOnWire, type WireAnswer } from "../support/wire.ts";
import { expectHarmless } from "./ours.ts";

let stack: Stack;
let room: ProtectedRoom;
let other: ProtectedRoom;
beforeAll(async () => {
  stack = await startStack();
  room = await openRoom(stack, { queue: "always", challenge: "always" });
  other = await openRoom(stack, { queue: "always", challenge: "always" });
});
afterAll(() => stack.stop());
afterEach(() => {
  expect(stack.workerdLines).toEqual([]);
});

const form = { "Content-Type": "application/x-www-form-urlencoded" };

async function send(
  body: string,
  headers: Readonly<Record<string, string>> = { ...json, "Content-Type": "application/json" },
  { target = "/.stanchion/join", method = "POST", host = room.host } = {},
): Promise<WireAnswer> {
  const length = { "Content-Length": String(Buffer.byteLength(body)) };
  const answer = await sendOnWire(stack, {
    method,
    target,
    headers: { Host: host, ...length, ...headers },
    body,
  });
  expectHarmless(answer, `${method} ${target} ${body.slice(0, 80)}`);
  return answer;
}

async function challengeOf(asked: ProtectedRoom): Promise<Challenge> {
  const answer = await visit(asked).call("POST", "/.stanchion/join", {});
  const { challenge } = answer.json<Problem>();
  if (!challenge) throw new Error(`No challenge: ${answer.text()}`);
  return challenge;
}

const joinedIn = async (asked: ProtectedRoom) => (await asked.live()).totals.joined;

describe("a join in a room that asks for a calculation", () => {
  test("gets no place for anything but a proof of this very join", async () => {
    const before = await joinedIn(room);
    const challenge = await challengeOf(room);
    const proof = await proofOf(challenge);
    const { key } = challenge.parameters.data;
    const { solution, challenge: made } = unpacked(proof);
    const elsewhere = await challengeOf(other);
    const forged: readonly object[] = [
      {},
      { key },
      { proof },
      { key: "another-key-of-mine", proof },
      { key, proof: `${proof.slice(0, -4)}AAAA` },
      { key, proof: "" },
      { key, proof: "e30=" },
      { key, proof: packed({ challenge: made }) },
      { key, proof: packed({ challenge: made, solution: { counter: 0, derivedKey: "00" } }) },
      {
        key,
        proof: packed({
          challenge: { ...made, parameters: { ...made.parameters, keyPrefix: "00" } },
          solution,
        }),
      },
      {
        key: elsewhere.parameters.data.key,
        proof: await proofOf(elsewhere),
      },
      { key, patience: "a.b.c" },
      { key, patience: proof },
      { key, turnstile: "1x0000000000000000000000000000000AA" },
    ];
    for (const body of forged) {
      const answer = await send(JSON.stringify(body));
      expect([body, answer.status]).toEqual([body, 428]);
    }
    expect(await joinedIn(room)).toBe(before);
    // It was a good proof all along.
    expect((await send(JSON.stringify({ key, proof }))).status).toBe(200);
    expect(await joinedIn(room)).toBe(before + 1);
  });

  test("sent a hundred times at once with one proof takes one place", async () => {
    const before = await joinedIn(room);
    const challenge = await challengeOf(room);
    const body = { key: challenge.parameters.data.key, proof: await proofOf(challenge) };
    const answers = await Promise.all(
      Array.from({ length: 100 }, () => visit(room).call("POST", "/.stanchion/join", body)),
    );
    const tickets = answers.map((answer) => answer.json<{ ticket?: string }>().ticket);
    expect(new Set(tickets).size).toBe(1);
    expect(await joinedIn(room)).toBe(before + 1);
  });

  test("is answered calmly whatever it brings, in JSON and as a form", async () => {
    const before = await joinedIn(room);
    const anything = fc.oneof(
      fc.string(),
      fc.json(),
      fc.integer(),
      fc.base64String(),
      fc.constant("A".repeat(4_001)),
      fc.constant("=".repeat(3_999)),
      fc.object().map(packed),
      fc.constant(Buffer.from(`${"[".repeat(1_400)}${"]".repeat(1_400)}`).toString("base64")),
    );
    const member = fc.constantFrom("proof", "patience", "turnstile", "key");
    await fc.assert(
      fc.asyncProperty(member, anything, fc.boolean(), async (name, value, asForm) => {
        const body = asForm
          ? new URLSearchParams({ [name]: String(value) }).toString()
          : JSON.stringify({ [name]: value });
        const headers = asForm ? { ...json, ...form } : undefined;
        const { status } = await send(body, headers);
        expect([400, 428]).toContain(status);
      }),
      { numRuns: 150 },
    );
    const huge = await send(JSON.stringify({ proof: "A".repeat(20_000) }));
    expect(huge.status).toBe(413);
    expect(await joinedIn(room)).toBe(before);
  });

  test("of a foreign page is none, and neither is asking for the challenge with another method", async () => {
    const before = await joinedIn(room);
    const challenge = await challengeOf(room);
    const body = { key: challenge.parameters.data.key, proof: await proofOf(challenge) };
    const typed = { ...json, "Content-Type": "application/json" };
    const foreign = { ...typed, Origin: "https://evil.example" };
    expect((await send(JSON.stringify(body), foreign)).status).toBe(403);
    const target = "/.stanchion/challenge";
    for (const method of ["POST", "PUT", "DELETE"]) {
      expect((await send("", typed, { target, method })).status).toBe(405);
    }
    for (const query of ["?key=", `?key=${"k".repeat(3_000)}`, "?key=a%00b", "?key=a&key=b", "?"]) {
      const { status, body: said } = await send("", json, {
        target: target + query,
        method: "GET",
      });
      expect(status).toBe(200);
      expect(said).not.toContain("kkkkkkkkkk");
    }
    expect(await joinedIn(room)).toBe(before);
  });

  test("tells nothing of the number to find", async () => {
    const { parameters } = await challengeOf(room);
    expect(Object.keys(parameters).sort()).toEqual(
      ["algorithm", "cost", "data", "expiresAt", "keyLength", "keyPrefix", "keySignature"].concat([
        "nonce",
        "salt",
      ]),
    );
    expect(Object.keys(parameters.data).sort()).toEqual([
      "attempts",
      "epoch",
      "key",
      "kid",
      "room",
    ]);
    const page = await visit(room).open("/");
    expect(page.text()).not.toContain("keySignature");
  });

  test("after a reset must be paid for anew", async () => {
    const challenge = await challengeOf(other);
    const body = { key: challenge.parameters.data.key, proof: await proofOf(challenge) };
    expect((await manage(stack, "POST", `rooms/${other.name}/reset`)).status).toBe(200);
    await expect
      .poll(async () => (await challengeOf(other)).parameters.data.epoch)
      .toBeGreaterThan(challenge.parameters.data.epoch);
    const { status } = await send(JSON.stringify(body), undefined, { host: other.host });
    expect(status).toBe(428);
    expect(await joinedIn(other)).toBe(0);
  });
});
