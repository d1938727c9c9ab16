/**
 * Cookies as a visitor is given them, and taken from. Apart from reading them, because most answers of a gate give
 * none: with the first that does, an isolate loads what writes them.
 */

import { serialize } from "hono/utils/cookie";
import type { Admission } from "../domain/admission.ts";
import { minuteMs } from "../domain/time.ts";
import { copied } from "./copied.ts";
import { namesIn } from "./header-names.ts";
import type { Visit } from "./visit.ts";
import { isForSharedCaches, nameOf, type VisitorCookie } from "./visitor-cookies.ts";

/** An answer that carries somebody's pass is theirs alone, whatever the shop says to caches. */
export function withCookies(response: Response, cookies: readonly string[]): Response {
  const answer = copied(response);
  answer.headers.delete("Expires");
  for (const name of namesIn(answer.headers, isForSharedCaches)) answer.headers.delete(name);
  for (const cookie of cookies) answer.headers.append("Set-Cookie", cookie);
  answer.headers.set("Cache-Control", "no-store");
  return answer;
}

/** Kept beyond its end: the shop may be out by then, and the session's clock with it. The pass says when it ends. */
const keptAfterEndMs = 24 * 60 * minuteMs;

export const passCookie = (
  visit: Visit,
  token: string,
  { endsAt }: Pick<Admission, "endsAt">,
): string => cookieWith(visit, "pass", token, endsAt - visit.now + keptAfterEndMs);

export function cookieWith(
  visit: Visit,
  cookie: VisitorCookie,
  token: string,
  lifetimeMs: number,
): string {
  return serialize(nameOf(cookie, visit), token, {
    httpOnly: true,
    secure: visit.secure,
    sameSite: "Lax",
    path: "/",
    maxAge: Math.max(0, Math.floor(lifetimeMs / 1_000)),
  });
}

export const clearedCookie = (visit: Visit, cookie: VisitorCookie): string =>
  cookieWith(visit, cookie, "", 0);
