/** What a room publishes of its draw, before and after it, for the pages' tests. */

import type { PublishedDraw } from "../../src/protocol.ts";

export const announced: PublishedDraw = {
  room: "launch",
  epoch: 3,
  order: "draw",
  // Of 32 zero bytes.
  commitment: "66687aadf862bd776c8fc18b8e9f8e20089714856ee233b3902a591d0d5f2925",
  seed: null,
  publicRandomness: null,
  joined: { general: 150_000, members: 512 },
  counts: null,
  after: null,
  opensAt: "2026-11-17T16:00:00Z",
};

export const drawn: PublishedDraw = {
  ...announced,
  seed: "00".repeat(32),
  publicRandomness: "beacon round 4711",
  counts: { general: 200_000, members: 512 },
  after: { general: 0, members: 0 },
};
