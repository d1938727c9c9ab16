/** One request to the shop and what becomes of it: the answer, the shop's word to us, or its silence. */

import type { RoomSettings } from "../domain/settings.ts";
import type { PassClaims } from "../tokens/pass-token.ts";
import { idempotencyKey, isWrite } from "./idempotency.ts";
import { onDemand } from "./on-demand.ts";
import { alreadyOrdered, orderUnknown } from "./orders.ts";
import { forwardToOrigin } from "./origin.ts";
import { outgoingBody } from "./outgoing-body.ts";
import { isWordOfShop, notedIn, passedBack } from "./passed-back.ts";
import { problem } from "./problems.ts";
import { isPublicPath } from "./public-paths.ts";
import { originTrouble } from "./queued.ts";
import { createTimeLimit, originLimitMs } from "./time-limit.ts";
import type { Visit } from "./visit.ts";
import type { OutgoingBody } from "./whole-body.ts";

const givenCookies = onDemand(() => import("./given-cookies.ts"));
const turns = onDemand(() => import("./in-turn.ts"));
const shopWords = onDemand(() => import("./shop-words.ts"));
const wholeAnswers = onDemand(() => import("./whole-answer.ts"));

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
    body = await outgoingBody(visit);
  } catch {
    return problem("malformed");
  }
  return admitted !== null && isWrite(visit)
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
  if (isPublicPath(visit.path, settings?.publicPaths ?? [])) {
    return (await heardOut(visit, send())) ?? orderUnknown(visit, settings);
  }
  const { inTurn } = await turns();
  return inTurn(visit, settings, { pass, send });
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
  if (isNoAnswer(response) || (key !== null && isSentAgain(response))) return null;
  const noted = notedIn(response);
  const heard =
    admitted && noted.some(isWordOfShop)
      ? (await shopWords()).heedShop(visit, response, { pass: admitted.pass, order: key, settings })
      : null;
  const isPublic = admitted === null || isPublicPath(visit.path, settings?.publicPaths ?? []);
  const passed = passedBack(response, { noted, needsPass: !isPublic });
  const answer = heard?.kind === "revoke" ? await withoutPass(visit, passed) : passed;
  if (key === null) return answer;
  try {
    return await (await wholeAnswers()).wholeIfShort(answer, limitMs);
  } catch {
    return heard?.kind === "complete" ? alreadyOrdered(visit, settings, heard.confirmation) : null;
  }
}

/** What stands in front of a shop says with a page of its own that the shop does not answer; or it is no HTTP at all. */
function isNoAnswer(response: Response): boolean {
  const { status } = response;
  return (
    status > 599 ||
    (status < 200 && !response.webSocket) ||
    ((status === 502 || status === 504) &&
      /^text\/html|^$/i.test(response.headers.get("Content-Type") ?? ""))
  );
}

/** At these words browsers send a form once more by themselves, though the shop may have read it. */
const isSentAgain = ({ status }: Response): boolean => status === 408 || status === 421;

const watched = ({ room }: Visit, settings: RoomSettings | null) => {
  const health = settings?.originHealth ?? "off";
  return health === "off" ? null : room.watch.ask(health.targetMilliseconds);
};

async function withoutPass(visit: Visit, answer: Response): Promise<Response> {
  const { clearedCookie, withCookies } = await givenCookies();
  return withCookies(answer, [clearedCookie(visit, "pass")]);
}
