/** The status JSON: where a visitor stands, worked out from the ticket and the snapshot alone. */

import type { RoomAnswer } from "../domain/calls.ts";
import { estimateWait, fromNow, type WaitRangeMs } from "../domain/estimate.ts";
import { pollAfterMs, pollIntervalMs } from "../domain/polling.ts";
import type { RoomState } from "../domain/settings.ts";
import { newcomerWait, type RoomSnapshot, standingOf } from "../domain/snapshot.ts";
import { type Instant, secondMs } from "../domain/time.ts";
import type { AdmittedStatus, InLineStatus, VisitorState, WaitRange } from "../protocol.ts";
import type { TicketClaims } from "../tokens/ticket-token.ts";
import { messageFor } from "./message.ts";
import type { Visit } from "./visit.ts";

/** What a page says while the room is not open; `draining` is open to those in line. */
const closedStates: Readonly<Record<RoomState, Exclude<VisitorState, "admitted"> | null>> = {
  open: null,
  draining: null,
  paused: "paused",
  closed: "closed",
  "sold-out": "sold-out",
};

/** How somebody in line stands. */
export function statusOfPlace(
  visit: Visit,
  ticket: Pick<TicketClaims, "number" | "jti">,
  snapshot: RoomSnapshot,
): InLineStatus {
  const standing = standingOf(ticket.number, snapshot);
  const closed = closedStates[snapshot.settings.state];
  const base = { ...baseStatus(visit, snapshot), supportId: supportIdOf(ticket.jti) };
  if (standing.kind === "called") {
    return {
      ...base,
      state: closed ?? "called",
      position: 0,
      ahead: 0,
      waitSeconds: closed ? null : waitOfCalled(snapshot),
      // After a pause the room gives the called two seconds to be back: they keep asking through it.
      pollAfterMs: pollAfterMs(closed && closed !== "paused" ? null : 0, Math.random()),
      claimBy: isoOf(standing.claimBy),
    };
  }
  return {
    ...base,
    state: closed ?? "waiting",
    position: standing.ahead + 1,
    ahead: standing.ahead,
    waitSeconds: standing.wait && secondsOf(fromNow(standing.wait, snapshot.asOf, visit.now)),
    pollAfterMs: pollAfterMs(standing.untilCalledMs, Math.random()),
  };
}

/** At the door: called, and told to the millisecond when to knock again, and how long it takes. */
export const statusAtTheDoor = (
  visit: Visit,
  ticket: Pick<TicketClaims, "number" | "jti">,
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
function waitOfCalled({ pace }: RoomSnapshot): WaitRange | null {
  const wait = estimateWait({ ...pace, onTheWay: 0 }, 0);
  return wait && secondsOf({ lowMs: 0, highMs: wait.highMs });
}

/** What a newcomer is told when nobody can join; null when they can. */
export function statusForNewcomer(visit: Visit, snapshot: RoomSnapshot): InLineStatus | null {
  const { state } = snapshot.settings;
  const shown = state === "draining" ? "full" : closedStates[state];
  if (shown === null || shown === "paused") return null;
  return {
    ...baseStatus(visit, snapshot),
    state: shown,
    pollAfterMs: Math.round(pollIntervalMs(null) * (1 + Math.random())),
  };
}

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

export const newcomerWaitSeconds = (snapshot: RoomSnapshot): WaitRange | null => {
  const wait = newcomerWait(snapshot);
  return wait && secondsOf(wait);
};

/** Eight characters of the ticket's random name: enough to find it again, too few to forge anything. */
export const supportIdOf = (ticketId: string): string =>
  ticketId
    .replace(/[^A-Za-z0-9]/g, "")
    .slice(0, 8)
    .toUpperCase();

export const isoOf = (instant: Instant): string => new Date(instant).toISOString();

const secondsOf = ({ lowMs, highMs }: WaitRangeMs): WaitRange => ({
  low: Math.floor(lowMs / secondMs),
  high: Math.ceil(highMs / secondMs),
});

const baseStatus = (visit: Visit, snapshot: RoomSnapshot) => ({
  room: visit.room.name,
  position: null,
  ahead: null,
  waitSeconds: null,
  pollAfterMs: null,
  claimBy: null,
  opensAt: null,
  message: messageFor(snapshot.settings.message, visit.request.headers.get("Accept-Language")),
  asOf: isoOf(snapshot.asOf),
  supportId: null,
});
