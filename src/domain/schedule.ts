/**
 * The day of a launch: before it, the hour in which places are kept but nobody is called, the opening,
 * the end. Instants are instants; the merchant's time zone is for showing them only.
 *
 * Whatever the merchant left out or put in the wrong order, there is an answer, and it lets in nobody
 * whom another reading would keep out: the end wins over the opening, the opening over what is before it.
 */

import type { RoomState } from "./settings.ts";
import type { Instant } from "./time.ts";

/** Any of them may be null: it never comes by itself. */
export interface Schedule {
  /** From when visitors may join to be drawn. Null: not before the opening. */
  readonly preQueueAt: Instant | null;
  /** Null together with `preQueueAt`: the room was always open. */
  readonly opensAt: Instant | null;
  readonly closesAt: Instant | null;
}

export type Phase = "not-open" | "pre-queue" | "open" | "closed";

/**
 * What a clock that goes back cannot undo. An opened room stays opened until its end, also when the
 * merchant then moves the opening: places were drawn and people called. After the end another opening
 * counts anew, and so does the first one that is set for a room that was always open.
 */
export interface Happened {
  readonly opened: boolean;
  /** The end that was reached. Another one set later counts anew. */
  readonly closedAt: Instant | null;
}

export const nothingHappened: Happened = { opened: false, closedAt: null };

export interface PhaseNow {
  readonly phase: Phase;
  /** When time alone changes it next; null: never. Another alarm than this is not needed. */
  readonly changesAt: Instant | null;
  /** The very same when nothing happened. */
  readonly happened: Happened;
}

/**
 * The phase of a room. What the merchant set it to comes on top: `closed` is the end of the day at any
 * hour, and a room that is closed when the opening comes opens once it is not; all the others, such as
 * `paused`, are ways to be in a phase.
 */
export function phaseOf(
  schedule: Schedule,
  { state, happened }: { readonly state: RoomState; readonly happened: Happened },
  now: Instant,
): PhaseNow {
  if (state === "closed") return { phase: "closed", changesAt: null, happened };
  const { preQueueAt, opensAt, closesAt } = schedule;
  if (closesAt !== null && (now >= closesAt || happened.closedAt === closesAt)) {
    const over = happened.closedAt === closesAt ? happened : { opened: false, closedAt: closesAt };
    return { phase: "closed", changesAt: null, happened: over };
  }
  // Without any opening to wait for, a room is open; a pre-queue alone waits for one that is not set yet.
  if (!happened.opened && opensAt === null && preQueueAt === null) {
    return { phase: "open", changesAt: closesAt, happened };
  }
  if (happened.opened || (opensAt !== null && now >= opensAt)) {
    const opened = happened.opened ? happened : { ...happened, opened: true };
    return { phase: "open", changesAt: closesAt, happened: opened };
  }
  const inPreQueue = preQueueAt !== null && now >= preQueueAt;
  const next = inPreQueue ? opensAt : earlier(preQueueAt, opensAt);
  return {
    phase: inPreQueue ? "pre-queue" : "not-open",
    changesAt: earlier(next, closesAt),
    happened,
  };
}

const earlier = (one: Instant | null, other: Instant | null): Instant | null =>
  one === null || other === null ? (one ?? other) : Math.min(one, other);
