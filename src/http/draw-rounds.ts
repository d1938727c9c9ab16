/** The hashes behind the draw. What is hashed, and why, is the domain's: domain/draw-rounds.ts. */

import type { RoundFunction } from "../domain/draw.ts";
import {
  type DrawnLine,
  drawKeyMessage,
  roundMessages,
  roundsFrom,
} from "../domain/draw-rounds.ts";

/** A seed is as long as the hash: shorter could be searched for, longer adds nothing. */
export const seedBytes = 32;

/** What is published before the opening: SHA-256 of the seed, in hexadecimal. */
export async function commitmentOf(seed: Uint8Array<ArrayBuffer>): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", seed));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/**
 * The chance of one line's draw, from the revealed seed. Takes a moment (768 hashes for a million
 * people), so it is made once for each draw and kept.
 */
export async function roundsOf(
  seed: Uint8Array<ArrayBuffer>,
  drawn: DrawnLine,
): Promise<RoundFunction> {
  const derive = await macUnder(seed);
  const hash = await macUnder(await derive(drawKeyMessage(drawn)));
  return roundsFrom(drawn.count, await Promise.all(roundMessages(drawn.count).map(hash)));
}

async function macUnder(bytes: Uint8Array<ArrayBuffer>) {
  const key = await crypto.subtle.importKey(
    "raw",
    bytes,
    { name: "HMAC", hash: "SHA-256" },
    false,
    ["sign"],
  );
  return async (message: string) =>
    new Uint8Array(await crypto.subtle.sign("HMAC", key, new TextEncoder().encode(message)));
}
