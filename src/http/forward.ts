/** One request to the shop and what becomes of it: the answer, the shop's word to us, or its silence. */

import type { RoomCall } from "../domain/calls.ts";
import type { RoomSettings } from "../domain/settings.ts";
import { secondMs } from "../domain/time.ts";
import type { PassClaims } from "../tokens/pass-token.ts";
import { after } from "./after.ts";
import { confirmationIn, orderIn } from "./confirmation.ts";
import { idempotencyKey, isWrite } from "./idempotency.ts";
import { inTurn, originLimitMs } from "./in-turn.ts";
import { alreadyOrdered, noteCompleted, orderUnknown } from "./orders.ts";
import { forwardToOrigin } from "./origin.ts";
import { outgoingBody } from "./outgoing-body.ts";
import { problem } from "./problems.ts";
import { isPublicPath } from "./public-paths.ts";
import { originTrouble } from "./queued.ts";
import { createTimeLimit } from "./time-limit.ts";
import { isTrickled } from "./trickle.ts";
import type { Visit } from "./visit.ts";
import { clearedCookie, withCookies } from "./visitor-cookies.ts";
import type { OutgoingBody } from "./whole-body.ts";

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
  return admitted !== null && isWrite(visit.request)
    ? order(visit, settings, { admitted, body })
    : ((await exchange(visit, settings, { admitted, body, key: null })) ?? originTrouble(visit));
}

/** A request that may place an order. */
async function order(
  visit: Visit,
  settings: RoomSettings | null,
  { admitted, body }: { readonly admitted: Admitted; readonly body: OutgoingBody },
): Promise<Response> {
  const { pass } = admitted;
  const key = idempotencyKey(visit, pass, await body.digest());
  const send = () => exchange(visit, settings, { admitted, body, key });
  // A public path takes whatever anybody sends, and no order of ours.
  return isPublicPath(visit.path, settings?.publicPaths ?? [])
    ? ((await heardOut(visit, send())) ?? orderUnknown(visit, settings))
    : inTurn(visit, settings, { pass, key, send });
}

/** To its end, though its visitor may be gone: its answer says whether there was an order. */
function heardOut<T>({ ctx }: Visit, answer: Promise<T>): Promise<T> {
  ctx.waitUntil(answer.catch(() => undefined));
  return answer;
}

interface Exchange {
  readonly admitted: Admitted | null;
  readonly body: OutgoingBody;
  /** Null: it places no order. */
  readonly key: string | null;
}

/** @returns null: nobody knows what became of it at the shop */
async function exchange(
  visit: Visit,
  settings: RoomSettings | null,
  { admitted, body, key }: Exchange,
): Promise<Response | null> {
  const limitMs = originLimitMs(settings);
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
    return null;
  } finally {
    limit.end();
  }
  asked?.answered(response);
  const words = wordsIn(response);
  const heard =
    admitted && words.length > 0
      ? heedShop(visit, response, { pass: admitted.pass, order: key })
      : null;
  const confirmation = heard === "complete" ? confirmationIn(visit, response) : null;
  if (admitted && confirmation) noteCompleted(admitted.pass, confirmation, settings);
  const answer = without(words, response);
  if (key === null) return isRevoking(heard, visit, answer);
  try {
    return isRevoking(heard, visit, await wholeIfShort(answer, limitMs));
  } catch {
    return confirmation && alreadyOrdered(visit, settings, confirmation);
  }
}

const watched = ({ room }: Visit, settings: RoomSettings | null) => {
  const health = settings?.originHealth ?? "off";
  return health === "off" ? null : room.watch.ask(health.targetMilliseconds);
};

/** What a shop answers to an order is a page. */
const mostHeldBytes = 65_536;
/** How long the end of an answer is waited for that told no length: a page is there at once, a stream is not. */
const endWithinMs = secondMs;

/**
 * The answer to an order is waited for to its end when that is near, so that half of one is never taken
 * for the whole. What is packed, long or slow streams.
 * @throws when it breaks off
 */
async function wholeIfShort(answer: Response, withinMs: number): Promise<Response> {
  const { body, headers } = answer;
  if (body === null || answer.webSocket || headers.has("Content-Encoding")) return answer;
  const told = headers.get("Content-Length");
  if (told === null) return isPage(answer) ? wholeIfSoon(answer) : answer;
  const length = Number(told);
  if (length === 0 || length > mostHeldBytes) return answer;
  const bytes = await Promise.race([answer.arrayBuffer(), after(withinMs)]);
  if (bytes?.byteLength !== length) throw new Error("The shop's answer broke off");
  return new Response(bytes, answer);
}

/** Of other kinds there are answers that say something before they go on, for long. */
const isPage = ({ headers }: Response): boolean =>
  /^(?:text\/html|application\/json)\b/i.test(headers.get("Content-Type") ?? "");

/** Of an answer without a length a copy is read on, so that what streams after all streams as it came. */
async function wholeIfSoon(answer: Response): Promise<Response> {
  const reader = answer.clone().body?.getReader();
  const tooLate = after(endWithinMs);
  const chunks: Uint8Array[] = [];
  for (let bytes = 0; reader && bytes <= mostHeldBytes; ) {
    const part = await Promise.race([reader.read(), tooLate]);
    if (part === undefined) break;
    if (part.done) return new Response(await new Blob(chunks).arrayBuffer(), answer);
    chunks.push(part.value);
    bytes += part.value.length;
  }
  reader?.cancel().catch(() => undefined);
  return answer;
}

/** Said to the gateway, not to the visitor. */
const wordsOfShop = ["Stanchion-Session", "Stanchion-Units", "Stanchion-Order"] as const;

const wordsIn = ({ headers }: Response): readonly string[] =>
  wordsOfShop.filter((name) => headers.has(name));

function without(words: readonly string[], response: Response): Response {
  if (words.length === 0) return response;
  const answer = new Response(response.body, response);
  for (const name of words) answer.headers.delete(name);
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
  visit: Visit,
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
  const name = orderIn(response) ?? order ?? visit.target;
  if (isTrickled(pass) && said === "complete") {
    return { kind: "sold", key: `${jti} ${name}`, units: units ?? 1 };
  }
  const reason = said === "complete" ? "complete" : "revoked";
  const confirmation = said === "complete" && { confirmation: confirmationIn(visit, response) };
  return { kind: "end", epoch, line, number, reason, units, order: name, ...confirmation };
}

/** How many units the shop says it sold; null when it does not, or says nonsense. */
function unitsIn({ headers }: Response): number | null {
  const said = headers.get("Stanchion-Units")?.trim() ?? "";
  return /^\d{1,9}$/.test(said) ? Number(said) : null;
}
