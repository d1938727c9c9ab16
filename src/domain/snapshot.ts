/**
 * What a gateway needs to know of a room to tell everybody in line where they stand, without asking
 * the room: a few numbers, the same for all, at most a second old.
 */

import type { Access } from "./access.ts";
import { awaitsDraw, mayEnter } from "./access.ts";
import type { Cohort } from "./cohort.ts";
import { estimateWait, type Pace, timeUntilCalledMs, type WaitRangeMs } from "./estimate.ts";
import type { Outage } from "./room-state.ts";
import type { RoomSettings } from "./settings.ts";
import { type StockOutlook, stockOutlook } from "./stock-outlook.ts";
import type { Supply } from "./supply.ts";
import { type Instant, secondMs } from "./time.ts";

/**
 * Up to this age a room's snapshot is given again. It is no older than one that was a little longer on the wire, and
 * another look would be another step: where hundreds of gateways ask, a quarter of what is written.
 */
export const givenAgainMs = 20;

export interface RoomSnapshot {
  readonly asOf: Instant;
  readonly epoch: number;
  readonly access: Access;
  /** Every line that is set up or has people in it, by its name. */
  readonly lines: Readonly<Record<string, LineSnapshot>>;
  /** Whether somebody who comes now, with nobody before them, would be let through at once. */
  readonly passesAtOnce: boolean;
  readonly draw: DrawSnapshot;
  /** Null when nothing is counted. */
  readonly supply: Supply | null;
  readonly outages: readonly Outage[];
  /** Numbers given in the last minute, to whoever joined or was let through at once. */
  readonly arrivalsLastMinute: number;
  /** Null: who joins asks the room itself. */
  readonly batching: Batching | null;
  readonly settings: RoomSettings;
  readonly settingsVersion: number;
  /** Names of passes that the shop or the merchant took back before their time. */
  readonly revoked: readonly string[];
}

/** How the batcher of a join is found: a keyed hash, over so many. */
export interface Batching {
  readonly batchers: number;
  /** In hexadecimal. */
  readonly key: string;
}

export interface LineSnapshot {
  readonly issued: number;
  readonly serving: number;
  /** The latest calls, oldest first: which places, and when. */
  readonly calls: readonly Pick<Cohort, "from" | "to" | "calledAt">[];
  readonly pace: Pace;
  /** Which numbers were drawn; null: none. */
  readonly drawn: { readonly after: number; readonly count: number } | null;
}

export interface DrawSnapshot {
  /** SHA-256 of the seed, in hexadecimal. */
  readonly commitment: string;
  /** What was secret until the draw was held. */
  readonly held: { readonly seed: string; readonly publicRandomness: string } | null;
}

/** As much of a room as tells where somebody stands who is not called: a snapshot, or what is published of one. */
export interface RoomInSight extends Pick<RoomSnapshot, "asOf" | "access" | "draw" | "supply"> {
  readonly lines: Readonly<Record<string, LineInSight>>;
  readonly settings: Pick<RoomSettings, "order" | "preQueueAt" | "opensAt" | "closesAt">;
}

export type LineInSight = Pick<LineSnapshot, "serving" | "pace">;

export interface WaitingStanding {
  readonly kind: "waiting";
  /** Null while the order is not drawn yet. */
  readonly ahead: number | null;
  readonly wait: WaitRangeMs | null;
  readonly untilCalledMs: number | null;
  readonly stock: StockOutlook | null;
}

export type Standing = WaitingStanding | { readonly kind: "called"; readonly claimBy: Instant };

/** Where a place in a line stands. */
export function standingOf(place: number, name: string, snapshot: RoomSnapshot): Standing {
  const line = snapshot.lines[name];
  // Of a line that this snapshot does not know yet the next one tells more: it is asked for soon.
  if (!line) return { kind: "waiting", ahead: null, wait: null, untilCalledMs: 0, stock: null };
  return (
    waitingAt(place, line, snapshot) ?? {
      kind: "called",
      claimBy: claimByOf(place, line, snapshot),
    }
  );
}

/** The same of somebody who is not called; null when they are. */
export function waitingAt(
  place: number,
  line: LineInSight,
  room: RoomInSight,
): WaitingStanding | null {
  const until = untilCalled(place, line, room);
  return until && { kind: "waiting", ...until, ...waitBehind(until.ahead, line, room) };
}

/** How many are still to be called before a place, and how soon it may be; null when it is called. */
export function untilCalled(
  place: number,
  { serving, pace }: LineInSight,
  room: RoomInSight,
): { readonly ahead: number | null; readonly untilCalledMs: number | null } | null {
  if (place <= serving) return null;
  // Before the draw a number is no place.
  if (isToBeDrawn(room)) return { ahead: null, untilCalledMs: null };
  const ahead = place - serving - 1;
  return { ahead, untilCalledMs: timeUntilCalledMs(pace, ahead) };
}

/** Whether those in line now have a number, and no place before the opening. */
export const isToBeDrawn = ({ access, settings, draw }: RoomInSight): boolean =>
  awaitsDraw(access, { order: settings.order, isDrawn: draw.held !== null });

/** The wait of somebody who joins a line now. */
export function newcomerWait(name: string, snapshot: RoomSnapshot): WaitRangeMs | null {
  if (snapshot.passesAtOnce) return { lowMs: 0, highMs: 0 };
  const line = snapshot.lines[name];
  return line ? waitBehind(line.issued - line.serving, line, snapshot).wait : null;
}

function waitBehind(ahead: number | null, { pace }: LineInSight, room: RoomInSight) {
  const { access, asOf, settings, supply } = room;
  if (ahead === null) return { wait: null, stock: null };
  const wait = mayEnter(access) || access === "pre-queue" ? estimateWait(pace, ahead) : null;
  // Before the opening the line stands still, and its speed is not known but from the rate.
  const untilOpensMs = access === "pre-queue" ? Math.max(0, (settings.opensAt ?? asOf) - asOf) : 0;
  const isOpeningKnown = access !== "pre-queue" || settings.opensAt !== null;
  return {
    wait: wait && isOpeningKnown ? inTime(later(wait, untilOpensMs), room) : null,
    stock: supply && stockOutlook(supply, { ahead, attendance: pace.attendance }),
  };
}

const later = ({ lowMs, highMs }: WaitRangeMs, byMs: number): WaitRangeMs => ({
  lowMs: lowMs + byMs,
  highMs: highMs + byMs,
});

/** Nobody is promised a turn after the end. */
const inTime = (wait: WaitRangeMs, { asOf, settings: { closesAt } }: RoomInSight) =>
  closesAt !== null && asOf + wait.lowMs >= closesAt ? null : wait;

/** The end of the claim window; of a call too old to be listed it has passed. */
function claimByOf(
  place: number,
  { calls }: LineSnapshot,
  { settings, asOf }: RoomSnapshot,
): Instant {
  const call = calls.find(({ from, to }) => from <= place && place <= to);
  return call ? call.calledAt + settings.claimWindowSeconds * secondMs : asOf;
}

/** The room opens by its own clock: where that is ahead of ours, sooner. */
export const untilMs = ({ asOf }: RoomInSight, instant: Instant, now: Instant): number =>
  instant - Math.max(now, asOf);

/** What never goes down in a room tells which of two snapshots is the older one, whatever the clocks say. */
export const isOvertaken = (arriving: RoomSnapshot, known: RoomSnapshot): boolean =>
  arriving.epoch < known.epoch ||
  (arriving.epoch === known.epoch &&
    (arriving.settingsVersion < known.settingsVersion ||
      Object.entries(known.lines).some(([name, { issued, serving }]) => {
        const line = arriving.lines[name];
        return line !== undefined && (line.issued < issued || line.serving < serving);
      })));
