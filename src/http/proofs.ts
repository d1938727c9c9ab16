/**
 * The calculation that a place costs, made and judged. A challenge is good for one join key of one room
 * and epoch, and for less than a minute: for as long as the room knows the key again, so that a proof
 * sent twice is the same join and the same ticket. That is why nobody keeps a list of spent proofs.
 *
 * The number to find is known here and lies anywhere below a bound, so the work has an end: no unlucky
 * phone searches three times as long as the others. Judging needs two HMACs, and a right one a single attempt.
 */

import { createChallenge, randomInt, verifySolution } from "altcha-lib";
import { deriveKey } from "altcha-lib/algorithms/web/pbkdf2";
import * as v from "valibot";
import { secondMs } from "../domain/time.ts";
import type { Challenge, ChallengeData } from "../protocol.ts";
import { isTokenId } from "../tokens/claims.ts";
import { activeSigningKey } from "../tokens/keyring.ts";
import type { Visit } from "./visit.ts";

/** What a challenge is good for. */
export type Purpose = Pick<ChallengeData, "epoch" | "key">;

/** A join is known again for a minute; the clocks of gateway and room may differ by some seconds. */
export const proofLifetimeMs = 45 * secondMs;

/** Much of what an attempt takes in a browser, and a tenth of a millisecond for us, once for each challenge. */
const iterations = 256;
const keyLength = 32;

export async function challengeFor(
  { keyring, now, room }: Visit,
  { epoch, key }: Purpose,
  attempts: number,
): Promise<Challenge> {
  const { kid, secret } = activeSigningKey(keyring, now);
  const data = { room: room.name, epoch, key, attempts, kid };
  const expiresAt = Math.floor((now + proofLifetimeMs) / secondMs);
  const { parameters, signature = "" } = await createChallenge({
    algorithm: "PBKDF2/SHA-256",
    cost: iterations,
    keyLength,
    counter: randomInt(attempts - 1, 0),
    deriveKey,
    data,
    expiresAt,
    ...secretsFrom(secret),
  });
  return { parameters: { ...parameters, expiresAt, data }, signature };
}

/** Whether somebody did what was asked of them for this join. Whatever a stranger sends, it is a yes or a no. */
export async function isProven(
  { keyring, now, room }: Visit,
  { epoch, key }: Purpose,
  proof: string,
): Promise<boolean> {
  const payload = readPayload(proof);
  if (payload === null || !isTokenId(key)) return false;
  const { data, expiresAt } = payload.challenge.parameters;
  if (data.room !== room.name || data.epoch !== epoch || data.key !== key) return false;
  if (expiresAt * secondMs <= now) return false;
  const signer = keyring.signing.find(({ kid }) => kid === data.kid);
  if (!signer) return false;
  const { hmacSignatureSecret, hmacKeySignatureSecret } = secretsFrom(signer.secret);
  const asked = { ...payload, deriveKey, hmacSignatureSecret };
  const { verified } = await verifySolution({ ...asked, hmacKeySignatureSecret });
  // The library looks at the key that was found; without the secret also at the number that it is said to be of.
  return verified && (await verifySolution(asked)).verified;
}

/** One signs the challenge, the other the number that it hides. */
const secretsFrom = (secret: string) => ({
  hmacSignatureSecret: `challenge ${secret}`,
  hmacKeySignatureSecret: `solution ${secret}`,
});

const hex = v.pipe(v.string(), v.regex(/^(?:[0-9a-f]{2}){1,64}$/));

/** Exactly what we made and what a solver adds, so that nothing else is ever read or signed again. */
const payloadForm = v.object({
  challenge: v.object({
    parameters: v.strictObject({
      algorithm: v.literal("PBKDF2/SHA-256"),
      nonce: hex,
      salt: hex,
      cost: v.literal(iterations),
      keyLength: v.literal(keyLength),
      keyPrefix: hex,
      // Without it the library would derive the key itself, and would ask for the prefix alone.
      keySignature: hex,
      expiresAt: v.pipe(v.number(), v.safeInteger()),
      data: v.strictObject({
        room: v.string(),
        epoch: v.number(),
        key: v.string(),
        attempts: v.number(),
        kid: v.string(),
      }),
    }),
    signature: hex,
  }),
  solution: v.object({ counter: v.number(), derivedKey: hex }),
});

/** JSON in base64, as ALTCHA's solvers send it. */
function readPayload(proof: string): v.InferOutput<typeof payloadForm> | null {
  try {
    const parsed = v.safeParse(payloadForm, JSON.parse(atob(proof)));
    return parsed.success ? parsed.output : null;
  } catch {
    return null;
  }
}
