import fc from "fast-check";
import { afterEach, describe, expect, test, vi } from "vitest";
import { challengeFor, isProven, proofLifetimeMs } from "../../src/http/proofs.ts";
import { importKeyring } from "../../src/tokens/keyring.ts";
import { generateSigningKey } from "../../src/tokens/new-signing-key.ts";
import { packed, proofOf, unpacked } from "../support/proofs.ts";
import { visitWith } from "./fake-visit.ts";

const purpose = { epoch: 3, key: "a-key-of-this-browser" };
const request = () => new Request("http://shop.example/.stanchion/join");
const proven = async (change = {}) =>
  proofOf(await challengeFor(visitWith(request(), change), purpose, 20));

afterEach(() => {
  vi.useRealTimers();
});

describe("a proof", () => {
  test("is good for its room, its epoch and its key, and for nothing else", async () => {
    const visit = visitWith(request());
    const proof = await proven();
    expect(await isProven(visit, purpose, proof)).toBe(true);
    expect(await isProven(visit, { ...purpose, epoch: 4 }, proof)).toBe(false);
    expect(await isProven(visit, { ...purpose, key: "another-key-of-mine" }, proof)).toBe(false);
    const elsewhere = { ...visit, room: { ...visit.room, name: "other" } };
    expect(await isProven(elsewhere, purpose, proof)).toBe(false);
  });

  test("is worth nothing after less than a minute", async () => {
    const begunAt = Date.now();
    const proof = await proven();
    const before = visitWith(request(), { now: begunAt + proofLifetimeMs - 2_000 });
    expect(await isProven(before, purpose, proof)).toBe(true);
    const after = visitWith(request(), { now: Date.now() + proofLifetimeMs });
    expect(await isProven(after, purpose, proof)).toBe(false);
    expect(proofLifetimeMs).toBeLessThan(60_000);
  });

  test("signed with a key that is gone is worth nothing", async () => {
    const older = await importKeyring({ keys: [await generateSigningKey()] });
    const proof = await proven({ keyring: older });
    expect(await isProven(visitWith(request(), { keyring: older }), purpose, proof)).toBe(true);
    expect(await isProven(visitWith(request()), purpose, proof)).toBe(false);
  });

  test("outlives a new key beside its own", async () => {
    const [first, second] = [await generateSigningKey(), await generateSigningKey(Date.now() - 1)];
    const before = await importKeyring({ keys: [first] });
    const after = await importKeyring({ keys: [first, second] });
    const proof = await proven({ keyring: before });
    expect(await isProven(visitWith(request(), { keyring: after }), purpose, proof)).toBe(true);
  });

  test("of which one thing was changed is none", async () => {
    const proof = await proven();
    const { challenge, solution } = unpacked(proof);
    const { parameters, signature } = challenge;
    const { keySignature: _, ...unsigned } = parameters;
    const data = parameters["data"] as Readonly<Record<string, unknown>>;
    const withParameters = (change: object) => ({
      solution,
      challenge: { parameters: { ...parameters, ...change }, signature },
    });
    const forged: readonly unknown[] = [
      ...["nonce", "salt", "keyPrefix", "keySignature"].map((name) =>
        withParameters({ [name]: "00".repeat(16) }),
      ),
      withParameters({ cost: 1 }),
      withParameters({ algorithm: "SHA-256" }),
      withParameters({ keyLength: 16 }),
      withParameters({ expiresAt: 4_000_000_000 }),
      withParameters({ data: { ...data, attempts: 1 } }),
      withParameters({ data: { ...data, more: "x" } }),
      withParameters({ more: "x" }),
      { solution, challenge: { parameters: unsigned, signature } },
      { solution, challenge: { parameters, signature: "00".repeat(32) } },
      { solution, challenge: { parameters } },
      { challenge, solution: { ...solution, derivedKey: "00".repeat(32) } },
      { challenge, solution: { ...solution, derivedKey: parameters["keyPrefix"] } },
      { challenge, solution: { ...solution, derivedKey: "" } },
      ...[1, -1, 4_294_967_296].map((more) => ({
        challenge,
        solution: { ...solution, counter: Number(solution["counter"]) + more },
      })),
      { challenge, solution: { ...solution, counter: -1 } },
      { challenge, solution: { ...solution, counter: 1.5 } },
      { challenge, solution: { ...solution, counter: "1" } },
      { challenge },
    ];
    const visit = visitWith(request());
    for (const one of forged) {
      expect([JSON.stringify(one), await isProven(visit, purpose, packed(one))]).toEqual([
        JSON.stringify(one),
        false,
      ]);
    }
    expect(await isProven(visit, purpose, packed({ challenge, solution }))).toBe(true);
  });

  test("is judged without an error, whatever a stranger sends", async () => {
    const visit = visitWith(request());
    const anything = fc.oneof(
      fc.string(),
      fc.base64String(),
      fc.json().map((text) => Buffer.from(text).toString("base64")),
      fc.object().map((parameters) => packed({ challenge: { parameters }, solution: parameters })),
    );
    await fc.assert(
      fc.asyncProperty(anything, async (text) => {
        expect(await isProven(visit, purpose, text)).toBe(false);
      }),
    );
    const deep = `${'{"a":'.repeat(500)}1${"}".repeat(500)}`;
    expect(await isProven(visit, purpose, Buffer.from(deep).toString("base64"))).toBe(false);
  });
});

describe("the number to find", () => {
  test("lies below the bound, at its very ends as well, and no prefix is like another", async () => {
    const visit = visitWith(request());
    const found = new Set<unknown>();
    const prefixes = new Set<string>();
    for (let nth = 0; nth < 60; nth++) {
      const challenge = await challengeFor(visit, purpose, 4);
      prefixes.add(challenge.parameters.keyPrefix);
      found.add(unpacked(await proofOf(challenge)).solution["counter"]);
    }
    // Sixty draws of four miss one of them once in seven million runs.
    expect([...found].sort()).toEqual([0, 1, 2, 3]);
    expect(prefixes.size).toBe(60);
  });
});
