/** Statuses for the pages' tests: one of each state, and a way to make another. */

import type { AdmittedStatus, InLineStatus, VisitorStatus } from "../../src/protocol.ts";

export const waiting: InLineStatus = {
  state: "waiting",
  room: "default",
  position: 1235,
  ahead: 1234,
  waitSeconds: { low: 610, high: 890 },
  pollAfterMs: 20_000,
  claimBy: null,
  preQueueAt: null,
  opensAt: null,
  closesAt: null,
  timeZone: null,
  stock: null,
  drawCommitment: null,
  message: null,
  asOf: "2026-11-17T15:00:07Z",
  supportId: "K7QF-2M",
};

const withoutPlace = { ...waiting, position: null, ahead: null, waitSeconds: null };

export const admitted: AdmittedStatus = {
  ...withoutPlace,
  state: "admitted",
  pollAfterMs: null,
  location: "https://shop.example/checkout?step=1",
};

/** Somebody who is there long before the pre-queue, in a shop in Berlin. */
export const notOpen: InLineStatus = {
  ...withoutPlace,
  state: "not-open",
  preQueueAt: "2026-11-18T15:04:10Z",
  opensAt: "2026-11-18T16:00:00Z",
  timeZone: "Europe/Berlin",
  supportId: null,
};

/** Somebody who joined before the opening of a room that draws. */
export const toBeDrawn: InLineStatus = {
  ...withoutPlace,
  state: "pre-queue",
  opensAt: "2026-11-17T16:04:12Z",
  timeZone: "Europe/Berlin",
  drawCommitment: "66687aadf862bd776c8fc18b8e9f8e20089714856ee233b3902a591d0d5f2925",
};

/** As far as a stock and an end may make the page of somebody waiting longer. */
export const waitingForStock: InLineStatus = {
  ...waiting,
  stock: { left: 412, chance: 0.35 },
  closesAt: "2026-11-17T15:45:00Z",
  timeZone: "Europe/Berlin",
};

/** One for each state a gateway may answer. */
export const everyStatus: readonly VisitorStatus[] = [
  notOpen,
  toBeDrawn,
  waiting,
  { ...waiting, state: "called", position: 1, ahead: 0, claimBy: "2026-11-17T15:03:00Z" },
  admitted,
  { ...waiting, state: "paused", waitSeconds: null },
  { ...withoutPlace, state: "sold-out", pollAfterMs: null, stock: { left: 0, chance: 0 } },
  { ...withoutPlace, state: "closed", pollAfterMs: null },
  { ...withoutPlace, state: "full", supportId: null },
];
