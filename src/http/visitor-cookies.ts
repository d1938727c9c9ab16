/** The cookies of a visitor: the invitation they came with, the ticket while waiting, the pass once let in. */

import { rememberReading } from "./memory.ts";
import type { Visit } from "./visit.ts";

export type VisitorCookie = "invitation" | "ticket" | "pass";

/** The prefix binds the cookie to this very host over https; without https browsers refuse it. */
const securePrefix = "__Host-";

export const nameOf = (cookie: VisitorCookie, { secure }: Visit): string =>
  `${secure ? securePrefix : ""}stanchion-${cookie}`;

const headerOf = {
  invitation: "Stanchion-Invitation",
  ticket: "Stanchion-Ticket",
  pass: "Stanchion-Pass",
} as const;

/**
 * Each one may cost the check of a signature, and a browser that nobody tampered with sends one. Fewer would
 * let a sibling host bury the genuine one; and whoever only wants the work done pays for it by the byte,
 * in one request or in many.
 */
const mostCandidates = 400;

/**
 * One cookie with a token of ours in it; decoys that have not its form cost nothing. HTTP/1.1 lets a client
 * send the header twice, and the platform joins the two with a comma.
 */
const cookieForm = (name: string) =>
  new RegExp(`(?:^|[;,])\\s*${name}=([\\w-]+\\.[\\w-]+\\.[\\w-]{86})\\s*(?=[;,]|$)`, "g");

const formsOf = (prefix: string): Readonly<Record<VisitorCookie, RegExp>> => ({
  invitation: cookieForm(`${prefix}stanchion-invitation`),
  ticket: cookieForm(`${prefix}stanchion-ticket`),
  pass: cookieForm(`${prefix}stanchion-pass`),
});

/** Each search goes on until nothing is found, so the next one begins at the beginning. */
const secureForms = formsOf(securePrefix);
const plainForms = formsOf("");

/**
 * What the visitor presents: the header for apps without cookies, and every cookie of the name. A sibling
 * host can toss a second cookie of the same name over plain http; the genuine one is found by its signature.
 */
export function presentedTokens(visit: Visit, cookie: VisitorCookie): readonly string[] {
  const { headers, cookies } = visit;
  const header = headers.get(headerOf[cookie]);
  if (header) return [header];
  if (!cookies.includes("stanchion-")) return [];
  const form = (visit.secure ? secureForms : plainForms)[cookie];
  // Hono's parser gives one value for a name, and here all of them are wanted.
  const tokens: string[] = [];
  for (let found = form.exec(cookies); found !== null; found = form.exec(cookies)) {
    if (found[1] !== undefined) tokens.push(found[1]);
  }
  return tokens.length < 2 ? tokens : [...new Set(tokens)].slice(0, mostCandidates);
}

const ourCookies = /(^|[;,])\s*(?:__Host-)?stanchion-(?:invitation|ticket|pass)=[^;,]*/g;

/** The shop's own cookies, without ours: what we gave a visitor is for the gateway alone. */
export const withoutOurCookies = (cookies: string): string =>
  cookies.replace(ourCookies, "").replace(/^[;,\s]+/, "");

/** Whether a `Set-Cookie` gives or takes one of ours; one without a name is sent back as if its value were name and all. */
export const isOurCookie = (setCookie: string): boolean =>
  /^[\s=]*(?:__host-)?stanchion-(?:invitation|ticket|pass)\s*(?:[=;]|$)/i.test(setCookie);

/** Words to the caches of networks and proxies, which count there before `Cache-Control` (RFC 9213). */
export const isForSharedCaches = rememberReading(1_000, (name) =>
  /^(?:[\w-]*cdn-cache-control|surrogate-control|edge-control|x-accel-expires|x-litespeed-cache-control)$/.test(
    name.toLowerCase(),
  ),
);
