/** Who may manage: whoever holds the token. No token set, nobody. */

import { timingSafeEqual } from "hono/utils/buffer";
import { minuteMs } from "../domain/time.ts";
import type { Config } from "../env.ts";
import { ownProblem } from "./own-problems.ts";
import { problem } from "./problems.ts";

/** Wrong tokens per minute and isolate after which none is looked at: guessing stays hopeless. */
const mostFailures = 20;

let failures = { since: 0, count: 0 };

/** Null when the request may manage, else the answer that says why not. */
export async function refuseUnlessOperator(
  request: Request,
  { adminToken }: Config,
  now: number,
): Promise<Response | null> {
  if (adminToken === null) return ownProblem("no-management");
  if (now - failures.since > minuteMs) failures = { since: now, count: 0 };
  const given = /^Bearer +(\S+)$/i.exec(request.headers.get("Authorization") ?? "")?.[1];
  if (given === undefined) {
    return ownProblem("unauthorized", { headers: { "WWW-Authenticate": "Bearer" } });
  }
  // The right token is never locked out by somebody else's guesses.
  if (await timingSafeEqual(given, adminToken)) {
    return isFromForeignPage(request) ? problem("foreign-page") : null;
  }
  failures.count += 1;
  if (failures.count > mostFailures)
    return ownProblem("too-many-attempts", { retryAfterSeconds: 60 });
  return ownProblem("unauthorized", {
    detail: "This is not the management token of this gateway.",
    headers: { "WWW-Authenticate": 'Bearer error="invalid_token"' },
  });
}

/**
 * The token is in no cookie, so no browser sends it by itself, and without a word of ours to allow it none lets
 * another site's page send it at all. Should one do so, it is refused here. Programs say nothing of a page.
 */
function isFromForeignPage({ url, headers }: Request): boolean {
  const site = headers.get("Sec-Fetch-Site");
  if (site !== null) return site !== "same-origin" && site !== "none";
  const origin = headers.get("Origin");
  return origin !== null && URL.parse(origin)?.host !== new URL(url).host;
}
