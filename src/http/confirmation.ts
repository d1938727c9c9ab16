/** Where and how a shop confirmed an order, as its answer says: what a second order is answered with. */

import type { Confirmation } from "../domain/admission.ts";
import { isTarget } from "../tokens/ticket-token.ts";
import type { Visit } from "./visit.ts";

/** An answer to an order that the shop has said to be complete. */
export const confirmationIn = (
  visit: Pick<Visit, "host" | "target">,
  response: Pick<Response, "status" | "headers">,
): Confirmation => ({ order: orderIn(response), page: pageIn(visit, response) });

/** The order's own number, as the shop says it; null when it does not, or says too much. */
export function orderIn({ headers }: Pick<Response, "headers">): string | null {
  const said = headers.get("Stanchion-Order")?.trim() ?? "";
  return said.length > 0 && said.length <= 200 ? said : null;
}

/** A redirect leads to it, or the answer is it and says where it can be had again (RFC 9110, 8.7 and 15.3.2). */
function pageIn(
  visit: Pick<Visit, "host" | "target">,
  { status, headers }: Pick<Response, "status" | "headers">,
): string | null {
  const leadsThere = status === 201 || (status >= 300 && status < 400);
  const said = headers.get(leadsThere ? "Location" : "Content-Location");
  const url = said === null ? null : URL.parse(said, `http://${visit.host}${visit.target}`);
  // Where the shop sends people beyond its own host is no business of ours.
  if (url?.host !== visit.host) return null;
  const page = url.pathname + url.search;
  return isTarget(page) && !page.startsWith("/.stanchion") ? page : null;
}
