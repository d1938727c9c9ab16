/**
 * What the page asks next, and when. The gateway says how long to wait before asking again, with its
 * own jitter; only when it is silent does the page choose.
 */

import type { VisitorStatus } from "../protocol.ts";
import { hasPlace } from "./waiting-room-view.ts";

export type Step = "join" | "status" | "enter";

export interface Plan {
  readonly step: Step;
  readonly afterMs: number;
}

const shortestPollMs = 500;
const longestPollMs = 3_600_000;
const shortestRetryMs = 2_000;
const longestRetryMs = 30_000;

/** The plan after `status` was the answer to `step`; null when there is nothing more to ask. */
export function planAfter(step: Step, status: VisitorStatus): Plan | null {
  if (status.state === "called" || status.state === "admitted") {
    const waitsAMoment = step === "enter";
    return { step: "enter", afterMs: waitsAMoment ? pollDelayMs(status.pollAfterMs ?? 0) : 0 };
  }
  if (status.pollAfterMs === null) return null;
  return {
    step: hasPlace(status) ? "status" : "join",
    afterMs: pollDelayMs(status.pollAfterMs),
  };
}

/** As told, within what a page may do to a gateway and what a browser's timer can hold. */
function pollDelayMs(pollAfterMs: number): number {
  return Math.min(Math.max(pollAfterMs, shortestPollMs), longestPollMs);
}

/**
 * After a run of failures: between half and all of 4, 8, 16, 30, 30 … seconds, so that pages which
 * lost the gateway at the same moment do not come back at the same moment. Not before it wants them to, which
 * it tells all of them alike: up to half as long again. `random` is in [0, 1).
 */
export function retryDelayMs(failures: number, random: number, retryAfterMs = 0): number {
  const most = Math.min(shortestRetryMs * 2 ** failures, longestRetryMs);
  const wanted = Math.min(Math.max(retryAfterMs, 0), longestRetryMs);
  return Math.max(shortestRetryMs, most * (0.5 + random / 2), wanted * (1 + random / 2));
}

/**
 * Back on the network, and with them everybody who lost it in the same place: within what they were told last
 * (null: nothing yet), 30 seconds at most. `random` is in [0, 1).
 */
export function backOnlineDelayMs(toldMs: number | null, random: number): number {
  return Math.min(toldMs ?? shortestRetryMs, longestRetryMs) * random;
}
