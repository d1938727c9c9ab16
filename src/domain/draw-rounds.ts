/**
 * What exactly the chance in the draw is made of, byte for byte, so that anybody can recompute it from
 * what is published (docs/concepts/draw.md). The hash is not the domain's: here is what is to be
 * hashed, and what becomes of the hashes.
 *
 *     key    = HMAC-SHA-256(seed, drawKeyMessage)
 *     digest = HMAC-SHA-256(key, "<round>|<block>")     for each round and each 16 halves of it
 *
 * A digest is sixteen 16-bit numbers, high byte first: what the round does to the halves 16·block up
 * to 16·block + 15. A half has at most 16 bits, so the table is small (a million people: 24 KB) and is
 * made once, when the draw is; afterwards a place costs no hash at all.
 */

import { drawRounds, halfBitsOf, type RoundFunction } from "./draw.ts";
import { bytesOf } from "./hex.ts";

/** HMAC-SHA-256, from outside. The message is plain characters. */
export type Hmac = (key: Uint8Array, message: string) => Uint8Array;

/** A seed is as long as the hash: shorter could be searched for, longer adds nothing. */
export const seedBytes = 32;

/** What goes into the key, besides the seed. Each line of a room is drawn for itself. */
export interface DrawnLine {
  readonly room: string;
  readonly epoch: number;
  readonly line: string;
  /** How many had joined the line at its opening. */
  readonly count: number;
  /** A text that nobody could know when the seed was committed; empty when the merchant named none. */
  readonly publicRandomness: string;
}

/** Plain characters only, so that there is one way to write them as bytes. */
export const publicRandomnessForm = /^[ -~]{0,1000}$/;

/** Unambiguous: rooms, lines and numbers have no bar in them, and the text of anybody's choice is last. */
export const drawKeyMessage = (drawn: DrawnLine): string =>
  `stanchion-draw-1|${drawn.room}|${drawn.epoch}|${drawn.line}|${drawn.count}|${drawn.publicRandomness}`;

const halvesPerDigest = 16;

/**
 * The chance of one line's draw. Takes a moment (768 hashes for a million people), so it is made once
 * for each draw and kept.
 * @param seed in hexadecimal
 */
export function roundsOf(hmac: Hmac, seed: string, drawn: DrawnLine): RoundFunction {
  const key = hmac(bytesOf(seed), drawKeyMessage(drawn));
  return roundsFrom(
    drawn.count,
    roundMessages(drawn.count).map((message) => hmac(key, message)),
  );
}

/** The messages to be hashed under the key: all blocks of round 0, then of round 1, … */
export function roundMessages(count: number): readonly string[] {
  const blocks = 2 ** halfBitsOf(count) / halvesPerDigest;
  return Array.from(
    { length: drawRounds * blocks },
    (_, index) => `${Math.floor(index / blocks)}|${index % blocks}`,
  );
}

/** The round function out of the digests of `roundMessages`, in the same order. */
export function roundsFrom(count: number, digests: readonly Uint8Array[]): RoundFunction {
  const halves = 2 ** halfBitsOf(count);
  const table = new Uint16Array(drawRounds * halves);
  if (digests.length * halvesPerDigest !== table.length) {
    throw new RangeError(
      `Cannot make the rounds of a draw: need ${table.length / halvesPerDigest} digests, received ${digests.length}`,
    );
  }
  digests.forEach((digest, index) => {
    const bytes = new DataView(digest.buffer, digest.byteOffset, digest.byteLength);
    for (let half = 0; half < halvesPerDigest; half++) {
      table[index * halvesPerDigest + half] = bytes.getUint16(2 * half);
    }
  });
  return (round, half) => table[round * halves + half] ?? 0;
}
