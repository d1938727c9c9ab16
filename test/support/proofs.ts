/** Proofs as somebody else's solver makes them: ALTCHA's own, one attempt after the other. */

import { pbkdf2Sync } from "node:crypto";
import { solveChallenge } from "altcha-lib";
import type { Challenge } from "../../src/protocol.ts";

/** @throws Error when there is nothing to find */
export async function proofOf(challenge: Challenge): Promise<string> {
  const solution = await solveChallenge({
    challenge: { ...challenge, parameters: { ...challenge.parameters, data: {} } },
    deriveKey: async ({ cost, keyLength }, salt, password) => ({
      derivedKey: pbkdf2Sync(password, salt, cost, keyLength, "sha256"),
    }),
  });
  if (solution === null) throw new Error("There is nothing to find");
  return packed({ challenge, solution });
}

/** What a proof is on the way: JSON in base64. */
export const packed = (payload: unknown): string =>
  Buffer.from(JSON.stringify(payload)).toString("base64");

/** What a proof says, to be changed and packed again. */
export function unpacked(proof: string): {
  challenge: { parameters: Record<string, unknown>; signature: string };
  solution: Record<string, unknown>;
} {
  return JSON.parse(Buffer.from(proof, "base64").toString());
}
