/**
 * The minutes after a session's end: whoever still had a form open may send it and finish that order.
 * It is no admission and no session: it takes no slot of the cap and no part of the rate, and it ends at
 * a fixed time, however often a form is sent.
 */

import type { Confirmation } from "../domain/admission.ts";
import type { RoomSnapshot } from "../domain/snapshot.ts";
import { minuteMs } from "../domain/time.ts";
import type { PassClaims } from "../tokens/pass-token.ts";
import { isWrite } from "./idempotency.ts";
import { unconfirmed } from "./orders.ts";
import { passInLine } from "./pass-in-line.ts";
import { isRevoked, type Presented, passEndedSince, passFor } from "./passes.ts";
import type { Visit } from "./visit.ts";

export type InGrace =
  | { readonly kind: "may-finish"; readonly pass: Presented<PassClaims> }
  | { readonly kind: "has-ordered"; readonly confirmation: Confirmation }
  | { readonly kind: "over" };

/** Only the room knows how a session ended; when it does not answer, the session is over. */
export async function passInGrace(visit: Visit, snapshot: RoomSnapshot): Promise<InGrace> {
  const graceMs = snapshot.settings.graceMinutes * minuteMs;
  if (graceMs === 0 || !isWrite(visit)) return { kind: "over" };
  const ended = await passEndedSince(visit, visit.now - graceMs);
  if (!ended || isRevoked(ended.claims, snapshot)) return { kind: "over" };
  const { epoch, line, number, jti, renewal } = ended.claims;
  const answer = await visit.room
    .ask({ kind: "order", ...passInLine(ended.claims) }, visit.ctx)
    .catch(() => null);
  if (answer?.kind === "ended" && answer.reason === "complete") {
    return { kind: "has-ordered", confirmation: answer.confirmation ?? unconfirmed };
  }
  if (answer?.kind !== "may-order" || answer.until <= visit.now) return { kind: "over" };
  const expiresAt = answer.until;
  const session = {
    ...{ line, number, passId: jti, admittedAt: visit.now, endsAt: expiresAt },
    chain: { latest: renewal },
  };
  const token = await passFor(visit, session, epoch);
  return { kind: "may-finish", pass: { token, claims: { ...ended.claims, expiresAt } } };
}
