/**
 * What somebody in line is told who is not called. The gateway works it out from a snapshot, and a page from
 * what is published of one (line-document.ts): in the same words, as it is the same code.
 */

import type { Access } from "./access.ts";
import { fromNow, type WaitRangeMs } from "./estimate.ts";
import { pollInTurnMs, prequeuePollAfterMs } from "./polling.ts";
import { type RoomInSight, untilMs, type WaitingStanding } from "./snapshot.ts";
import type { StockOutlook } from "./stock-outlook.ts";
import { type Instant, secondMs } from "./time.ts";

export interface WaitingWord {
  readonly state: ClosedState | "waiting";
  readonly position: number | null;
  readonly ahead: number | null;
  readonly waitSeconds: { readonly low: number; readonly high: number } | null;
  readonly pollAfterMs: number;
}

type ClosedState = Exclude<Access, "open" | "draining">;

/** What is said while nobody can enter; `draining` is open to those in line. */
export const closedStates: Readonly<Record<Access, ClosedState | null>> = {
  open: null,
  draining: null,
  paused: "paused",
  closed: "closed",
  "sold-out": "sold-out",
  "not-open": "not-open",
  "pre-queue": "pre-queue",
};

export interface Turn {
  /** By which those far from the front have their instants of the minute. */
  readonly number: number;
  readonly now: Instant;
  /** From 0 up to 1. */
  readonly chance: number;
}

export function wordForWaiting(
  { ahead, wait, untilCalledMs }: WaitingStanding,
  room: RoomInSight,
  turn: Turn,
): WaitingWord {
  return {
    state: closedStates[room.access] ?? "waiting",
    position: ahead === null ? null : ahead + 1,
    ahead,
    waitSeconds: wait && secondsOf(fromNow(wait, room.asOf, turn.now)),
    pollAfterMs: pollBeforeOpeningMs(room, turn) ?? pollInTurnMs(untilCalledMs, turn),
  };
}

/** That something is left to buy at a place's turn, from 0 to 1, as it is told. */
export const chanceOf = (outlook: StockOutlook | null): number | null =>
  outlook && Math.round(outlook.chance * 100) / 100;

/** Null when the room is open, or nobody knows when it will be. */
export function pollBeforeOpeningMs(
  room: RoomInSight,
  { now, chance }: Pick<Turn, "now" | "chance">,
): number | null {
  const { access, settings } = room;
  if (access !== "not-open" && access !== "pre-queue") return null;
  const { preQueueAt, opensAt } = settings;
  const next = access === "not-open" && preQueueAt !== null ? preQueueAt : opensAt;
  return next === null ? null : prequeuePollAfterMs(untilMs(room, next, now), chance);
}

export const secondsOf = ({ lowMs, highMs }: WaitRangeMs) => ({
  low: Math.floor(lowMs / secondMs),
  high: Math.ceil(highMs / secondMs),
});
