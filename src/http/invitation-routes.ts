/** Where the link of an invitation leads: a page that hands it over, and the cookie that keeps it. */

import * as v from "valibot";
import type { RoomSnapshot } from "../domain/snapshot.ts";
import type { InvitationPageValues } from "../pages/invitation-page.tsx";
import { cookieWith } from "./given-cookies.ts";
import { type PresentedInvitation, presentedInvitation } from "./invitations.ts";
import { onDemand } from "./on-demand.ts";
import { ownProblem } from "./own-problems.ts";
import { pageHeaders } from "./page-headers.ts";
import { problem } from "./problems.ts";
import { languageOf, readsHtml } from "./queued.ts";
import { readBody } from "./request-body.ts";
import type { Visit } from "./visit.ts";

const invitationPages = onDemand(() => import("../pages/invitation-page.tsx"));

const handedOver = v.object({ invitation: v.pipe(v.string(), v.maxLength(4_000)) });

/** As long as an invitation lives at most; a join tells whether it still does. */
const invitationCookieMs = 366 * 24 * 3_600_000;

export async function invitationPage(
  { request }: Visit,
  reason: InvitationPageValues["problem"] = null,
): Promise<Response> {
  const { renderInvitationPage, invitationPageSecurityPolicy } = await invitationPages();
  const language = languageOf(request);
  return new Response(await renderInvitationPage({ language, problem: reason }), {
    status: reason === null ? 200 : 403,
    headers: pageHeaders(invitationPageSecurityPolicy),
  });
}

/** An early invitation is kept too: its holder is told from when it is good. */
export async function takeInvitation(visit: Visit, snapshot: RoomSnapshot): Promise<Response> {
  const body = v.safeParse(handedOver, await readBody(visit.request).catch(() => null));
  if (!body.success) return problem("malformed", { detail: 'Send {"invitation": "<the token>"}.' });
  // Whoever pastes the link pastes what is before the # as well.
  const token = body.output.invitation.replace(/^[^#]*#/, "").trim();
  const brought = await presentedInvitation(visit, snapshot, token);
  if (brought.kind !== "invited" && brought.kind !== "early") return refusal(visit, brought);
  const cookie = cookieWith(visit, "invitation", brought.token, invitationCookieMs);
  const location = `${visit.secure ? "https" : "http"}://${visit.host}/`;
  const headers = { "Cache-Control": "no-store", "Set-Cookie": cookie };
  return readsHtml(visit)
    ? new Response(null, { status: 303, headers: { ...headers, Location: location } })
    : Response.json({ location }, { headers });
}

function refusal(
  visit: Visit,
  brought: Extract<PresentedInvitation, { kind: "none" | "refused" }>,
): Response | Promise<Response> {
  const reason = brought.kind === "refused" ? brought.reason : "not-genuine";
  return readsHtml(visit) ? invitationPage(visit, reason) : ownProblem(`invitation-${reason}`);
}
