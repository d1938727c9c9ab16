/** The hashes that the draw and the keyed names of invited customers are made of, computed in place. */

import { hmac } from "@noble/hashes/hmac.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { seedBytes } from "./domain/draw-rounds.ts";
import { hexOf } from "./domain/hex.ts";
import type { EpochChance } from "./domain/room-state.ts";

/** HMAC-SHA-256. Synchronous, because the draw is held within one transaction. */
export const hmacSha256 = (key: Uint8Array, message: string): Uint8Array =>
  hmac(sha256, key, new TextEncoder().encode(message));

/** SHA-256 of a text, in base64url. */
export const sha256Of = (text: string): string =>
  base64UrlOf(sha256(new TextEncoder().encode(text)));

export const base64UrlOf = (bytes: Uint8Array): string =>
  btoa(String.fromCharCode(...bytes))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");

/** What is published before the opening: SHA-256 of the seed, in hexadecimal. */
export const commitmentOf = (seed: Uint8Array): string => hexOf(sha256(seed));

/** @param random so many random bytes as it is asked for, from a source that nobody can foretell */
export function drawChance(random: (bytes: number) => Uint8Array): EpochChance {
  const seed = random(seedBytes);
  return {
    seed: hexOf(seed),
    commitment: commitmentOf(seed),
    subjectKey: hexOf(random(seedBytes)),
    batcherKey: hexOf(random(seedBytes)),
  };
}
