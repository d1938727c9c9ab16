/**
 * The gate: every request of a protected host that is not for the gateway itself comes through here,
 * and reaches the shop with a valid pass, on a public path, or by being admitted at once. There is no
 * other way, and whatever fails on the way lets nobody through.
 */

import type { Admission } from "../domain/admission.ts";
import { sessionMs } from "../domain/session.ts";
import type { RoomSettings } from "../domain/settings.ts";
import type { RoomSnapshot } from "../domain/snapshot.ts";
import { newTokenId } from "../tokens/claims.ts";
import type { PassClaims } from "../tokens/pass-token.ts";
import { createMemory } from "./memory.ts";
import { forwardToOrigin } from "./origin.ts";
import { assertionFor, type Presented, passFor, presentedPass } from "./passes.ts";
import { problem } from "./problems.ts";
import { isPublicPath } from "./public-paths.ts";
import { originTrouble, queuedAnswer, roomUnreachable } from "./queued.ts";
import type { Visit } from "./visit.ts";
import { clearedCookie, cookieWith } from "./visitor-cookies.ts";

/** How long an answer of the shop waits for a renewed pass to go with it. */
const renewalPatienceMs = 250;
/** A pass whose renewal was tried is not tried again for so long. */
const renewalPauseMs = 10_000;

const triedRenewals = createMemory<number>(10_000);

/** Methods that a shop never needs and that proxies are deceived with. */
const refusedMethods = new Set(["CONNECT", "TRACE", "TRACK"]);

export async function passGate(visit: Visit): Promise<Response> {
  if (refusedMethods.has(visit.request.method)) {
    return problem("wrong-method", {
      headers: { Allow: "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS" },
    });
  }
  if (isForeignUpgrade(visit)) return problem("foreign-page");

  const presented = presentedPass(visit);
  const pass = presented instanceof Promise ? await presented : presented;
  // The last snapshot known will do: the admitted never depend on the room.
  const snapshot = await knownSnapshot(visit);
  if (snapshot === null) return pass ? letThrough(visit, pass, null) : roomUnreachable(visit);
  const { settings } = snapshot;
  if (pass && !snapshot.revoked.includes(pass.claims.number))
    return letThrough(visit, pass, settings);
  if (isPublicPath(visit.path, settings.publicPaths)) return forward(visit, settings.origin, null);
  return admitOrQueue(visit, snapshot);
}

async function knownSnapshot({ room, ctx }: Visit): Promise<RoomSnapshot | null> {
  const snapshot = room.snapshot.peek(ctx);
  if (snapshot !== undefined) return snapshot;
  try {
    return await room.snapshot.get(ctx);
  } catch {
    return null;
  }
}

async function letThrough(
  visit: Visit,
  { claims }: Presented<PassClaims>,
  settings: RoomSettings | null,
): Promise<Response> {
  const renewal =
    settings && isDueForRenewal(visit, claims, settings) ? renew(visit, claims) : null;
  const assertion = await assertionFor(visit, claims);
  const response = await forward(visit, settings?.origin ?? null, assertion, claims);
  if (!renewal) return response;
  const renewed = await Promise.race([renewal, noLaterThan(renewalPatienceMs)]);
  return renewed
    ? withCookies(response, [passCookie(visit, renewed.token, renewed.admission)])
    : response;
}

/** Lets somebody in who waited for nothing, if there is room; otherwise the line. */
async function admitOrQueue(visit: Visit, snapshot: RoomSnapshot): Promise<Response> {
  if (!snapshot.passesAtOnce || isPrefetch(visit.request)) return queuedAnswer(visit, snapshot);
  const { room, ctx } = visit;
  let answer: Awaited<ReturnType<typeof room.ask>>;
  try {
    answer = await room.ask({ kind: "pass", passId: newTokenId() }, ctx);
  } catch {
    return roomUnreachable(visit);
  }
  if (answer.kind !== "admitted") return queuedAnswer(visit, snapshot);
  const { admission } = answer;
  const token = await passFor(visit, admission, snapshot.epoch);
  const { number, passId: jti } = admission;
  const claims = {
    room: room.name,
    epoch: snapshot.epoch,
    line: "general",
    number,
    jti,
    issuedAt: visit.now,
    expiresAt: admission.endsAt,
  };
  const assertion = await assertionFor(visit, claims);
  const response = await forward(visit, snapshot.settings.origin, assertion, claims);
  return withCookies(response, [
    passCookie(visit, token, admission),
    clearedCookie(visit, "ticket"),
  ]);
}

async function forward(
  visit: Visit,
  origin: string | null,
  assertion: string | null,
  pass?: PassClaims,
): Promise<Response> {
  let response: Response;
  try {
    response = await forwardToOrigin(visit, origin, assertion);
  } catch {
    return originTrouble(visit);
  }
  return pass && response.headers.has("Stanchion-Session")
    ? heedShop(visit, pass, response)
    : response;
}

/** The shop's word about the session: an order is complete, or the visitor may not stay. */
function heedShop(visit: Visit, { epoch, number }: PassClaims, response: Response): Response {
  const said = response.headers.get("Stanchion-Session")?.trim().toLowerCase();
  const answer = new Response(response.body, response);
  answer.headers.delete("Stanchion-Session");
  answer.headers.delete("Stanchion-Units");
  if (said !== "complete" && said !== "revoke") return answer;
  const reason = said === "complete" ? "complete" : "revoked";
  const told = visit.room.ask({ kind: "end", epoch, number, reason }, visit.ctx);
  visit.ctx.waitUntil(told.catch(() => undefined));
  return reason === "revoked" ? withCookies(answer, [clearedCookie(visit, "pass")]) : answer;
}

function isDueForRenewal(
  { now }: Visit,
  { jti, issuedAt, expiresAt }: PassClaims,
  settings: RoomSettings,
): boolean {
  if (settings.sessionRenewal === "fixed" || expiresAt - now > sessionMs(settings) / 2)
    return false;
  // A session shorter than its setting says was lent or is new: half of what it got must have passed.
  if (now - issuedAt < (expiresAt - issuedAt) / 2) return false;
  if ((triedRenewals.get(jti) ?? 0) > now) return false;
  triedRenewals.set(jti, now + renewalPauseMs);
  return true;
}

/** Never rejects: a room that does not answer costs the visitor nothing now. */
async function renew(visit: Visit, { epoch, number }: PassClaims) {
  try {
    const answer = await visit.room.ask({ kind: "renew", epoch, number }, visit.ctx);
    if (answer.kind !== "admitted") return null;
    return { token: await passFor(visit, answer.admission, epoch), admission: answer.admission };
  } catch {
    return null;
  }
}

export const passCookie = (visit: Visit, token: string, { endsAt }: Admission): string =>
  cookieWith(visit, "pass", token, endsAt - visit.now);

/** An answer that carries somebody's pass is theirs alone. */
export function withCookies(response: Response, cookies: readonly string[]): Response {
  // A WebSocket's answer cannot be made anew; its cookie can wait for the next request.
  if (response.webSocket) return response;
  const answer = new Response(response.body, response);
  for (const cookie of cookies) answer.headers.append("Set-Cookie", cookie);
  answer.headers.set("Cache-Control", "no-store");
  return answer;
}

/** A browser that fetches a page nobody asked for yet uses up nothing. */
const isPrefetch = ({ headers }: Request): boolean =>
  /prefetch|prerender/i.test(
    headers.get("Sec-Purpose") ?? headers.get("Purpose") ?? headers.get("X-Moz") ?? "",
  );

/** A WebSocket carries the visitor's cookies whichever page opened it. */
function isForeignUpgrade({ request, host }: Visit): boolean {
  if (!request.headers.has("Upgrade")) return false;
  const origin = request.headers.get("Origin");
  return origin !== null && URL.parse(origin)?.host !== host;
}

const noLaterThan = (ms: number) =>
  new Promise<null>((resolve) => setTimeout(() => resolve(null), ms));
