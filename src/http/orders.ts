/**
 * The right to order: an admission is good for so many orders, and whoever has placed them is shown what they
 * ordered. The room knows; it is asked before a form goes to the shop, at most once a second for a pass.
 */

import type { Confirmation } from "../domain/admission.ts";
import { defaultSettings, type RoomSettings } from "../domain/settings.ts";
import { secondMs } from "../domain/time.ts";
import type { PassClaims } from "../tokens/pass-token.ts";
import { after } from "./after.ts";
import { createMemory } from "./memory.ts";
import { problem } from "./problems.ts";
import { noticePage, readsHtml } from "./queued.ts";
import type { Visit } from "./visit.ts";

/** How long an order waits for the room. Without its word the order goes on: the admitted never depend on it. */
const patienceMs = secondMs;
/** How long an answer holds. */
const askAgainMs = secondMs;
/** How long a room that gave none is left alone, from when it was asked: or else every order waits for it. */
const leftAloneMs = patienceMs + secondMs;

const ordered = createMemory<Confirmation>(20_000);
const asked = createMemory<number>(20_000);

/** An order of which nothing is known but that it was placed. */
export const unconfirmed: Confirmation = { order: null, page: null };

/** The last order, when this admission has placed every order that it is good for; null: it may order. */
export async function orderPlaced(visit: Visit, pass: PassClaims): Promise<Confirmation | null> {
  const { room, ctx, now } = visit;
  const known = ordered.get(pass.jti);
  if (known) return known;
  if ((asked.get(pass.jti) ?? 0) > now || (asked.get(room.name) ?? 0) > now) return null;
  const { epoch, line, number } = pass;
  const answer = await Promise.race([
    room.ask({ kind: "order", epoch, line, number }, ctx).catch(() => undefined),
    after(patienceMs),
  ]);
  if (answer?.kind === "ended" && answer.reason === "complete") {
    ordered.set(pass.jti, answer.confirmation ?? unconfirmed);
  } else if (answer) asked.set(pass.jti, now + askAgainMs);
  else asked.set(room.name, now + leftAloneMs);
  return ordered.get(pass.jti) ?? null;
}

/** The shop has just said so, in an answer that came through here. */
export function noteCompleted(
  pass: PassClaims,
  confirmation: Confirmation,
  settings: RoomSettings | null,
): void {
  const { ordersPerAdmission } = settings ?? defaultSettings;
  if (ordersPerAdmission === 1) ordered.set(pass.jti, confirmation);
  // The room has counted it, and is asked before the next one.
  else asked.set(pass.jti, 0);
}

/** Asked again what was ordered already: the shop's own page about the order, or ours. */
export function alreadyOrdered(
  visit: Visit,
  settings: RoomSettings | null,
  { order, page }: Confirmation,
): Response | Promise<Response> {
  const confirmation = page && addressAt(visit, page);
  const status = statusPageOf(visit, settings);
  if (!readsHtml(visit.request)) {
    return problem("already-ordered", { order, confirmation, orderStatus: status });
  }
  const shopsPage = confirmation ?? status;
  return shopsPage === null
    ? noticePage(visit, "order-placed", 409, { order })
    : new Response(null, {
        status: 303,
        headers: { Location: shopsPage, "Cache-Control": "no-store" },
      });
}

/** The shop did not answer to an order, and may have it all the same. Nothing here invites to send it again. */
export function orderUnknown(
  visit: Visit,
  settings: RoomSettings | null,
): Response | Promise<Response> {
  const status = statusPageOf(visit, settings);
  return readsHtml(visit.request)
    ? noticePage(visit, "order-unknown", 502, { href: settings?.orderStatusPath ?? null })
    : problem("order-unknown", { orderStatus: status });
}

const statusPageOf = (
  visit: Visit,
  settings: Pick<RoomSettings, "orderStatusPath"> | null,
): string | null => {
  const path = settings?.orderStatusPath ?? null;
  return path && addressAt(visit, path);
};

/** The absolute address of a page of the shop, as its visitors see it. */
const addressAt = ({ host, secure }: Visit, page: string): string =>
  `${secure ? "https" : "http"}://${host}${page}`;
