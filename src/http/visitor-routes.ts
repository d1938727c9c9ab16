/** What a waiting page or an app asks of the gateway: join, status, enter, leave. */

import { Hono } from "hono";
import * as v from "valibot";
import type { RoomAnswer, RoomCall } from "../domain/calls.ts";
import { lineForAll, type RoomSettings } from "../domain/settings.ts";
import type { RoomSnapshot } from "../domain/snapshot.ts";
import type { TicketNote } from "../domain/ticket.ts";
import type { AdmittedStatus, VisitorStatus } from "../protocol.ts";
import { isTokenId, newTokenId, type PlaceClaims } from "../tokens/claims.ts";
import type { InvitationClaims } from "../tokens/invitation-token.ts";
import { publicJwks } from "../tokens/keyring.ts";
import type { TicketClaims } from "../tokens/ticket-token.ts";
import { after } from "./after.ts";
import { boundedBody } from "./bounded-body.ts";
import { asksForWork, challengeAnswer, unpaidAnswer } from "./challenge.ts";
import { askAtTheDoor } from "./door.ts";
import { drawAnswer } from "./draw-route.ts";
import { clearedCookie, cookieWith, passCookie } from "./given-cookies.ts";
import { invitationPage, takeInvitation } from "./invitation-routes.ts";
import { presentedInvitation } from "./invitations.ts";
import { lineAnswer } from "./line-route.ts";
import { ownProblem } from "./own-problems.ts";
import { passInLine } from "./pass-in-line.ts";
import { passFor, presentedPass, ticketFor } from "./passes.ts";
import { problem } from "./problems.ts";
import { noticePage, readsHtml, roomUnreachable } from "./queued.ts";
import { outlivedPass, returnedSession } from "./renewals.ts";
import { readBody } from "./request-body.ts";
import {
  answerInRoom,
  json,
  type LiveTicket,
  livePass,
  locationOf,
  statusAnswer,
} from "./status-route.ts";
import type { Visit } from "./visit.ts";
import {
  standingOfTicket,
  statusAdmitted,
  statusAtTheDoor,
  statusBeforeWave,
  statusForNewcomer,
  statusOfPlace,
} from "./visitor-status.ts";
import { isWayBack } from "./way-back.ts";
import { wrongMethodAt } from "./wrong-method.ts";

type Routes = { Bindings: { readonly visit: Visit } };

const joinRequest = v.object({
  target: v.optional(v.pipe(v.string(), v.maxLength(8_000))),
  key: v.optional(v.string()),
  invitation: v.optional(v.pipe(v.string(), v.maxLength(2_000))),
  proof: v.optional(v.pipe(v.string(), v.maxLength(4_000))),
  patience: v.optional(v.pipe(v.string(), v.maxLength(2_000))),
  turnstile: v.optional(v.pipe(v.string(), v.maxLength(2_048))),
});

const mostBodyBytes = 16 * 1_024;

export const visitorRoutes = new Hono<Routes>()
  .basePath("/.stanchion")
  .use(boundedBody(mostBodyBytes))
  .get("/jwks.json", (c) => {
    const { keyring } = c.env.visit;
    return c.json(publicJwks(keyring), 200, { "Cache-Control": "public, max-age=15" });
  })
  .get("/draw", (c) => answerInRoom(c.env.visit, drawAnswer))
  .get("/line", (c) => lineAnswer(c.env.visit))
  .get("/challenge", (c) => answerInRoom(c.env.visit, challengeAnswer))
  .get("/invitation", (c) => invitationPage(c.env.visit))
  .post("/invitation", (c) => answerInRoom({ ...c.env.visit, request: c.req.raw }, takeInvitation))
  .get("/status", (c) => statusAnswer(c.env.visit))
  // With the request as the limit has left it: a body without a length had to be read to be measured.
  .post("/join", (c) => answerInRoom({ ...c.env.visit, request: c.req.raw }, join))
  .post("/enter", (c) => answerInRoom(c.env.visit, enter))
  .post("/leave", (c) => answerInRoom(c.env.visit, leave));

/** What a crowd sends. */
const crowdsCalls = new Map([
  ["/.stanchion/join", join],
  ["/.stanchion/enter", enter],
]);

/**
 * The answer to a call that a crowd sends, past the routers: they cost more than the call itself, and a body
 * that says how short it is need not be measured. Null: the routers answer.
 */
export function answerToCrowd(visit: Visit): Promise<Response> | null {
  const call = crowdsCalls.get(visit.path);
  const { method, headers } = visit;
  return call && method === "POST" && isShort(headers) ? answerInRoom(visit, call) : null;
}

/** The platform reads no more of a body than was told. */
function isShort(headers: Headers): boolean {
  const length = headers.get("Content-Length") ?? "";
  return (
    /^\d{1,5}$/.test(length) && Number(length) <= mostBodyBytes && !headers.has("Transfer-Encoding")
  );
}

visitorRoutes.notFound(
  (c) => wrongMethodAt(visitorRoutes.routes, c.req.path) ?? problem("unknown-path"),
);

async function join(
  visit: Visit,
  snapshot: RoomSnapshot,
  ticket: LiveTicket | null,
): Promise<Response> {
  const wanted = await readJoin(visit.request);
  if (wanted === null) return problem("malformed");
  const target = isWayBack(wanted.target) ? wanted.target : "/";

  if (ticket) {
    const place = statusOfPlace(visit, ticket.claims, snapshot);
    return toVisitor(visit, { ...place, ticket: ticket.token }, ticket.claims.target);
  }
  if (await livePass(visit, snapshot)) {
    return toVisitor(visit, statusAdmitted(visit, snapshot, locationOf(visit, target)), target);
  }

  const back = await comeBack(visit, snapshot, { ...wanted, target });
  if (back) return back;

  const { settings } = snapshot;
  const brought = await presentedInvitation(visit, snapshot, wanted.invitation);
  if (brought.kind === "early") {
    return toVisitor(visit, statusBeforeWave(visit, snapshot, brought.validFrom), target);
  }
  // Who names an invitation means it; one that lies in a cookie may be of another launch.
  if (brought.kind === "refused" && wanted.invitation !== undefined) {
    return ownProblem(`invitation-${brought.reason}`);
  }
  if (brought.kind !== "invited" && settings.invitations?.required) {
    return readsHtml(visit) ? noticePage(visit, "not-invited", 403) : problem("not-invited");
  }
  const invited = brought.kind === "invited" ? brought.claims : null;
  if (invited === null && asksForWork(snapshot)) {
    // Nobody works for a place that is not given. The room itself is not asked: what it says may be newer.
    const closed = statusForNewcomer(visit, snapshot);
    if (closed) return toVisitor(visit, closed, target);
    const unpaid = await unpaidAnswer(visit, snapshot, { ...wanted, target });
    if (unpaid) return unpaid;
  }
  const answer = await ask(visit, {
    kind: "join",
    line: lineFor(invited, settings),
    key: isTokenId(wanted.key) ? wanted.key : newTokenId(),
    ticketId: newTokenId(),
    passId: newTokenId(),
    invitation: invited && { subject: invited.sub, wave: invited.wave },
  });
  if (answer === null) return roomUnreachable(visit);
  if (answer.kind === "admitted") return admitted(visit, snapshot, answer, target);
  if (answer.kind === "ended") return ownProblem("invitation-used");
  const current = await latest(visit, snapshot);
  if (answer.kind !== "joined") {
    const closed = statusForNewcomer(visit, current);
    return closed
      ? toVisitor(visit, closed, target)
      : ownProblem("not-accepting", { retryAfterSeconds: 30 });
  }
  const { line, number, ticketId: jti } = answer.joined;
  const standing = standingOfTicket(visit, { line, number }, current);
  const told = standing.kind === "waiting" ? standing.wait : null;
  const token = await ticketFor(visit, answer.joined, { target, told });
  const place = statusOfPlace(visit, { line, number, jti }, current);
  return toVisitor(visit, { ...place, ticket: token }, target, [
    cookieWith(visit, "ticket", token, ticketCookieMs),
  ]);
}

/** To a session that outlived the pass; null: there is none. It costs what a place costs. */
async function comeBack(
  visit: Visit,
  snapshot: RoomSnapshot,
  wanted: v.InferOutput<typeof joinRequest> & { readonly target: string },
): Promise<Response | null> {
  const outlived = await outlivedPass(visit, snapshot);
  if (!outlived) return null;
  const unpaid = asksForWork(snapshot) ? await unpaidAnswer(visit, snapshot, wanted) : null;
  if (unpaid) return unpaid;
  const admission = await returnedSession(visit, outlived);
  if (admission === null) return null;
  const { epoch } = outlived;
  return admitted(visit, snapshot, { kind: "admitted", admission, epoch }, wanted.target);
}

/** Where an invitation leads, if there is such a line; otherwise where everybody joins. */
const lineFor = (invited: InvitationClaims | null, settings: RoomSettings): string =>
  invited && settings.lines.some(({ name }) => name === invited.line)
    ? invited.line
    : lineForAll(settings);

/** A browser keeps the ticket for as long as it may be good for something. */
const ticketCookieMs = 7 * 24 * 3_600_000;

async function enter(
  visit: Visit,
  snapshot: RoomSnapshot,
  ticket: LiveTicket | null,
): Promise<Response> {
  if (!ticket) {
    const pass = await livePass(visit, snapshot);
    return pass
      ? toVisitor(
          visit,
          { ...statusAdmitted(visit, snapshot, locationOf(visit, "/")), pass: pass.token },
          "/",
        )
      : voidTicket(visit);
  }
  const { epoch, line, number, target } = ticket.claims;
  const answer = await askAtTheDoor((call) => ask(visit, call), {
    kind: "enter",
    epoch,
    line,
    number,
    passId: newTokenId(),
    ticket: noteOf(ticket.claims),
  });
  if (answer === null) return roomUnreachable(visit);
  switch (answer.kind) {
    case "admitted":
      return admitted(visit, snapshot, answer, target);
    case "at-the-door": {
      const current = await latest(visit, snapshot);
      return toVisitor(visit, statusAtTheDoor(visit, ticket.claims, current, answer), target);
    }
    case "void":
    case "ended":
      return voidTicket(visit);
    default:
      return toVisitor(
        visit,
        statusOfPlace(visit, ticket.claims, await latest(visit, snapshot)),
        target,
      );
  }
}

async function leave(
  visit: Visit,
  _snapshot: RoomSnapshot,
  ticket: LiveTicket | null,
): Promise<Response> {
  const pass = await presentedPass(visit);
  const calls: readonly RoomCall[] = [
    ...(ticket ? [{ kind: "leave" as const, ...placeOf(ticket.claims) }] : []),
    ...(pass
      ? [{ kind: "end" as const, ...passInLine(pass.claims), reason: "left" as const, units: null }]
      : []),
  ];
  for (const call of calls) if ((await ask(visit, call)) === null) return roomUnreachable(visit);
  const response = readsHtml(visit)
    ? await noticePage(visit, "left", 200)
    : new Response(null, { status: 204, headers: { "Cache-Control": "no-store" } });
  response.headers.append("Set-Cookie", clearedCookie(visit, "ticket"));
  response.headers.append("Set-Cookie", clearedCookie(visit, "pass"));
  return response;
}

const placeOf = ({ epoch, line, number }: PlaceClaims) => ({ epoch, line, number });

const noteOf = ({ issuedAt, told, wave }: TicketClaims): TicketNote => ({
  joinedAt: issuedAt,
  told: told && { lowMs: told[0], highMs: told[1] },
  wave,
});

/** Lets the admission begin, then hands out the pass. The slot may lie up to two seconds ahead. */
async function admitted(
  visit: Visit,
  snapshot: RoomSnapshot,
  { admission, epoch = snapshot.epoch, joined }: Extract<RoomAnswer, { kind: "admitted" }>,
  target: string,
): Promise<Response> {
  const untilSlotMs = admission.admittedAt - Date.now();
  if (untilSlotMs > 0) await after(untilSlotMs);
  const pass = await passFor(visit, admission, epoch);
  const status: AdmittedStatus = {
    ...statusAdmitted(visit, snapshot, locationOf(visit, target)),
    pass,
    ...(joined && { ticket: await ticketFor(visit, joined, { target, told: null }) }),
  };
  return toVisitor(visit, status, target, [
    passCookie(visit, pass, admission),
    clearedCookie(visit, "ticket"),
  ]);
}

/** JSON for programs; for a form the way on: to the shop, or back to the page to wait. */
function toVisitor(
  visit: Visit,
  status: VisitorStatus,
  target: string,
  cookies: readonly string[] = [],
): Response {
  const response = readsHtml(visit)
    ? new Response(null, {
        status: 303,
        headers: { Location: locationOf(visit, target), "Cache-Control": "no-store" },
      })
    : json(status);
  for (const cookie of cookies) response.headers.append("Set-Cookie", cookie);
  return response;
}

function voidTicket(visit: Visit): Response {
  const response = readsHtml(visit)
    ? new Response(null, {
        status: 303,
        headers: { Location: locationOf(visit, "/"), "Cache-Control": "no-store" },
      })
    : problem("unknown-place");
  response.headers.append("Set-Cookie", clearedCookie(visit, "ticket"));
  return response;
}

/** The snapshot as the last batch left it: newer than the one that the request began with. */
const latest = async ({ room, ctx }: Visit, known: RoomSnapshot): Promise<RoomSnapshot> =>
  room.snapshot.peek(ctx) ?? known;

async function ask(
  { room, ctx }: Visit,
  call: Parameters<typeof room.ask>[0],
): Promise<RoomAnswer | null> {
  try {
    return await room.ask(call, ctx);
  } catch {
    return null;
  }
}

async function readJoin(request: Request): Promise<v.InferOutput<typeof joinRequest> | null> {
  try {
    const parsed = v.safeParse(joinRequest, await readBody(request));
    return parsed.success ? parsed.output : null;
  } catch {
    return null;
  }
}
