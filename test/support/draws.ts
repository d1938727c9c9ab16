/** Chance for draws in tests: the rounds as anybody would make them with Node's own hashes, at once. */

import { createHash, createHmac, createSecretKey } from "node:crypto";
import type { LineDraw } from "../../src/domain/draw.ts";
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

export function drawOf(seed: Uint8Array, drawn: DrawnLine): LineDraw {
  const hash = macUnder(macUnder(seed)(drawKeyMessage(drawn)));
  return {
    after: 0,
    count: drawn.count,
    rounds: roundsFrom(drawn.count, roundMessages(drawn.count).map(hash)),
  };
}

function macUnder(bytes: Uint8Array): (message: string) => Buffer {
  // A key object is made ready once; raw bytes would be at every hash, six times slower.
  const key = createSecretKey(bytes);
  return (message) => createHmac("sha256", key).update(message).digest();
}
