/** The two cookies of a visitor: the ticket while waiting, the pass once let in. */

import { serialize } from "hono/utils/cookie";
import type { Visit } from "./visit.ts";

export type VisitorCookie = "ticket" | "pass";

/** The prefix binds the cookie to this very host over https; without https browsers refuse it. */
const nameOf = (cookie: VisitorCookie, { secure }: Visit): string =>
  secure ? `__Host-stanchion-${cookie}` : `stanchion-${cookie}`;

const headerOf = { ticket: "Stanchion-Ticket", pass: "Stanchion-Pass" } as const;

/** As many as are looked at: others with our names were not set by us. */
const mostCandidates = 4;

/**
 * What the visitor presents: the header for apps without cookies, and every cookie of the name. A sibling
 * host can toss a second cookie of the same name over plain http; the genuine one is found by its signature.
 */
export function presentedTokens(visit: Visit, cookie: VisitorCookie): readonly string[] {
  const { headers } = visit.request;
  const header = headers.get(headerOf[cookie]);
  if (header) return [header];
  const cookies = headers.get("Cookie");
  if (!cookies?.includes("stanchion-")) return [];
  // Hono's parser gives one value for a name, and here all of them are wanted.
  const prefix = `${nameOf(cookie, visit)}=`;
  return cookies
    .split(";")
    .map((pair) => pair.trim())
    .filter((pair) => pair.startsWith(prefix))
    .slice(0, mostCandidates)
    .map((pair) => pair.slice(prefix.length));
}

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

/** The shop's own cookies, without ours: a pass is for the gateway alone. */
export const withoutOurCookies = (cookies: string): string =>
  cookies
    .split(";")
    .filter((pair) => !/^\s*(__Host-)?stanchion-(ticket|pass)=/.test(pair))
    .join(";")
    .trim();
