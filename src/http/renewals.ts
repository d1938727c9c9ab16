/**
 * Renewing passes. A session is renewed by activity, behind the request that shows it; the room decides
 * which holder of a pass is given the next one, and finds those whose pass is in two places.
 */

import type { Admission } from "../domain/admission.ts";
import type { RoomAnswer } from "../domain/calls.ts";
import type { ShownRenewal } from "../domain/renewal-chain.ts";
import { sessionMs } from "../domain/session.ts";
import type { RoomSettings } from "../domain/settings.ts";
import type { RoomSnapshot } from "../domain/snapshot.ts";
import type { Instant } from "../domain/time.ts";
import { newTokenId } from "../tokens/claims.ts";
import type { PassClaims } from "../tokens/pass-token.ts";
import { createMemory } from "./memory.ts";
import { isRevoked, passEndedSince, passFor } from "./passes.ts";
import type { Visit } from "./visit.ts";

export type Renewal =
  | { readonly kind: "renewed"; readonly token: string; readonly admission: Admission }
  /** The session goes on, and another pass is not for this holder, or not now. */
  | { readonly kind: "stays"; readonly until: Instant };

/** How long a renewal that was tried is not tried again, at most: a quarter of what is left of the session. */
const longestPauseMs = 10_000;

const tried = createMemory<number>(10_000);
const told = createMemory<true>(10_000);

/** The renewal of a session that is half over; null when it is not, or was tried a moment ago. */
export function renewalDue(
  visit: Visit,
  claims: PassClaims,
  settings: RoomSettings,
): Promise<Renewal | null> | null {
  return isDue(visit, claims, settings) ? renew(visit, claims) : null;
}

/** Never rejects: a room that does not answer costs the visitor nothing now. */
export async function renew(visit: Visit, claims: PassClaims): Promise<Renewal | null> {
  const answer = await show(visit, claims, "renewal");
  if (answer?.kind === "stays") return answer;
  if (answer?.kind !== "admitted") return null;
  const { admission } = answer;
  return { kind: "renewed", token: await passFor(visit, admission, claims.epoch), admission };
}

/** Tells the room, once, that a renewal has arrived: from then on nobody needs the pass before it. */
export function tellArrived(visit: Visit, claims: PassClaims): void {
  if (claims.renewal === 0) return;
  const name = nameOf(claims);
  if (told.get(name)) return;
  told.set(name, true);
  visit.ctx.waitUntil(show(visit, claims, "nothing"));
}

/**
 * The pass of somebody that has ended while the session went on: a renewal never reached them, or somebody
 * else holds it. Null: whoever asks is no such visitor.
 */
export async function outlivedPass(
  visit: Visit,
  snapshot: RoomSnapshot,
): Promise<PassClaims | null> {
  const ended = await passEndedSince(visit, visit.now - sessionMs(snapshot.settings));
  if (!ended || isRevoked(ended.claims, snapshot)) return null;
  return typeof (await sessionEnd(visit, ended.claims)) === "number" ? ended.claims : null;
}

/** By a join, as everybody comes in, they may have the session back; null: not any more. */
export async function returnedSession(
  visit: Visit,
  outlived: PassClaims,
): Promise<Admission | null> {
  const answer = await show(visit, outlived, "return");
  return answer?.kind === "admitted" ? answer.admission : null;
}

/** When the session ends, as the room has it now; `unheard`: the room does not answer. */
export async function sessionEnd(
  visit: Visit,
  claims: PassClaims,
): Promise<Instant | "over" | "unheard"> {
  const answer = await show(visit, claims, "time");
  if (answer === null) return "unheard";
  return answer.kind === "stays" ? answer.until : "over";
}

async function show(
  visit: Visit,
  { epoch, line, number, renewal }: PassClaims,
  wants: ShownRenewal["wants"],
): Promise<RoomAnswer | null> {
  const { room, ctx } = visit;
  const shown = { renewal, attempt: newTokenId(), wants };
  const answer = await room
    .ask({ kind: "renew", epoch, line, number, shown }, ctx)
    .catch(() => null);
  if (answer?.kind === "elsewhere" && answer.isNews) {
    // biome-ignore lint/suspicious/noConsole: whoever runs the gateway must find it in the log.
    console.warn(
      `The room "${room.name}": the pass of number ${number} in the line "${line}" is used in two places`,
    );
  }
  return answer;
}

function isDue(
  { now }: Visit,
  claims: PassClaims,
  settings: Pick<RoomSettings, "sessionMinutes" | "sessionRenewal">,
): boolean {
  const { issuedAt, expiresAt } = claims;
  if (settings.sessionRenewal === "fixed" || expiresAt - now > sessionMs(settings) / 2)
    return false;
  // A session shorter than its setting says was lent or is new: half of what it got must have passed.
  if (now - issuedAt < (expiresAt - issuedAt) / 2) return false;
  const name = nameOf(claims);
  if ((tried.get(name) ?? 0) > now) return false;
  tried.set(name, now + Math.min(longestPauseMs, (expiresAt - now) / 4));
  return true;
}

/** By its number, too: whoever holds an older one must not use up the turn of the one who holds the latest. */
const nameOf = ({ jti, renewal }: PassClaims): string => `${jti} ${renewal}`;
