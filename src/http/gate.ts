/**
 * The gate: every request of a protected host that is not for the gateway itself comes through here,
 * and reaches the shop with a valid pass, on a public path, or by being admitted at once. There is no
 * other way, and whatever fails on the way lets nobody through.
 */

import type { Admission } from "../domain/admission.ts";
import { type SilentRoom, silentRoom } from "../domain/kept-settings.ts";
import { lineForAll, type RoomSettings } from "../domain/settings.ts";
import type { RoomSnapshot } from "../domain/snapshot.ts";
import { newTokenId } from "../tokens/claims.ts";
import type { PassClaims } from "../tokens/pass-token.ts";
import { after } from "./after.ts";
import { forward } from "./forward.ts";
import { isSilent } from "./hearing.ts";
import { isWrite } from "./idempotency.ts";
import { goOn, onDemand } from "./on-demand.ts";
import { alreadyOrdered, orderKnown } from "./orders.ts";
import { assertionFor, isRevoked, type Presented, passFor, presentedPass } from "./passes.ts";
import { problem } from "./problems.ts";
import { isPublicPath } from "./public-paths.ts";
import { queuedAnswer, roomUnreachable } from "./queued.ts";
import { type Renewal, renew, renewalDue, tellArrived } from "./renewals.ts";
import type { Visit } from "./visit.ts";

const givenCookies = onDemand(() => import("./given-cookies.ts"));
const upgrades = onDemand(() => import("./upgrades.ts"));
const lastings = onDemand(() => import("./lasting.ts"));
const graces = onDemand(() => import("./grace.ts"));
const trickles = onDemand(() => import("./trickle.ts"));

/** How long an answer of the shop waits for a renewed pass to go with it. */
const renewalPatienceMs = 250;

/** Methods that a shop never needs and that proxies are deceived with. */
const refusedMethods = new Set(["CONNECT", "TRACE", "TRACK"]);

export function passGate(visit: Visit): Response | Promise<Response> {
  if (refusedMethods.has(visit.method)) {
    return problem("wrong-method", {
      headers: { Allow: "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS" },
    });
  }
  return visit.headers.has("Upgrade")
    ? goOn(upgrades(), ({ refusedUpgrade }) => refusedUpgrade(visit) ?? judge(visit))
    : judge(visit);
}

function judge(visit: Visit): Response | Promise<Response> {
  const presented = presentedPass(visit);
  const snapshot = presented === null ? visit.room.snapshot.peek(visit.ctx) : undefined;
  return snapshot && mustQueue(visit, snapshot)
    ? queuedAnswer(visit, snapshot)
    : passOrQueue(visit, presented);
}

/**
 * A newcomer in a flood, for whom nobody need be asked and nothing awaited: where this is true, the whole
 * way through the gate leads to the same answer.
 */
const mustQueue = (visit: Visit, snapshot: RoomSnapshot): boolean =>
  visit.method === "GET" &&
  !snapshot.passesAtOnce &&
  !isSilent(visit, snapshot) &&
  !isPublicPath(visit.path, snapshot.settings.publicPaths);

async function passOrQueue(
  visit: Visit,
  presented: ReturnType<typeof presentedPass>,
): Promise<Response> {
  const pass = presented instanceof Promise ? await presented : presented;
  // The last one known will do where the room is silent: the admitted never depend on it. But they wait a second at most
  // to hear it, or a gateway that nobody asked for a while would go by who was inside then, and where the shop was.
  const snapshot = await knownSnapshot(visit);
  if (snapshot === null) return passWhileSilent(visit, pass);
  const { settings } = snapshot;
  if (pass && !isRevoked(pass.claims, snapshot)) return letThrough(visit, pass, settings);
  if (isPublicPath(visit.path, settings.publicPaths)) return forward(visit, settings, null);
  const stopped = pass ? null : await passOfStoppedClock(visit, snapshot);
  if (stopped === null) return finishOrComeAnew(visit, snapshot);
  const response = await letThrough(visit, stopped.pass, settings);
  return stopped.renewed ? withPass(visit, response, stopped.renewed) : response;
}

/** The room has not been heard since this gateway started; what the Directory keeps of it decides. */
async function passWhileSilent(
  visit: Visit,
  pass: Presented<PassClaims> | null,
): Promise<Response> {
  const { keptSettings } = visit;
  if (pass) return letThrough(visit, pass, keptSettings);
  if (keptSettings === null) return roomUnreachable(visit);
  if (isPublicPath(visit.path, keptSettings.publicPaths)) return forward(visit, keptSettings, null);
  return (await trickle(visit, silentRoom(keptSettings, visit.now))) ?? roomUnreachable(visit);
}

/**
 * While the shop is out, the clocks of its sessions stand still: a pass that ended after the outage began
 * is good until it is over, and then for as long as the room has moved its session's end.
 */
async function passOfStoppedClock(
  visit: Visit,
  snapshot: RoomSnapshot,
): Promise<StoppedPass | null> {
  for (const { since, until } of snapshot.outages.toReversed()) {
    const pass = await presentedPass({ ...visit, now: since });
    if (!pass || isRevoked(pass.claims, snapshot)) continue;
    if (until === null) return { pass, renewed: null };
    const renewal = await renew(visit, pass.claims);
    if (renewal === null) continue;
    const renewed = renewal.kind === "renewed" ? renewal : null;
    const expiresAt = renewal.kind === "stays" ? renewal.until : renewal.admission.endsAt;
    return { pass: { token: pass.token, claims: { ...pass.claims, expiresAt } }, renewed };
  }
  return null;
}

interface StoppedPass {
  readonly pass: Presented<PassClaims>;
  /** What takes its place, now that the clock goes on. */
  readonly renewed: Extract<Renewal, { readonly kind: "renewed" }> | null;
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
  pass: Presented<PassClaims>,
  settings: RoomSettings | null,
): Promise<Response> {
  const { claims } = pass;
  // A public path takes whatever anybody sends, and no order of ours.
  const isOrder = isWrite(visit) && !isPublicPath(visit.path, settings?.publicPaths ?? []);
  const placed = isOrder ? orderKnown(claims) : null;
  if (placed) return alreadyOrdered(visit, settings, placed);
  tellArrived(visit, claims);
  const renewal = settings && renewalDue(visit, claims, settings);
  const response = await atShop(visit, pass, settings);
  if (!renewal) return response;
  const renewed = await Promise.race([renewal, after(renewalPatienceMs)]);
  return renewed?.kind === "renewed" ? withPass(visit, response, renewed) : response;
}

/**
 * The shop's answer to somebody admitted. What goes on for hours ends with the session of who opened it; what needs
 * no pass does not.
 */
async function atShop(
  visit: Visit,
  pass: Presented<PassClaims>,
  settings: RoomSettings | null,
): Promise<Response> {
  const { claims } = pass;
  const assertion = await assertionFor(visit, claims, settings);
  const answer = await forward(visit, settings, { pass: claims, assertion });
  if (!isLasting(answer) || isPublicPath(visit.path, settings?.publicPaths ?? [])) return answer;
  const { untilSessionEnds } = await lastings();
  return untilSessionEnds(visit, pass, answer);
}

const isLasting = ({ webSocket, headers }: Response): boolean =>
  webSocket ? true : /text\/event-stream/i.test(headers.get("Content-Type") ?? "");

/** A session that is over: its form may still be finished, if it was open. Otherwise they come anew. */
async function finishOrComeAnew(visit: Visit, snapshot: RoomSnapshot): Promise<Response> {
  const { settings } = snapshot;
  const { passInGrace } = await graces();
  const grace = await passInGrace(visit, snapshot);
  if (grace.kind === "has-ordered") {
    return alreadyOrdered(visit, settings, grace.confirmation);
  }
  if (grace.kind === "over") return admitOrQueue(visit, snapshot);
  const { token, claims } = grace.pass;
  const response = await letThrough(visit, grace.pass, settings);
  return withPass(visit, response, { token, admission: { endsAt: claims.expiresAt } });
}

/** Lets somebody in who waited for nothing, if there is room; otherwise the line. */
async function admitOrQueue(visit: Visit, snapshot: RoomSnapshot): Promise<Response> {
  const trickled = isSilent(visit, snapshot) ? await trickle(visit, snapshot) : null;
  if (trickled) return trickled;
  const { invitations, challenge } = snapshot.settings;
  const mayPass = snapshot.passesAtOnce && !invitations?.required && challenge !== "always";
  if (!mayPass || isNoVisit(visit)) return queuedAnswer(visit, snapshot);
  const { room, ctx } = visit;
  let answer: Awaited<ReturnType<typeof room.ask>>;
  try {
    const line = lineForAll(snapshot.settings);
    answer = await room.ask({ kind: "pass", line, passId: newTokenId() }, ctx);
  } catch {
    return (await trickle(visit, snapshot)) ?? roomUnreachable(visit);
  }
  if (answer.kind !== "admitted") return queuedAnswer(visit, snapshot);
  const { admission, epoch = snapshot.epoch } = answer;
  const token = await passFor(visit, admission, epoch);
  const { line, number, passId: jti } = admission;
  const claims = {
    room: room.name,
    epoch,
    line,
    number,
    jti,
    renewal: 0,
    issuedAt: visit.now,
    expiresAt: admission.endsAt,
  };
  const response = await atShop(visit, { token, claims }, snapshot.settings);
  const { clearedCookie, passCookie, withCookies } = await givenCookies();
  return withCookies(response, [
    passCookie(visit, token, admission),
    clearedCookie(visit, "ticket"),
  ]);
}

/** The room does not answer, and its merchant lets a few in all the same; null: nobody just now. */
async function trickle(visit: Visit, room: SilentRoom): Promise<Response | null> {
  if (room.settings.onUnavailable === "hold" || isNoVisit(visit)) return null;
  const { trickledPass } = await trickles();
  const pass = trickledPass(visit, room);
  if (!pass) return null;
  const { line, number, jti: passId, issuedAt: admittedAt, expiresAt: endsAt } = pass;
  const session = { line, number, passId, admittedAt, endsAt };
  const token = await passFor(visit, session, pass.epoch);
  const response = await letThrough(visit, { token, claims: pass }, room.settings);
  return withPass(visit, response, { token, admission: session });
}

/** The answer, with the pass that its visitor has from now on. */
async function withPass(
  visit: Visit,
  response: Response,
  { token, admission }: { readonly token: string; readonly admission: Pick<Admission, "endsAt"> },
): Promise<Response> {
  const { passCookie, withCookies } = await givenCookies();
  return withCookies(response, [passCookie(visit, token, admission)]);
}

/**
 * Nobody arrives with it, so it uses up nothing: a page fetched before anybody asked for it, the look of
 * a link preview or a monitor at the head alone, a WebSocket, which a page opens that is there, and the parts of a page
 * that has none.
 */
const isNoVisit = ({ method, headers }: Visit): boolean =>
  method === "HEAD" ||
  headers.has("Upgrade") ||
  isPartOfAPage(headers) ||
  ["Sec-Purpose", "Purpose", "X-Purpose", "X-Moz"].some((name) =>
    /prefetch|prerender|preview/i.test(headers.get(name) ?? ""),
  );

/**
 * As browsers say: a picture or a script, of which a page may have thirty; and what another site's page asks for or
 * shows in a frame, where no browser takes the pass.
 */
function isPartOfAPage(headers: Headers): boolean {
  const mode = headers.get("Sec-Fetch-Mode");
  if (mode === null || mode === "no-cors") return mode !== null;
  return (
    headers.get("Sec-Fetch-Site") === "cross-site" && headers.get("Sec-Fetch-Dest") !== "document"
  );
}
