/**
 * The right to order: an admission is good for so many orders, and whoever has placed them is shown what they
 * ordered.
 */

import type { Confirmation } from "../domain/admission.ts";
import { defaultSettings, type RoomSettings } from "../domain/settings.ts";
import type { PassClaims } from "../tokens/pass-token.ts";
import { createMemory } from "./memory.ts";
import { problem } from "./problems.ts";
import { noticePage, readsHtml } from "./queued.ts";
import type { Visit } from "./visit.ts";

/** Orders that used up their admission, by the pass. */
const ordered = createMemory<Confirmation>(20_000);

/** An order of which nothing is known but that it was placed. */
export const unconfirmed: Confirmation = { order: null, page: null };

/** The last order, where this gateway knows that the admission has placed every order that it is good for. */
export const orderKnown = ({ jti }: Pick<PassClaims, "jti">): Confirmation | null =>
  ordered.get(jti) ?? null;

/** The room has said so. */
export function noteOrder(
  { jti }: Pick<PassClaims, "jti">,
  confirmation: Confirmation = unconfirmed,
): Confirmation {
  ordered.set(jti, confirmation);
  return confirmation;
}

/** The shop has just said so, in an answer that came through here. Where there may be more the room counts. */
export function noteCompleted(
  pass: PassClaims,
  confirmation: Confirmation,
  settings: RoomSettings | null,
): void {
  if ((settings ?? defaultSettings).ordersPerAdmission === 1) noteOrder(pass, confirmation);
}

/** Asked again what was ordered already: the shop's own page about the order, or ours. */
export function alreadyOrdered(
  visit: Visit,
  settings: RoomSettings | null,
  { order, page }: Confirmation,
): Response | Promise<Response> {
  const confirmation = page && addressAt(visit, page);
  const status = statusPageOf(visit, settings);
  if (!readsHtml(visit)) {
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
  return readsHtml(visit)
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
