/** Who may manage: whoever holds the token. No token set, nobody. */

import { timingSafeEqual } from "hono/utils/buffer";
import { minuteMs } from "../domain/time.ts";
import type { Config } from "../env.ts";
import { ownProblem } from "./own-problems.ts";

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
  if (await timingSafeEqual(given, adminToken)) return null;
  failures.count += 1;
  if (failures.count > mostFailures)
    return ownProblem("too-many-attempts", { retryAfterSeconds: 60 });
  return ownProblem("unauthorized", {
    detail: "This is not the management token of this gateway.",
    headers: { "WWW-Authenticate": 'Bearer error="invalid_token"' },
  });
}
