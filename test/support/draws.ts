/** Chance for draws in tests: the rounds as anybody would make them with Node's own hashes, at once. */

import { createHash, createHmac } from "node:crypto";
import type { Draw } from "../../src/domain/draw.ts";
import {
  type DrawnLine,
  drawKeyMessage,
  roundMessages,
  roundsFrom,
} from "../../src/domain/draw-rounds.ts";

export const lineOf = (count: number): DrawnLine => ({
  room: "default",
  epoch: 1,
  line: "general",
  count,
  publicRandomness: "",
});

/** The n-th of a fixed list of seeds. */
export const seedOf = (name: number): Buffer =>
  createHash("sha256").update(`seed ${name}`).digest();

export function drawOf(seed: Uint8Array, drawn: DrawnLine): Draw {
  const mac = (key: Uint8Array, message: string) =>
    createHmac("sha256", key).update(message).digest();
  const key = mac(seed, drawKeyMessage(drawn));
  const digests = roundMessages(drawn.count).map((message) => mac(key, message));
  return { count: drawn.count, rounds: roundsFrom(drawn.count, digests) };
}
