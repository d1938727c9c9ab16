/** What is open to visitors at this instant: the merchant's word, the schedule and the stock in one. */

import { type Happened, phaseOf } from "./schedule.ts";
import type { RoomSettings, RoomState } from "./settings.ts";
import type { Instant } from "./time.ts";

/**
 * `not-open`: nobody joins yet; `pre-queue`: places are given, nobody is let in. The rest is as a
 * merchant sets it, except that `closed` and `sold-out` also come by themselves.
 */
export type Access = "not-open" | "pre-queue" | RoomState;

export function accessOf(
  { happened, soldOut }: { readonly happened: Happened; readonly soldOut: boolean },
  settings: RoomSettings,
  now: Instant,
): Access {
  const { phase } = phaseOf(settings, { state: settings.state, happened }, now);
  if (phase === "closed") return "closed";
  if (soldOut || settings.state === "sold-out") return "sold-out";
  return phase === "open" ? settings.state : phase;
}

export const mayJoin = (access: Access): boolean =>
  access === "open" || access === "paused" || access === "pre-queue";

export const mayEnter = (access: Access): boolean => access === "open" || access === "draining";

/** Whether there is a draw still to come: also while the merchant has the room closed or sold out before it. */
export const awaitsDraw = (
  access: Access,
  { order, isDrawn }: { readonly order: RoomSettings["order"]; readonly isDrawn: boolean },
): boolean => order === "draw" && !isDrawn && !isOpened(access);

const isOpened = (access: Access): boolean =>
  access === "open" || access === "paused" || access === "draining";
