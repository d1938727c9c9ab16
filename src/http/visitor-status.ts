/** The status JSON: where a visitor stands, worked out from the ticket and the snapshot alone. */

import type { RoomAnswer } from "../domain/calls.ts";
import { estimateWait } from "../domain/estimate.ts";
import { pollAfterMs, pollIntervalMs, prequeuePollAfterMs } from "../domain/polling.ts";
import {
  isToBeDrawn,
  newcomerWait,
  type RoomSnapshot,
  type Standing,
  standingOf,
  untilMs,
} from "../domain/snapshot.ts";
import type { Instant } from "../domain/time.ts";
import {
  chanceOf,
  closedStates,
  pollBeforeOpeningMs,
  secondsOf,
  wordForWaiting,
} from "../domain/waiting-word.ts";
import type { AdmittedStatus, InLineStatus, WaitRange } from "../protocol.ts";
import type { TicketClaims } from "../tokens/ticket-token.ts";
import { messageFor } from "./message.ts";
import { placeInLine } from "./places.ts";
import type { Visit } from "./visit.ts";

type Ticket = Pick<TicketClaims, "line" | "number" | "jti">;

/** Where the holder of a ticket stands. */
export const standingOfTicket = (
  visit: Visit,
  ticket: Pick<TicketClaims, "line" | "number">,
  snapshot: RoomSnapshot,
): Standing => standingOf(placeOfTicket(visit, ticket, snapshot), ticket.line, snapshot);

const placeOfTicket = (
  { room }: Visit,
  { line, number }: Pick<TicketClaims, "line" | "number">,
  snapshot: RoomSnapshot,
): number => placeInLine(room.name, line, number, snapshot);

/** How somebody in line stands. */
export function statusOfPlace(visit: Visit, ticket: Ticket, snapshot: RoomSnapshot): InLineStatus {
  const standing = standingOfTicket(visit, ticket, snapshot);
  const closed = closedStates[snapshot.access];
  const base = { ...baseStatus(visit, snapshot), supportId: supportIdOf(ticket.jti) };
  if (standing.kind === "called") {
    return {
      ...base,
      state: closed ?? "called",
      position: 0,
      ahead: 0,
      waitSeconds: closed ? null : waitOfCalled(ticket.line, snapshot),
      // After a pause the room gives the called two seconds to be back: they keep asking through it.
      pollAfterMs: pollAfterMs(closed && closed !== "paused" ? null : 0, Math.random()),
      claimBy: isoOf(standing.claimBy),
    };
  }
  const turn = { number: ticket.number, now: visit.now, chance: Math.random() };
  return {
    ...base,
    ...wordForWaiting(standing, snapshot, turn),
    stock: base.stock && { ...base.stock, chance: chanceOf(standing.stock) },
    ...(standing.ahead !== null && lookUpFor(visit, ticket, snapshot)),
  };
}

/** Where the page finds out by itself from now on, if the room has it so. */
function lookUpFor(visit: Visit, ticket: Ticket, snapshot: RoomSnapshot) {
  const { epoch, settings } = snapshot;
  const { lineDocument: address } = settings;
  if (!address) return null;
  const place = placeOfTicket(visit, ticket, snapshot);
  return { lineDocument: { address, epoch, line: ticket.line, place } };
}

/** At the door: called, and told to the millisecond when to knock again, and how long it takes. */
export const statusAtTheDoor = (
  visit: Visit,
  ticket: Ticket,
  snapshot: RoomSnapshot,
  { retryAfterMs, waitMs }: Extract<RoomAnswer, { kind: "at-the-door" }>,
): InLineStatus => ({
  ...statusOfPlace(visit, ticket, snapshot),
  state: "called",
  pollAfterMs: retryAfterMs,
  // Somebody with a lower place may still come; a slot that is near may be noticed late.
  waitSeconds: waitMs === null ? null : secondsOf({ lowMs: waitMs, highMs: waitMs * 1.2 + 3_000 }),
});

/** Called and not yet at the door: as long as those who stand there take. */
function waitOfCalled(line: string, { lines }: RoomSnapshot): WaitRange | null {
  const pace = lines[line]?.pace;
  const wait = pace ? estimateWait({ ...pace, onTheWay: 0 }, 0) : null;
  return wait && secondsOf({ lowMs: 0, highMs: wait.highMs });
}

/** What a newcomer is told when nobody can join; null when they can. */
export function statusForNewcomer(visit: Visit, snapshot: RoomSnapshot): InLineStatus | null {
  const { access, settings } = snapshot;
  const isFull = access === "draining" || (settings.state === "draining" && access === "pre-queue");
  const shown = isFull ? "full" : closedStates[access];
  if (shown === null || shown === "paused" || shown === "pre-queue") return null;
  return {
    ...baseStatus(visit, snapshot),
    state: shown,
    pollAfterMs:
      pollBeforeOpeningMs(snapshot, { now: visit.now, chance: Math.random() }) ??
      Math.round(pollIntervalMs(null) * (1 + Math.random())),
  };
}

/** What somebody is told whose invitation is for later: the same as before an opening. */
export const statusBeforeWave = (
  visit: Visit,
  snapshot: RoomSnapshot,
  validFrom: Instant,
): InLineStatus => ({
  ...baseStatus(visit, snapshot),
  state: "not-open",
  preQueueAt: null,
  opensAt: isoOf(validFrom),
  pollAfterMs: prequeuePollAfterMs(untilMs(snapshot, validFrom, visit.now), Math.random()),
});

export const statusAdmitted = (
  visit: Visit,
  snapshot: RoomSnapshot,
  location: string,
): AdmittedStatus => ({
  ...baseStatus(visit, snapshot),
  state: "admitted",
  waitSeconds: { low: 0, high: 0 },
  location,
});

export const newcomerWaitSeconds = (line: string, snapshot: RoomSnapshot): WaitRange | null => {
  const wait = newcomerWait(line, snapshot);
  return wait && secondsOf(wait);
};

/** Eight characters of the ticket's random name: enough to find it again, too few to forge anything. */
export const supportIdOf = (ticketId: string): string =>
  ticketId
    .replace(/[^A-Za-z0-9]/g, "")
    .slice(0, 8)
    .toUpperCase();

export const isoOf = (instant: Instant): string => new Date(instant).toISOString();

export const isoOrNull = (instant: Instant | null): string | null =>
  instant === null ? null : isoOf(instant);

function baseStatus({ room, headers }: Visit, snapshot: RoomSnapshot) {
  const { message } = snapshot.settings;
  return {
    ...sharedStatus(room.name, snapshot),
    message: message && messageFor(message, headers.get("Accept-Language")),
  };
}

/** What a snapshot says to everybody alike is written once, however many ask while it is fresh. */
const shared = new WeakMap<RoomSnapshot, ReturnType<typeof writeShared>>();

function sharedStatus(room: string, snapshot: RoomSnapshot) {
  const known = shared.get(snapshot);
  if (known) return known;
  const written = writeShared(room, snapshot);
  shared.set(snapshot, written);
  return written;
}

function writeShared(room: string, snapshot: RoomSnapshot) {
  const { settings, supply, draw, asOf } = snapshot;
  return {
    room,
    position: null,
    ahead: null,
    waitSeconds: null,
    pollAfterMs: null,
    claimBy: null,
    preQueueAt: isoOrNull(settings.preQueueAt),
    opensAt: isoOrNull(settings.opensAt),
    closesAt: isoOrNull(settings.closesAt),
    timeZone: settings.timeZone,
    stock: supply && { left: supply.left, chance: null },
    drawCommitment: isToBeDrawn(snapshot) ? draw.commitment : null,
    message: null,
    asOf: isoOf(asOf),
    supportId: null,
  };
}
