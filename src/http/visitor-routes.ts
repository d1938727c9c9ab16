/** What a waiting page or an app asks of the gateway: join, status, enter, leave. */

import { Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import * as v from "valibot";
import type { RoomAnswer } from "../domain/calls.ts";
import type { RoomSnapshot } from "../domain/snapshot.ts";
import type { AdmittedStatus, VisitorStatus } from "../protocol.ts";
import { isTokenId, newTokenId } from "../tokens/claims.ts";
import { publicJwks } from "../tokens/keyring.ts";
import type { PassClaims } from "../tokens/pass-token.ts";
import { isTarget, type TicketClaims } from "../tokens/ticket-token.ts";
import { after } from "./after.ts";
import { passCookie } from "./gate.ts";
import {
  isRevoked,
  type Presented,
  passFor,
  presentedPass,
  presentedTicket,
  ticketFor,
} from "./passes.ts";
import { problem } from "./problems.ts";
import { noticePage, readsHtml, roomUnreachable } from "./queued.ts";
import type { Visit } from "./visit.ts";
import { clearedCookie, cookieWith } from "./visitor-cookies.ts";
import {
  statusAdmitted,
  statusAtTheDoor,
  statusForNewcomer,
  statusOfPlace,
} from "./visitor-status.ts";

type Routes = { Bindings: { readonly visit: Visit } };

const joinRequest = v.object({
  target: v.optional(v.pipe(v.string(), v.maxLength(8_000))),
  key: v.optional(v.string()),
});

const mostBodyBytes = 16 * 1_024;

export const visitorRoutes = new Hono<Routes>()
  .basePath("/.stanchion")
  .use(bodyLimit({ maxSize: mostBodyBytes, onError: () => problem("too-large") }))
  .get("/jwks.json", (c) => {
    const { keyring } = c.env.visit;
    return c.json(publicJwks(keyring), 200, { "Cache-Control": "public, max-age=15" });
  })
  .get("/status", (c) => answerInRoom(c.env.visit, status))
  // With the request as the limit has left it: a body without a length had to be read to be measured.
  .post("/join", (c) => answerInRoom({ ...c.env.visit, request: c.req.raw }, join))
  .post("/enter", (c) => answerInRoom(c.env.visit, enter))
  .post("/leave", (c) => answerInRoom(c.env.visit, leave))
  .notFound(() => problem("unknown-path"));

/** Runs an answer with the room's snapshot; a room that does not answer is said to be unreachable. */
async function answerInRoom(
  visit: Visit,
  answer: (visit: Visit, snapshot: RoomSnapshot) => Promise<Response>,
): Promise<Response> {
  if (visit.request.method !== "GET" && isFromForeignPage(visit)) return problem("foreign-page");
  let snapshot: RoomSnapshot;
  try {
    snapshot = visit.room.snapshot.peek(visit.ctx) ?? (await visit.room.snapshot.get(visit.ctx));
  } catch {
    return roomUnreachable(visit);
  }
  return answer(visit, snapshot);
}

async function status(visit: Visit, snapshot: RoomSnapshot): Promise<Response> {
  const ticket = await liveTicket(visit, snapshot);
  if (ticket) return json(statusOfPlace(visit, ticket.claims, snapshot));
  const pass = await livePass(visit, snapshot);
  return pass
    ? json(statusAdmitted(visit, snapshot, locationOf(visit, "/")))
    : problem("unknown-place");
}

async function join(visit: Visit, snapshot: RoomSnapshot): Promise<Response> {
  const wanted = await readJoin(visit.request);
  if (wanted === null) return problem("malformed");
  const target =
    isTarget(wanted.target) && !wanted.target.startsWith("/.stanchion/") ? wanted.target : "/";

  const ticket = await liveTicket(visit, snapshot);
  if (ticket) {
    const place = statusOfPlace(visit, ticket.claims, snapshot);
    return toVisitor(visit, { ...place, ticket: ticket.token }, ticket.claims.target);
  }
  if (await livePass(visit, snapshot)) {
    return toVisitor(visit, statusAdmitted(visit, snapshot, locationOf(visit, target)), target);
  }

  const key = isTokenId(wanted.key) ? wanted.key : newTokenId();
  const call = { kind: "join", key, ticketId: newTokenId(), passId: newTokenId() } as const;
  const answer = await ask(visit, call);
  if (answer === null) return roomUnreachable(visit);
  if (answer.kind === "admitted") return admitted(visit, snapshot, answer, target);
  const current = await latest(visit, snapshot);
  if (answer.kind !== "joined") {
    const closed = statusForNewcomer(visit, current);
    return closed
      ? toVisitor(visit, closed, target)
      : problem("not-accepting", { retryAfterSeconds: 30 });
  }
  const token = await ticketFor(visit, answer.joined, current.epoch, target);
  const { number, ticketId: jti } = answer.joined;
  const place = statusOfPlace(visit, { number, jti }, current);
  return toVisitor(visit, { ...place, ticket: token }, target, [
    cookieWith(visit, "ticket", token, ticketCookieMs),
  ]);
}

/** A browser keeps the ticket for as long as it may be good for something. */
const ticketCookieMs = 7 * 24 * 3_600_000;

async function enter(visit: Visit, snapshot: RoomSnapshot): Promise<Response> {
  const ticket = await liveTicket(visit, snapshot);
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
  const { epoch, number, target } = ticket.claims;
  const answer = await ask(visit, { kind: "enter", epoch, number, passId: newTokenId() });
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

async function leave(visit: Visit, snapshot: RoomSnapshot): Promise<Response> {
  const ticket = await liveTicket(visit, snapshot);
  const pass = await presentedPass(visit);
  const calls = [
    ...(ticket
      ? [{ kind: "leave", epoch: ticket.claims.epoch, number: ticket.claims.number } as const]
      : []),
    ...(pass
      ? [
          {
            kind: "end",
            epoch: pass.claims.epoch,
            number: pass.claims.number,
            reason: "left",
          } as const,
        ]
      : []),
  ];
  for (const call of calls) if ((await ask(visit, call)) === null) return roomUnreachable(visit);
  const response = readsHtml(visit.request)
    ? noticePage(visit, "left", 200)
    : new Response(null, { status: 204, headers: { "Cache-Control": "no-store" } });
  response.headers.append("Set-Cookie", clearedCookie(visit, "ticket"));
  response.headers.append("Set-Cookie", clearedCookie(visit, "pass"));
  return response;
}

/** Lets the admission begin, then hands out the pass. The slot may lie up to two seconds ahead. */
async function admitted(
  visit: Visit,
  snapshot: RoomSnapshot,
  { admission, joined }: Extract<RoomAnswer, { kind: "admitted" }>,
  target: string,
): Promise<Response> {
  const untilSlotMs = admission.admittedAt - Date.now();
  if (untilSlotMs > 0) await after(untilSlotMs);
  const { epoch } = snapshot;
  const pass = await passFor(visit, admission, epoch);
  const status: AdmittedStatus = {
    ...statusAdmitted(visit, snapshot, locationOf(visit, target)),
    pass,
    ...(joined && { ticket: await ticketFor(visit, joined, epoch, target) }),
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
  const response = readsHtml(visit.request)
    ? new Response(null, {
        status: 303,
        headers: { Location: locationOf(visit, target), "Cache-Control": "no-store" },
      })
    : json(status);
  for (const cookie of cookies) response.headers.append("Set-Cookie", cookie);
  return response;
}

function voidTicket(visit: Visit): Response {
  const response = readsHtml(visit.request)
    ? new Response(null, {
        status: 303,
        headers: { Location: locationOf(visit, "/"), "Cache-Control": "no-store" },
      })
    : problem("unknown-place");
  response.headers.append("Set-Cookie", clearedCookie(visit, "ticket"));
  return response;
}

const json = (status: VisitorStatus): Response =>
  Response.json(status, { headers: { "Cache-Control": "no-store" } });

/** Absolute, of the host that was asked, to a path that a ticket may hold: no way leads anywhere else. */
const locationOf = ({ host, secure }: Visit, target: string): string =>
  `${secure ? "https" : "http"}://${host}${target}`;

async function liveTicket(
  visit: Visit,
  { epoch }: RoomSnapshot,
): Promise<Presented<TicketClaims> | null> {
  const ticket = await presentedTicket(visit);
  return ticket?.claims.epoch === epoch ? ticket : null;
}

async function livePass(
  visit: Visit,
  snapshot: RoomSnapshot,
): Promise<Presented<PassClaims> | null> {
  const pass = await presentedPass(visit);
  return pass && !isRevoked(pass.claims, snapshot) ? pass : null;
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

async function readBody(request: Request): Promise<unknown> {
  const type = request.headers.get("Content-Type") ?? "";
  if (type.includes("form")) return Object.fromEntries(await request.formData());
  const text = await request.text();
  return text === "" ? {} : JSON.parse(text);
}

/** Another site's page cannot make a visitor join, enter or leave. Apps send none of these headers. */
function isFromForeignPage({ request, host }: Visit): boolean {
  const site = request.headers.get("Sec-Fetch-Site");
  if (site !== null && site !== "same-origin" && site !== "none") return true;
  const origin = request.headers.get("Origin");
  return origin !== null && URL.parse(origin)?.host !== host;
}
