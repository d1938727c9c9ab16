/** What a shop says about the session in its answer: an order is complete, or the visitor may not stay. */

import type { Confirmation } from "../domain/admission.ts";
import type { RoomCall } from "../domain/calls.ts";
import type { RoomSettings } from "../domain/settings.ts";
import type { PassClaims } from "../tokens/pass-token.ts";
import { confirmationIn, orderIn } from "./confirmation.ts";
import { noteCompleted } from "./orders.ts";
import { passInLine } from "./pass-in-line.ts";
import type { Visit } from "./visit.ts";

export type Heard =
  | { readonly kind: "complete"; readonly confirmation: Confirmation }
  | { readonly kind: "revoke" };

/** What was asked of the shop, and by whom. */
interface Asked {
  readonly pass: PassClaims;
  /** What the order was known by on the way there; null: it placed none. */
  readonly order: string | null;
  readonly settings: RoomSettings | null;
}

/** Tells the room, and remembers an order here. */
export function heedShop(visit: Visit, response: Response, asked: Asked): Heard | null {
  const said = response.headers.get("Stanchion-Session")?.trim().toLowerCase();
  if (said !== "complete" && said !== "revoke") return null;
  visit.room.tell(wordToRoom(visit, response, { ...asked, said }), visit.ctx);
  if (said === "revoke") return { kind: said };
  const confirmation = confirmationIn(visit, response);
  noteCompleted(asked.pass, confirmation, asked.settings);
  return { kind: said, confirmation };
}

function wordToRoom(
  visit: Visit,
  response: Response,
  { pass, order, said }: Asked & { readonly said: Heard["kind"] },
): RoomCall {
  const units = unitsIn(response);
  // The shop's own name of the order, or else what it was known by on the way there.
  const name = orderIn(response) ?? order ?? visit.target;
  const reason = said === "complete" ? "complete" : "revoked";
  const confirmation = said === "complete" && { confirmation: confirmationIn(visit, response) };
  return { kind: "end", ...passInLine(pass), reason, units, order: name, ...confirmation };
}

/** How many units the shop says it sold; null when it does not, or says nonsense. */
function unitsIn({ headers }: Response): number | null {
  const said = headers.get("Stanchion-Units")?.trim() ?? "";
  return /^\d{1,9}$/.test(said) ? Number(said) : null;
}
