/**
 * Who was let in and when, from the shop's log and from what the visitors saw.
 *
 * An admission is the first request under one ticket that reached the shop. The rate is exact where it
 * is decided, which neither the shop nor the visitor sees; but the decision fell after the visitor was
 * due to ask and before the answer came or the shop saw it. That span is what windows are judged with:
 * the network may bunch what was spread evenly, and a span too long to say is never held against the rate.
 */

import { ticketKey } from "../answers.ts";
import type { ShopRequest } from "../shop-log.ts";
import type { VisitorRecord } from "../visitor-record.ts";
import { quantile } from "./quantile.ts";
import type { Span } from "./windows.ts";

export interface Admission {
  readonly key: string;
  /** When the shop saw it first; null when it never did. */
  readonly seenAt: number | null;
  readonly decided: Span;
  /** Null for somebody not of this rush, or cut off by its end before the answer came. */
  readonly visitor: VisitorRecord | null;
}

/** In order of the shop's log, or of decision where there is none. */
export function findAdmissions(
  visitors: readonly VisitorRecord[],
  requests: readonly ShopRequest[],
  startsAt: number,
): Admission[] {
  const seen = firstSeen(requests);
  const ours = visitors.flatMap((visitor) => {
    const { ticket, admitted } = visitor;
    if (ticket === null || admitted === null) return [];
    const key = ticketKey(ticket);
    const seenAt = seen.get(key) ?? null;
    return [{ key, seenAt, decided: upTo(admitted, seenAt), visitor }];
  });
  const known = new Set(ours.map(({ key }) => key));
  const slowest = quantile(forwardingMs(ours), 0.99) ?? 0;
  const others = Array.from(seen, ([key, seenAt]) => ({ key, seenAt, visitor: null }))
    .filter(({ key, seenAt }) => seenAt >= startsAt && !known.has(key))
    .map((stranger) => ({
      ...stranger,
      decided: { notBefore: stranger.seenAt - slowest, notAfter: stranger.seenAt },
    }));
  const at = (admission: Admission) => admission.seenAt ?? admission.decided.notAfter;
  return [...ours, ...others].sort((a, b) => at(a) - at(b));
}

/** From the visitor's being due to the shop's seeing it, of each admission that the shop saw. */
export function forwardingMs(admissions: readonly Admission[]): number[] {
  return admissions.flatMap(({ seenAt, decided }) =>
    seenAt === null ? [] : [seenAt - decided.notBefore],
  );
}

function firstSeen(requests: readonly ShopRequest[]): Map<string, number> {
  const first = new Map<string, number>();
  for (const { at, admission } of requests) {
    if (admission === null) continue;
    const key = ticketKey(admission);
    first.set(key, Math.min(at, first.get(key) ?? Number.POSITIVE_INFINITY));
  }
  return first;
}

/** What the shop has seen was decided before. */
function upTo(decided: Span, seenAt: number | null): Span {
  if (seenAt === null) return decided;
  const notAfter = Math.max(decided.notBefore, Math.min(decided.notAfter, seenAt));
  return { notBefore: decided.notBefore, notAfter };
}
