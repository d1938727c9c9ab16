/** What somebody gets who is not let through: a page to wait on, or a problem that a program can read. */

import { parseAccept } from "hono/utils/accept";
import type { RoomSettings } from "../domain/settings.ts";
import type { RoomSnapshot } from "../domain/snapshot.ts";
import { chooseLanguage, type Language } from "../pages/language.ts";
import type { NoticePageValues } from "../pages/notice-page.tsx";
import type { WaitingPageValues } from "../pages/waiting-page.tsx";
import type { InLineStatus } from "../protocol.ts";
import { newTokenId } from "../tokens/claims.ts";
import { isTarget } from "../tokens/ticket-token.ts";
import { rememberReading } from "./memory.ts";
import { messageFor } from "./message.ts";
import { goOn, onDemand } from "./on-demand.ts";
import { pageHeaders } from "./page-headers.ts";
import { presentedTicket, snapshotForTicket } from "./passes.ts";
import { problem } from "./problems.ts";
import type { Visit } from "./visit.ts";
import { statusBeforeWave, statusForNewcomer, statusOfPlace } from "./visitor-status.ts";

const invitations = onDemand(() => import("./invitations.ts"));
const waysBack = onDemand(() => import("./way-back.ts"));
const waitingPages = onDemand(() => import("../pages/waiting-page.tsx"));
const noticePages = onDemand(() => import("../pages/notice-page.tsx"));

/**
 * The waiting page for people, RFC 9457 for everything else. Makes no place and uses up nothing. A
 * newcomer's is answered without a promise.
 */
export function queuedAnswer(visit: Visit, snapshot: RoomSnapshot): Response | Promise<Response> {
  if (!readsHtml(visit)) {
    return problem("not-admitted", { retryAfterSeconds: 5 });
  }
  return goOn(statusOfWaiting(visit, snapshot), (status) =>
    status === "unheard"
      ? roomUnreachable(visit)
      : goOn(lostFormOf(visit), (lostForm) =>
          status === "not-invited"
            ? noticePage(visit, "not-invited", 403, { lostForm })
            : waitingPage(visit, snapshot, { status, lostForm }),
        ),
  );
}

/** A form for the shop that it has not received: where its sender goes on; null: it was none. */
const lostFormOf = (asked: Asked): string | null | Promise<string> =>
  asked.method === "GET" || asked.method === "HEAD" || asked.path.startsWith("/.stanchion/")
    ? null
    : goOn(waysBack(), ({ wayBackFromForm }) => wayBackFromForm(asked));

/** What is known of a request before its room is. */
type Asked = Pick<Visit, "request" | "method" | "headers" | "host" | "path">;

function waitingPage(
  { headers, target, host }: Visit,
  { settings }: RoomSnapshot,
  { status, lostForm }: { readonly status: InLineStatus | null; readonly lostForm: string | null },
): Response | Promise<Response> {
  // Whatever the merchant chose for pages, a form was not received.
  const httpStatus = lostForm === null ? settings.queuedStatus : 503;
  const comesAgain = httpStatus === 429 || httpStatus === 503;
  const challenge = challengeOn(settings);
  const { message, lineDocument = null } = settings;
  const values: WaitingPageValues = {
    status,
    language: languageOf({ headers }),
    target: lostForm ?? (isTarget(target) ? target : "/"),
    joinKey: newTokenId(),
    shopName: host,
    message: message && messageFor(message, headers.get("Accept-Language")),
    challenge,
    lineDocument,
    lostForm: lostForm !== null,
  };
  return goOn(waitingPages(), (pages) => {
    const policy =
      challenge || lineDocument
        ? pages.waitingPagePolicy({ challenge, lineDocument })
        : pages.waitingPageSecurityPolicy;
    const headers = pageHeaders(policy, comesAgain ? 5 : undefined);
    return pages.renderWaitingPage(
      values,
      (page) => new Response(page, { status: httpStatus, headers }),
    );
  });
}

/** Also while the room is not busy: it may be when this page joins. */
const challengeOn = ({ challenge, turnstile }: RoomSettings) =>
  challenge === "off" ? null : { turnstileSiteKey: turnstile?.siteKey ?? null };

type Waiting = InLineStatus | "not-invited" | "unheard" | null;

/** Null for a newcomer who may join. */
const statusOfWaiting = (visit: Visit, snapshot: RoomSnapshot): Waiting | Promise<Waiting> =>
  goOn(presentedTicket(visit), (ticket) =>
    goOn(snapshotForTicket(visit, ticket, snapshot), (current) => {
      if (current === null) return "unheard";
      return ticket?.claims.epoch === current.epoch
        ? statusOfPlace(visit, ticket.claims, current)
        : statusOfNewcomer(visit, current);
    }),
  );

const statusOfNewcomer = (visit: Visit, snapshot: RoomSnapshot): Waiting | Promise<Waiting> =>
  snapshot.settings.invitations?.required
    ? statusOfInvited(visit, snapshot)
    : statusForNewcomer(visit, snapshot);

/** Where nobody joins without an invitation. */
async function statusOfInvited(visit: Visit, snapshot: RoomSnapshot): Promise<Waiting> {
  const { presentedInvitation } = await invitations();
  const brought = await presentedInvitation(visit, snapshot);
  if (brought.kind === "early") return statusBeforeWave(visit, snapshot, brought.validFrom);
  return brought.kind === "invited" ? statusForNewcomer(visit, snapshot) : "not-invited";
}

/** The room does not answer and nothing is known of it: strangers wait, and say so kindly. */
export function roomUnreachable(asked: Asked): Response | Promise<Response> {
  const retryAfterSeconds = 10;
  return readsHtml(asked)
    ? goOn(lostFormOf(asked), (lostForm) =>
        noticePage(asked, "unavailable", 503, { retryAfterSeconds, lostForm }),
      )
    : problem("room-unreachable", { retryAfterSeconds });
}

/** The shop does not answer. Nothing is sent again behind the visitor's back. */
export function originTrouble(visit: Visit): Response | Promise<Response> {
  return readsHtml(visit)
    ? noticePage(visit, "origin-trouble", 502, { retryAfterSeconds: 5 })
    : problem("origin-unreachable", { retryAfterSeconds: 5 });
}

export async function noticePage(
  { request }: Pick<Visit, "request">,
  kind: NoticePageValues["kind"],
  status: number,
  { retryAfterSeconds, href = null, order = null, lostForm = null }: NoticeOptions = {},
): Promise<Response> {
  const { renderNoticePage, noticePageSecurityPolicy } = await noticePages();
  const language = languageOf(request);
  return new Response(await renderNoticePage({ kind, language, href, order, lostForm }), {
    status,
    headers: pageHeaders(noticePageSecurityPolicy, retryAfterSeconds),
  });
}

interface NoticeOptions {
  readonly retryAfterSeconds?: number;
  /** Where the page leads, when that is not the same everywhere. */
  readonly href?: string | null;
  /** The number of an order; null: the shop did not tell it. */
  readonly order?: string | null;
  /** Where somebody goes on whose form was not let through; null: it was no form. */
  readonly lostForm?: string | null;
}

/** A person at a browser, as far as a request can tell. */
export const readsHtml = ({ headers }: Pick<Request, "headers">): boolean =>
  !headers.has("Upgrade") && prefersHtml(headers.get("Accept") ?? "");

/** Only what is named counts: a program that takes anything is better served with JSON. */
const prefersHtml = rememberReading(1_000, (accept) => {
  const preferred = parseAccept(accept).find(
    ({ type, q }) => q > 0 && answerTypes.has(type.toLowerCase()),
  );
  return preferred?.type.toLowerCase() === "text/html";
});

const answerTypes = new Set(["text/html", "application/json", "application/problem+json"]);

/** The language that a visitor reads, of those that our pages speak. */
export const languageOf = ({ headers }: Pick<Request, "headers">): Language =>
  languageIn(headers.get("Accept-Language") ?? "");

const languageIn = rememberReading(1_000, chooseLanguage);
