/**
 * The gate: every request of a protected host that is not for the gateway itself comes through here,
 * and reaches the shop with a valid pass, on a public path, or by being admitted at once. There is no
 * other way, and whatever fails on the way lets nobody through.
 */

import type { Admission } from "../domain/admission.ts";
import { sessionMs } from "../domain/session.ts";
import { lineForAll, type RoomSettings } from "../domain/settings.ts";
import type { RoomSnapshot } from "../domain/snapshot.ts";
import { minuteMs } from "../domain/time.ts";
import { newTokenId } from "../tokens/claims.ts";
import type { PassClaims } from "../tokens/pass-token.ts";
import { after } from "./after.ts";
import { createMemory } from "./memory.ts";
import { forwardToOrigin } from "./origin.ts";
import { assertionFor, isRevoked, type Presented, passFor, presentedPass } from "./passes.ts";
import { problem } from "./problems.ts";
import { isPublicPath } from "./public-paths.ts";
import { originTrouble, queuedAnswer, roomUnreachable } from "./queued.ts";
import type { Visit } from "./visit.ts";
import { clearedCookie, cookieWith } from "./visitor-cookies.ts";

/** How long an answer of the shop waits for a renewed pass to go with it. */
const renewalPatienceMs = 250;
/** How long a renewal that was tried is not tried again, at most: a quarter of what is left of the session. */
const longestRenewalPauseMs = 10_000;

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
  if (pass && !isRevoked(pass.claims, snapshot)) return letThrough(visit, pass, settings);
  if (isPublicPath(visit.path, settings.publicPaths)) return forward(visit, settings, null);
  const stopped = pass ? null : await passOfStoppedClock(visit, snapshot);
  return stopped ? letThrough(visit, stopped, settings) : admitOrQueue(visit, snapshot);
}

/**
 * While the shop is out, the clocks of its sessions stand still: a pass that ended after the outage began
 * is good until it is over, and then for as long as the room has moved its session's end.
 */
async function passOfStoppedClock(
  visit: Visit,
  snapshot: RoomSnapshot,
): Promise<Presented<PassClaims> | null> {
  for (const { since, until } of snapshot.outages.toReversed()) {
    const pass = await presentedPass({ ...visit, now: since });
    if (!pass || isRevoked(pass.claims, snapshot)) continue;
    if (until === null) return pass;
    const renewed = await renew(visit, pass.claims);
    if (renewed) {
      const expiresAt = renewed.admission.endsAt;
      return { token: renewed.token, claims: { ...pass.claims, expiresAt } };
    }
  }
  return null;
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
  const response = await forward(visit, settings, assertion, claims);
  if (!renewal) return response;
  const renewed = await Promise.race([renewal, after(renewalPatienceMs)]);
  return renewed
    ? withCookies(response, [passCookie(visit, renewed.token, renewed.admission)])
    : response;
}

/** Lets somebody in who waited for nothing, if there is room; otherwise the line. */
async function admitOrQueue(visit: Visit, snapshot: RoomSnapshot): Promise<Response> {
  const mayPass = snapshot.passesAtOnce && !snapshot.settings.invitations?.required;
  if (!mayPass || isNoVisit(visit.request)) return queuedAnswer(visit, snapshot);
  const { room, ctx } = visit;
  let answer: Awaited<ReturnType<typeof room.ask>>;
  try {
    const line = lineForAll(snapshot.settings);
    answer = await room.ask({ kind: "pass", line, passId: newTokenId() }, ctx);
  } catch {
    return roomUnreachable(visit);
  }
  if (answer.kind !== "admitted") return queuedAnswer(visit, snapshot);
  const { admission } = answer;
  const token = await passFor(visit, admission, snapshot.epoch);
  const { line, number, passId: jti } = admission;
  const claims = {
    room: room.name,
    epoch: snapshot.epoch,
    line,
    number,
    jti,
    issuedAt: visit.now,
    expiresAt: admission.endsAt,
  };
  const assertion = await assertionFor(visit, claims);
  const response = await forward(visit, snapshot.settings, assertion, claims);
  return withCookies(response, [
    passCookie(visit, token, admission),
    clearedCookie(visit, "ticket"),
  ]);
}

async function forward(
  visit: Visit,
  settings: RoomSettings | null,
  assertion: string | null,
  pass?: PassClaims,
): Promise<Response> {
  const health = settings?.originHealth ?? "off";
  const asked = health === "off" ? null : visit.room.watch.ask(health.targetMilliseconds);
  let response: Response;
  try {
    response = await forwardToOrigin(visit, settings?.origin ?? null, assertion);
  } catch {
    asked?.answered(null);
    return originTrouble(visit);
  }
  asked?.answered(response);
  return wordsOfShop.some((name) => response.headers.has(name))
    ? heedShop(visit, response, pass)
    : response;
}

/** Said to the gateway, not to the visitor. */
const wordsOfShop = ["Stanchion-Session", "Stanchion-Units"] as const;

/** The shop's word about the session: an order is complete, or the visitor may not stay. */
function heedShop(visit: Visit, response: Response, pass: PassClaims | undefined): Response {
  const said = response.headers.get("Stanchion-Session")?.trim().toLowerCase();
  const units = unitsIn(response);
  const answer = new Response(response.body, response);
  for (const name of wordsOfShop) answer.headers.delete(name);
  if (!pass || (said !== "complete" && said !== "revoke")) return answer;
  const { epoch, line, number } = pass;
  const reason = said === "complete" ? "complete" : "revoked";
  const told = visit.room.ask({ kind: "end", epoch, line, number, reason, units }, visit.ctx);
  visit.ctx.waitUntil(told.catch(() => undefined));
  return reason === "revoked" ? withCookies(answer, [clearedCookie(visit, "pass")]) : answer;
}

/** How many units the shop says it sold; null when it does not, or says nonsense. */
function unitsIn({ headers }: Response): number | null {
  const said = headers.get("Stanchion-Units")?.trim() ?? "";
  return /^\d{1,9}$/.test(said) ? Number(said) : null;
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
  triedRenewals.set(jti, now + Math.min(longestRenewalPauseMs, (expiresAt - now) / 4));
  return true;
}

/** Never rejects: a room that does not answer costs the visitor nothing now. */
async function renew(visit: Visit, { epoch, line, number }: PassClaims) {
  try {
    const answer = await visit.room.ask({ kind: "renew", epoch, line, number }, visit.ctx);
    if (answer.kind !== "admitted") return null;
    return { token: await passFor(visit, answer.admission, epoch), admission: answer.admission };
  } catch {
    return null;
  }
}

/** Kept beyond its end: the shop may be out by then, and the session's clock with it. The pass says when it ends. */
const keptAfterEndMs = 24 * 60 * minuteMs;

export const passCookie = (visit: Visit, token: string, { endsAt }: Admission): string =>
  cookieWith(visit, "pass", token, endsAt - visit.now + keptAfterEndMs);

/** An answer that carries somebody's pass is theirs alone. */
export function withCookies(response: Response, cookies: readonly string[]): Response {
  // A WebSocket's answer cannot be made anew; its cookie can wait for the next request.
  if (response.webSocket) return response;
  const answer = new Response(response.body, response);
  for (const cookie of cookies) answer.headers.append("Set-Cookie", cookie);
  answer.headers.set("Cache-Control", "no-store");
  return answer;
}

/**
 * Nobody arrives with it, so it uses up nothing: a page fetched before anybody asked for it, the look of
 * a link preview or a monitor at the head alone, and a WebSocket, whose answer cannot bring the pass.
 */
const isNoVisit = ({ method, headers }: Request): boolean =>
  method === "HEAD" ||
  headers.has("Upgrade") ||
  ["Sec-Purpose", "Purpose", "X-Purpose", "X-Moz"].some((name) =>
    /prefetch|prerender|preview/i.test(headers.get(name) ?? ""),
  );

/** A WebSocket carries the visitor's cookies whichever page opened it. */
function isForeignUpgrade({ request, host }: Visit): boolean {
  if (!request.headers.has("Upgrade")) return false;
  const origin = request.headers.get("Origin");
  return origin !== null && URL.parse(origin)?.host !== host;
}
