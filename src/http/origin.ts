/**
 * Where a request goes to the shop. Method, path, query and body travel as they came; bodies stream in
 * both directions, and so do WebSockets and server-sent events. What is taken away is what a visitor
 * could use to deceive the shop, what is added is the proof that the gateway let the request through.
 */

import { isTokenId } from "../tokens/claims.ts";
import { deceptiveBehind } from "./deceptive-headers.ts";
import { namesIn } from "./header-names.ts";
import { isolateName } from "./isolate-name.ts";
import { problem } from "./problems.ts";
import type { TimeLimit } from "./time-limit.ts";
import type { Visit } from "./visit.ts";
import { withoutOurCookies } from "./visitor-cookies.ts";
import type { OutgoingBody } from "./whole-body.ts";

/** What a parser of addresses makes another path of; literal dots never come this far. */
const foldedByParsers = /\\|\/(?:\.|%2e){1,2}(?:\/|$)/i;

/** The gateways that a request came through. A secret of the shop: no visitor can name us. */
const hopHeader = "X-Gateway-Hop";
/** One may stand behind another; in a circle of several there are always more. */
const mostHops = 4;
const hopsIn = ({ headers }: Visit): readonly string[] =>
  headers.get(hopHeader)?.split(", ").filter(isTokenId) ?? [];

/** What goes with a request. */
export interface Sending {
  /** The proof of admission; null on a public path, where nobody needed any. */
  readonly assertion: string | null;
  /** Null: it places no order. One that the client chose itself stays. */
  readonly idempotencyKey: string | null;
  readonly body: OutgoingBody;
  readonly limit: TimeLimit;
}

/**
 * Sends the request to the shop.
 * @throws when the shop cannot be reached, or lets its time pass; nothing is ever sent twice
 */
export async function forwardToOrigin(
  visit: Visit,
  origin: string | null,
  { body, limit, ...sending }: Sending,
): Promise<Response> {
  const { request, config, target } = visit;
  const viaBinding = isViaBinding(visit, origin);
  // To a shop without a binding it goes by way of a parser, and then another path would arrive than was judged.
  if (!viaBinding && foldedByParsers.test(visit.path)) return problem("malformed");
  const hops = hopsIn(visit);
  if (hops.length >= mostHops || hops.includes(isolateName())) return problem("loop");
  const sent = body.send(limit);
  // An empty object beside it would be read for each of the dozen things that it might say.
  const forwarded = sent === null ? new Request(request) : new Request(request, sent);
  setHeaders(forwarded.headers, visit, { ...sending, hops });
  // Through the binding the address goes as it came, host and all; nothing parses it again.
  const answer =
    config.originService && viaBinding
      ? config.originService.fetch(forwarded)
      : fetch(new Request(origin === null ? request.url : origin + target, forwarded));
  return Promise.race([answer, limit.passed]);
}

/** The address as the shop will see it: as it came, or as a parser writes it that stands on the way. */
export function targetAtShop(visit: Visit, origin: string | null): string {
  if (isViaBinding(visit, origin)) return visit.target;
  const url = new URL(origin === null ? visit.request.url : origin + visit.target);
  // Not `search`, which does not tell an empty query from none.
  const [target = ""] = url.href.slice(url.origin.length).split("#", 1);
  return target;
}

const isViaBinding = ({ config }: Visit, origin: string | null): boolean =>
  config.originService !== null && (origin === null || origin === config.origin);

function setHeaders(
  headers: Headers,
  { config, host, secure, cookies }: Visit,
  {
    assertion,
    idempotencyKey,
    hops,
  }: Pick<Sending, "assertion" | "idempotencyKey"> & { readonly hops: readonly string[] },
): void {
  const address = config.clientAddressHeader && headers.get(config.clientAddressHeader);
  for (const name of namesIn(headers, deceptiveBehind(config))) headers.delete(name);
  if (cookies.includes("stanchion-")) {
    const rest = withoutOurCookies(cookies);
    if (rest === "") headers.delete("Cookie");
    else headers.set("Cookie", rest);
  }
  headers.set(hopHeader, [...hops, isolateName()].join(", "));
  headers.set("X-Forwarded-Host", host);
  headers.set("X-Forwarded-Proto", secure ? "https" : "http");
  if (address) headers.set("X-Forwarded-For", address);
  if (assertion !== null) headers.set("Stanchion-Assertion", assertion);
  if (idempotencyKey === null) return;
  if (!headers.has("Idempotency-Key")) headers.set("Idempotency-Key", idempotencyKey);
  // What is packed cannot be told whole from broken off.
  headers.set("Accept-Encoding", "identity");
}
