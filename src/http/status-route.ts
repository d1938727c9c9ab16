/**
 * What the whole line asks again and again, and what the other answers to visitors share with it. It
 * needs no router: a request comes here straight from the gateway.
 */

import type { RoomSnapshot } from "../domain/snapshot.ts";
import type { VisitorStatus } from "../protocol.ts";
import type { PassClaims } from "../tokens/pass-token.ts";
import type { TicketClaims } from "../tokens/ticket-token.ts";
import {
  isRevoked,
  type Presented,
  presentedPass,
  presentedTicket,
  rememberedTicket,
  snapshotForTicket,
} from "./passes.ts";
import { problem } from "./problems.ts";
import { roomUnreachable } from "./queued.ts";
import type { Visit } from "./visit.ts";
import { statusAdmitted, statusOfPlace } from "./visitor-status.ts";

/** For a ticket that is remembered, answered without a promise. */
export function statusAnswer(visit: Visit): Response | Promise<Response> {
  const snapshot = visit.room.snapshot.peek(visit.ctx);
  const ticket = snapshot && rememberedTicket(visit);
  return ticket && ticket.claims.epoch === snapshot.epoch
    ? json(statusOfPlace(visit, ticket.claims, snapshot))
    : answerInRoom(visit, status);
}

async function status(
  visit: Visit,
  snapshot: RoomSnapshot,
  ticket: LiveTicket | null,
): Promise<Response> {
  if (ticket) return json(statusOfPlace(visit, ticket.claims, snapshot));
  const pass = await livePass(visit, snapshot);
  return pass
    ? json(statusAdmitted(visit, snapshot, locationOf(visit, "/")))
    : problem("unknown-place");
}

/** Genuine, and of this epoch. */
export type LiveTicket = Presented<TicketClaims>;

/** Runs an answer with the room's snapshot; a room that does not answer is said to be unreachable. */
export async function answerInRoom(
  visit: Visit,
  answer: (
    visit: Visit,
    snapshot: RoomSnapshot,
    ticket: LiveTicket | null,
  ) => Response | Promise<Response>,
): Promise<Response> {
  if (visit.method !== "GET" && isFromForeignPage(visit)) return problem("foreign-page");
  const ticket = await presentedTicket(visit);
  let snapshot: RoomSnapshot | null;
  try {
    const known = visit.room.snapshot.peek(visit.ctx) ?? (await visit.room.snapshot.get(visit.ctx));
    snapshot = await snapshotForTicket(visit, ticket, known);
  } catch {
    return roomUnreachable(visit);
  }
  if (snapshot === null) return roomUnreachable(visit);
  return answer(visit, snapshot, ticket?.claims.epoch === snapshot.epoch ? ticket : null);
}

export const json = (status: VisitorStatus): Response =>
  new Response(JSON.stringify(status), { headers: jsonHeaders });

/** Written once, and copied by the platform into each answer: cheaper than reading them from an object. */
const jsonHeaders = new Headers({
  "Content-Type": "application/json",
  "Cache-Control": "no-store",
});

/** Absolute, of the host that was asked, to a path that a ticket may hold: no way leads anywhere else. */
export const locationOf = ({ host, secure }: Visit, target: string): string =>
  `${secure ? "https" : "http"}://${host}${target}`;

export async function livePass(
  visit: Visit,
  snapshot: RoomSnapshot,
): Promise<Presented<PassClaims> | null> {
  const pass = await presentedPass(visit);
  return pass && !isRevoked(pass.claims, snapshot) ? pass : null;
}

/** Another site's page cannot make a visitor join, enter or leave. Apps send none of these headers. */
function isFromForeignPage({ headers, host }: Visit): boolean {
  const site = headers.get("Sec-Fetch-Site");
  if (site !== null && site !== "same-origin" && site !== "none") return true;
  const origin = headers.get("Origin");
  return origin !== null && URL.parse(origin)?.host !== host;
}
