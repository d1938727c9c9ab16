/**
 * What a gateway needs to know of a room to tell everybody in line where they stand, without asking
 * the room: a few numbers, the same for all, at most a second old.
 */

import type { Cohort } from "./cohort.ts";
import { estimateWait, type Pace, timeUntilCalledMs, type WaitRangeMs } from "./estimate.ts";
import type { RoomSettings } from "./settings.ts";
import { type Instant, secondMs } from "./time.ts";

export interface RoomSnapshot {
  readonly asOf: Instant;
  readonly epoch: number;
  readonly issued: number;
  readonly serving: number;
  /** The latest calls, oldest first: which places, and when. */
  readonly calls: readonly Pick<Cohort, "from" | "to" | "calledAt">[];
  readonly pace: Pace;
  /** Whether somebody who comes now, with nobody before them, would be let through at once. */
  readonly passesAtOnce: boolean;
  readonly settings: RoomSettings;
  readonly settingsVersion: number;
  /** Passes that the shop or the merchant took back before their time. */
  readonly revoked: readonly number[];
}

export type Standing =
  | {
      readonly kind: "waiting";
      readonly ahead: number;
      readonly wait: WaitRangeMs | null;
      readonly untilCalledMs: number | null;
    }
  | { readonly kind: "called"; readonly claimBy: Instant };

/** Where a place stands in the snapshot. */
export function standingOf(place: number, snapshot: RoomSnapshot): Standing {
  if (place <= snapshot.serving) return { kind: "called", claimBy: claimByOf(place, snapshot) };
  const ahead = place - snapshot.serving - 1;
  return { kind: "waiting", ahead, ...waitBehind(ahead, snapshot) };
}

/** The wait of somebody who joins now. */
export const newcomerWait = (snapshot: RoomSnapshot): WaitRangeMs | null =>
  snapshot.passesAtOnce
    ? { lowMs: 0, highMs: 0 }
    : waitBehind(snapshot.issued - snapshot.serving, snapshot).wait;

function waitBehind(ahead: number, { settings, pace }: RoomSnapshot) {
  const moves = settings.state === "open" || settings.state === "draining";
  return {
    wait: moves ? estimateWait(pace, ahead) : null,
    untilCalledMs: timeUntilCalledMs(pace, ahead),
  };
}

/** The end of the claim window; of a call too old to be listed it has passed. */
function claimByOf(place: number, { calls, settings, asOf }: RoomSnapshot): Instant {
  const call = calls.find(({ from, to }) => from <= place && place <= to);
  return call ? call.calledAt + settings.claimWindowSeconds * secondMs : asOf;
}
