/**
 * Every answer that says no to a visitor, in the form of RFC 9457. The one place where a refusal becomes an
 * HTTP status; what only the gateway's own addresses say is in own-problems.ts, so that a gate need not load it. `type` is a stable name for programs, the rest is for people, and nothing of our insides
 * is in it.
 */

import type { Challenge, FieldProblem, Problem } from "../protocol.ts";

const problems = {
  "not-admitted": [
    503,
    "You need a pass",
    "Join the line with POST /.stanchion/join, or open this page in a browser.",
  ],
  "unknown-place": [
    401,
    "Unknown ticket",
    "There is no such place in this line. Join it with POST /.stanchion/join.",
  ],
  "not-invited": [
    403,
    "By invitation only",
    "Whoever joins this line needs an invitation of the shop. Open the link that you were sent.",
  ],
  "unknown-host": [
    421,
    "Unknown host",
    "This gateway does not serve this host. The merchant sets a room's hosts in its settings.",
  ],
  "unknown-path": [404, "No such address", "There is nothing at this address of the gateway."],
  "wrong-method": [
    405,
    "Method not allowed",
    "This address takes another method; see the Allow header.",
  ],
  malformed: [400, "Malformed request", "The request cannot be read."],
  "websocket-version": [
    426,
    "Another version of WebSocket",
    "WebSockets are opened by version 13 here (RFC 6455).",
  ],
  "foreign-page": [
    403,
    "Asked from another site",
    "This can be asked from the shop's own pages only.",
  ],
  "room-unreachable": [
    503,
    "The line does not answer",
    "Your place is kept. Ask again in a few seconds.",
  ],
  "origin-unreachable": [
    502,
    "The shop does not answer",
    "Your pass stays valid. Ask again in a few seconds.",
  ],
  loop: [
    508,
    "The shop's address leads back here",
    "The merchant has set the gateway's own address as the shop's (origin).",
  ],
  "order-unknown": [
    502,
    "It is not known whether your order went through",
    "The shop did not answer in full. Do not order again before you know what became of this order. Nothing was sent twice.",
  ],
  "already-ordered": [
    409,
    "Your order is placed",
    "This admission is good for no further order. Nothing was sent to the shop.",
  ],
} as const satisfies Record<string, ProblemText>;

export type ProblemName = keyof typeof problems;

export interface ProblemOptions {
  readonly detail?: string;
  readonly errors?: readonly FieldProblem[];
  /** The number of the order that was placed; null: the shop did not tell it. */
  readonly order?: string | null;
  /** Where the shop confirmed it; null: it named no page. */
  readonly confirmation?: string | null;
  /** Where to ask what became of an order; null: the shop has no such page. */
  readonly orderStatus?: string | null;
  /** What to solve first. */
  readonly challenge?: Challenge;
  readonly retryAfterSeconds?: number;
  readonly headers?: Readonly<Record<string, string>>;
}

export const problem = (name: ProblemName, options: ProblemOptions = {}): Response =>
  problemOf(name, problems[name], options);

/** What a problem says of itself: the HTTP status, a title, and what to do. */
export type ProblemText = readonly [status: number, title: string, detail: string];

export function problemOf(
  name: string,
  [status, title, detail]: ProblemText,
  options: ProblemOptions,
): Response {
  const body: Problem = {
    type: `urn:stanchion:problem:${name}`,
    title,
    status,
    detail: options.detail ?? detail,
    ...(options.order && { order: options.order }),
    ...(options.confirmation && { confirmation: options.confirmation }),
    ...(options.orderStatus && { orderStatus: options.orderStatus }),
    ...(options.challenge && { challenge: options.challenge }),
    ...(options.errors && { errors: options.errors }),
  };
  return new Response(JSON.stringify(body), {
    status,
    headers: {
      "Content-Type": "application/problem+json",
      "Cache-Control": "no-store",
      ...(options.retryAfterSeconds && { "Retry-After": String(options.retryAfterSeconds) }),
      ...options.headers,
    },
  });
}
