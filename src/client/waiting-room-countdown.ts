/**
 * What a page counts down to, and by which clock. The visitor's own clock may be wrong by hours; so
 * the page counts from what the gateway said the time was.
 */

import type { VisitorStatus } from "../protocol.ts";

export interface Countdown {
  readonly until: "joining" | "opening";
  /** Milliseconds since 1970, on the gateway's clock. */
  readonly at: number;
}

/** Null where nothing is waited for that has a time. */
export function countdownOf(status: VisitorStatus | null): Countdown | null {
  if (status?.state !== "not-open" && status?.state !== "pre-queue") return null;
  const asOf = instantOf(status.asOf);
  if (asOf === null) return null;
  const joiningAt = status.state === "not-open" ? instantOf(status.preQueueAt) : null;
  // By the answer, not by a clock that goes on: when the time has come, the next answer says so.
  if (joiningAt !== null && joiningAt > asOf) return { until: "joining", at: joiningAt };
  const openingAt = instantOf(status.opensAt);
  return openingAt === null ? null : { until: "opening", at: openingAt };
}

export function instantOf(text: string | null | undefined): number | null {
  const at = Date.parse(text ?? "");
  return Number.isNaN(at) ? null : at;
}

export interface GatewayClock {
  /** What an answer, just received, says the time is: a moment ago, or longer if the room was silent. */
  readonly hear: (asOf: string) => void;
  readonly now: () => number;
}

/**
 * Answers can only be late, never early: so the one that was least late is right, and time told here
 * never goes back. `runningMs` is a clock that nobody sets; should it stand still while the machine
 * sleeps, the first answer afterwards sets it right.
 */
export function createGatewayClock(runningMs: () => number): GatewayClock {
  let aheadMs = -Infinity;
  return {
    hear(asOf) {
      const at = instantOf(asOf);
      if (at !== null) aheadMs = Math.max(aheadMs, at - runningMs());
    },
    now: () => runningMs() + aheadMs,
  };
}
