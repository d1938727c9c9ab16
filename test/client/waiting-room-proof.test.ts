import { createChallenge, verifySolution } from "altcha-lib";
import { deriveKey } from "altcha-lib/algorithms/pbkdf2";
import { describe, expect, test } from "vitest";
import { solve } from "../../src/client/waiting-room-proof.ts";
import type { Challenge } from "../../src/protocol.ts";
import { unpacked } from "../support/proofs.ts";

const secrets = { hmacSignatureSecret: "one", hmacKeySignatureSecret: "two" };

/** Made by ALTCHA alone, with the number to find in it. */
async function challengeWith(counter: number, attempts: number): Promise<Challenge> {
  const data = { room: "default", epoch: 1, key: "a-key-of-this-browser", attempts, kid: "one" };
  const algorithm = "PBKDF2/SHA-256";
  const { parameters, signature = "" } = await createChallenge({
    ...{ algorithm, cost: 20, counter, deriveKey, data },
    ...secrets,
  });
  return { parameters: { ...parameters, expiresAt: 0, data }, signature };
}

const nobodyLooks = () => undefined;

describe("solve()", () => {
  test("finds the first number, the last one and those between, as ALTCHA itself judges", async () => {
    for (const counter of [0, 1, 15, 16, 17, 49]) {
      const challenge = await challengeWith(counter, 50);
      const { solution } = unpacked((await solve(challenge, nobodyLooks)) ?? "");
      expect(solution["counter"]).toBe(counter);
      const derivedKey = String(solution["derivedKey"]);
      const { expiresAt, ...parameters } = challenge.parameters;
      const made = { parameters: { ...parameters, data: { ...parameters.data } } };
      const judged = await verifySolution({
        challenge: { ...made, signature: challenge.signature },
        solution: { counter, derivedKey },
        deriveKey,
        ...secrets,
      });
      expect([expiresAt, judged.verified]).toEqual([0, true]);
    }
  });

  test("ends where the challenge says that it ends", async () => {
    expect(await solve(await challengeWith(50, 50), nobodyLooks)).toBeNull();
    expect(await solve(await challengeWith(49, 50), nobodyLooks)).not.toBeNull();
  });

  test("tells how far it is, forwards only, and never past the end", async () => {
    const shares: number[] = [];
    await solve(await challengeWith(1_000, 100), (share) => shares.push(share));
    expect(shares).toEqual([0.16, 0.32, 0.48, 0.64, 0.8, 0.96, 1]);
  });
});
