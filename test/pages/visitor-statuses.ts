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
  opensAt: null,
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

/** One for each state a gateway may answer. */
export const everyStatus: readonly VisitorStatus[] = [
  { ...withoutPlace, state: "not-open", opensAt: "2026-11-17T15:00:00Z", supportId: null },
  { ...withoutPlace, state: "pre-queue", opensAt: "2026-11-17T15:00:00Z" },
  waiting,
  { ...waiting, state: "called", position: 1, ahead: 0, claimBy: "2026-11-17T15:03:00Z" },
  admitted,
  { ...waiting, state: "paused", waitSeconds: null },
  { ...withoutPlace, state: "sold-out", pollAfterMs: null },
  { ...withoutPlace, state: "closed", pollAfterMs: null },
  { ...withoutPlace, state: "full", supportId: null },
];
