/** What somebody gets who is not let through: a page to wait on, or a problem that a program can read. */

import { parseAccept } from "hono/utils/accept";
import type { RoomSnapshot } from "../domain/snapshot.ts";
import { chooseLanguage } from "../pages/language.ts";
import { renderNoticePage } from "../pages/notice-page.tsx";
import {
  challengePageSecurityPolicy,
  renderWaitingPage,
  waitingPageSecurityPolicy,
} from "../pages/waiting-page.tsx";
import { newTokenId } from "../tokens/claims.ts";
import { isTarget } from "../tokens/ticket-token.ts";
import { presentedInvitation } from "./invitations.ts";
import { messageFor } from "./message.ts";
import { presentedTicket } from "./passes.ts";
import { problem } from "./problems.ts";
import type { Visit } from "./visit.ts";
import { statusBeforeWave, statusForNewcomer, statusOfPlace } from "./visitor-status.ts";

/** Headers of every page of ours. */
export const pageHeaders = (contentSecurityPolicy: string) => ({
  "Content-Type": "text/html; charset=utf-8",
  "Cache-Control": "no-store",
  "Content-Security-Policy": contentSecurityPolicy,
  "Referrer-Policy": "same-origin",
  "X-Content-Type-Options": "nosniff",
  "X-Frame-Options": "DENY",
});

/** The waiting page for people, RFC 9457 for everything else. Makes no place and uses up nothing. */
export async function queuedAnswer(visit: Visit, snapshot: RoomSnapshot): Promise<Response> {
  if (!readsHtml(visit.request)) {
    return problem("not-admitted", { retryAfterSeconds: 5 });
  }
  const { queuedStatus } = snapshot.settings;
  const isPage = visit.request.method === "GET" || visit.request.method === "HEAD";
  // A form that was sent has not been received, whatever the merchant chose for pages.
  const status = isPage ? queuedStatus : 503;
  const challenge = challengeOn(snapshot);
  const page = await waitingPage(visit, snapshot);
  if (page === null) return noticePage(visit, "not-invited", 403);
  return new Response(page, {
    status,
    headers: {
      ...pageHeaders(
        challenge ? challengePageSecurityPolicy(challenge) : waitingPageSecurityPolicy,
      ),
      ...((status === 429 || status === 503) && { "Retry-After": "5" }),
    },
  });
}

/** Null for somebody who needs an invitation and brings none. */
async function waitingPage(
  visit: Visit,
  snapshot: RoomSnapshot,
): Promise<Uint8Array<ArrayBuffer> | null> {
  const ticket = await presentedTicket(visit);
  const acceptLanguage = visit.request.headers.get("Accept-Language");
  const isLive = ticket !== null && ticket.claims.epoch === snapshot.epoch;
  const status = isLive
    ? statusOfPlace(visit, ticket.claims, snapshot)
    : await statusOfNewcomer(visit, snapshot);
  if (status === "not-invited") return null;
  return renderWaitingPage({
    status,
    language: chooseLanguage(acceptLanguage),
    target: isTarget(visit.target) && visit.request.method === "GET" ? visit.target : "/",
    joinKey: newTokenId(),
    shopName: visit.host,
    message: messageFor(snapshot.settings.message, acceptLanguage),
    challenge: challengeOn(snapshot),
  });
}

/** Also while the room is not busy: it may be when this page joins. */
const challengeOn = ({ settings: { challenge, turnstile } }: RoomSnapshot) =>
  challenge === "off" ? null : { turnstileSiteKey: turnstile?.siteKey ?? null };

async function statusOfNewcomer(visit: Visit, snapshot: RoomSnapshot) {
  if (snapshot.settings.invitations?.required) {
    const brought = await presentedInvitation(visit, snapshot);
    if (brought.kind === "early") return statusBeforeWave(visit, snapshot, brought.validFrom);
    if (brought.kind !== "invited") return "not-invited";
  }
  return statusForNewcomer(visit, snapshot);
}

/** The room does not answer and nothing is known of it: strangers wait, and say so kindly. */
export function roomUnreachable(visit: Visit): Response {
  return readsHtml(visit.request)
    ? noticePage(visit, "unavailable", 503, { retryAfterSeconds: 10 })
    : problem("room-unreachable", { retryAfterSeconds: 10 });
}

/** The shop does not answer. Nothing is sent again behind the visitor's back. */
export function originTrouble(visit: Visit): Response {
  return readsHtml(visit.request)
    ? noticePage(visit, "origin-trouble", 502, { retryAfterSeconds: 5 })
    : problem("origin-unreachable", { retryAfterSeconds: 5 });
}

export function noticePage(
  { request }: Pick<Visit, "request">,
  kind: Parameters<typeof renderNoticePage>[0]["kind"],
  status: number,
  { retryAfterSeconds, href = null }: NoticeOptions = {},
): Response {
  const language = chooseLanguage(request.headers.get("Accept-Language"));
  return new Response(renderNoticePage({ kind, language, href }), {
    status,
    headers: {
      ...pageHeaders(waitingPageSecurityPolicy),
      ...(retryAfterSeconds && { "Retry-After": String(retryAfterSeconds) }),
    },
  });
}

interface NoticeOptions {
  readonly retryAfterSeconds?: number;
  /** Where the page leads, when that is not the same everywhere. */
  readonly href?: string | null;
}

/** A person at a browser, as far as a request can tell. */
export function readsHtml({ headers }: Request): boolean {
  if (headers.has("Upgrade")) return false;
  // Only what is named counts: a program that takes anything is better served with JSON.
  const preferred = parseAccept(headers.get("Accept") ?? "").find(
    ({ type, q }) => q > 0 && answerTypes.has(type.toLowerCase()),
  );
  return preferred?.type.toLowerCase() === "text/html";
}

const answerTypes = new Set(["text/html", "application/json", "application/problem+json"]);
