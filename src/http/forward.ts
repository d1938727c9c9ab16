/** One request to the shop and what becomes of it: the answer, the shop's word to us, or its silence. */

import type { RoomCall } from "../domain/calls.ts";
import { defaultSettings, type RoomSettings } from "../domain/settings.ts";
import { secondMs } from "../domain/time.ts";
import type { PassClaims } from "../tokens/pass-token.ts";
import { after } from "./after.ts";
import { idempotencyKey, isWrite } from "./idempotency.ts";
import { alreadyOrdered, noteCompleted, orderUnknown } from "./orders.ts";
import { forwardToOrigin } from "./origin.ts";
import { type OutgoingBody, outgoingBody } from "./outgoing-body.ts";
import { problem } from "./problems.ts";
import { originTrouble } from "./queued.ts";
import { createTimeLimit } from "./time-limit.ts";
import { isTrickled } from "./trickle.ts";
import type { Visit } from "./visit.ts";
import { clearedCookie, withCookies } from "./visitor-cookies.ts";

/** Who is let through, and the proof of it for the shop. */
export interface Admitted {
  readonly pass: PassClaims;
  readonly assertion: string;
}

/**
 * Sends a request to the shop, once.
 * @param settings null: nothing is known of the room
 * @param admitted null: on a public path, where nobody needs a pass
 */
export async function forward(
  visit: Visit,
  settings: RoomSettings | null,
  admitted: Admitted | null,
): Promise<Response> {
  let body: OutgoingBody;
  try {
    body = await outgoingBody(visit.request);
  } catch {
    return problem("malformed");
  }
  const mayOrder = admitted !== null && isWrite(visit.request);
  const key = mayOrder ? idempotencyKey(visit, admitted.pass, await body.digest()) : null;
  const limitMs = (settings ?? defaultSettings).originTimeoutSeconds * secondMs;
  const limit = createTimeLimit(limitMs);
  const asked = watched(visit, settings);
  let response: Response;
  try {
    response = await forwardToOrigin(visit, settings?.origin ?? null, {
      assertion: admitted?.assertion ?? null,
      idempotencyKey: key,
      body,
      limit,
    });
  } catch {
    if (body.isBroken()) {
      // A visitor who hangs up in the middle of an upload says nothing about the shop.
      asked?.gaveUp();
      return problem("malformed");
    }
    asked?.answered(null);
    return mayOrder ? orderUnknown(visit, settings) : originTrouble(visit);
  } finally {
    limit.end();
  }
  asked?.answered(response);
  const heard = admitted && heedShop(visit, response, { pass: admitted.pass, order: key });
  if (admitted && heard === "complete") noteCompleted(admitted.pass, settings);
  const answer = withoutWords(response);
  if (!mayOrder) return isRevoking(heard, visit, answer);
  try {
    return isRevoking(heard, visit, await wholeIfShort(answer, limitMs));
  } catch {
    return heard === "complete" ? alreadyOrdered(visit, settings) : orderUnknown(visit, settings);
  }
}

const watched = ({ room }: Visit, settings: RoomSettings | null) => {
  const health = settings?.originHealth ?? "off";
  return health === "off" ? null : room.watch.ask(health.targetMilliseconds);
};

/** What a shop answers to an order is a page. */
const mostHeldBytes = 65_536;

/**
 * The answer to an order is waited for to its end when that is near, so that half of one is never taken
 * for the whole. What is packed, or of no told length, streams.
 * @throws when it breaks off
 */
async function wholeIfShort(answer: Response, withinMs: number): Promise<Response> {
  const { body, headers } = answer;
  const length = Number(headers.get("Content-Length") ?? Number.NaN);
  const isShort = length > 0 && length <= mostHeldBytes;
  if (!isShort || body === null || headers.has("Content-Encoding")) return answer;
  const bytes = await Promise.race([answer.arrayBuffer(), after(withinMs)]);
  if (bytes?.byteLength !== length) throw new Error("The shop's answer broke off");
  return new Response(bytes, answer);
}

/** Said to the gateway, not to the visitor. */
const wordsOfShop = ["Stanchion-Session", "Stanchion-Units", "Stanchion-Order"] as const;

function withoutWords(response: Response): Response {
  if (!wordsOfShop.some((name) => response.headers.has(name))) return response;
  const answer = new Response(response.body, response);
  for (const name of wordsOfShop) answer.headers.delete(name);
  return answer;
}

const isRevoking = (heard: Heard | null, visit: Visit, answer: Response): Response =>
  heard === "revoke" ? withCookies(answer, [clearedCookie(visit, "pass")]) : answer;

type Heard = "complete" | "revoke";

/** The shop's word about the session: an order is complete, or the visitor may not stay. */
function heedShop(
  visit: Visit,
  response: Response,
  { pass, order }: { readonly pass: PassClaims; readonly order: string | null },
): Heard | null {
  const said = response.headers.get("Stanchion-Session")?.trim().toLowerCase();
  if (said !== "complete" && said !== "revoke") return null;
  visit.room.tell(wordToRoom(visit, response, { pass, order, said }), visit.ctx);
  return said;
}

function wordToRoom(
  { target }: Visit,
  response: Response,
  {
    pass,
    order,
    said,
  }: { readonly pass: PassClaims; readonly order: string | null; readonly said: Heard },
): RoomCall {
  const { epoch, line, number, jti } = pass;
  const units = unitsIn(response);
  // The shop's own name of the order, or else what it was known by on the way there.
  const name = orderIn(response) ?? order ?? target;
  if (isTrickled(pass) && said === "complete") {
    return { kind: "sold", key: `${jti} ${name}`, units: units ?? 1 };
  }
  const reason = said === "complete" ? "complete" : "revoked";
  return { kind: "end", epoch, line, number, reason, units, order: name };
}

/** How many units the shop says it sold; null when it does not, or says nonsense. */
function unitsIn({ headers }: Response): number | null {
  const said = headers.get("Stanchion-Units")?.trim() ?? "";
  return /^\d{1,9}$/.test(said) ? Number(said) : null;
}

function orderIn({ headers }: Response): string | null {
  const said = headers.get("Stanchion-Order")?.trim() ?? "";
  return said.length > 0 && said.length <= 200 ? said : null;
}
