/**
 * Who was let in and when, from the shop's log and from what the visitors saw.
 *
 * An admission is the first request under one ticket that reached the shop. It is decided a little
 * earlier, at the gateway, and the network may bunch there what was decided evenly. So each admission
 * gets a span for its decision: its end is when the answer came, or the shop saw the visitor; its
 * beginning is when the answer can have been sent at the earliest, which is the time of a poll before
 * its end, and earlier by as much as the visitor was late through trouble of its own. Windows are
 * judged by these spans: what may be the network's doing is not held against the rate.
 */

import { ticketKey } from "../answers.ts";
import type { RushRecord } from "../rush.ts";
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
export function findAdmissions(rush: RushRecord, requests: readonly ShopRequest[]): Admission[] {
  const seen = firstSeen(requests);
  const transitMs = transitOf(rush);
  const ours = rush.visitors.flatMap((visitor) => {
    if (visitor.ticket === null || visitor.admitted === null) return [];
    const key = ticketKey(visitor.ticket);
    const seenAt = seen.get(key) ?? null;
    const { notBefore, notAfter } = visitor.admitted;
    const sentAt = Math.max(notBefore, notAfter - transitMs - visitor.lateMs);
    return [{ key, seenAt, visitor, decided: endingBy(seenAt, { notBefore: sentAt, notAfter }) }];
  });
  const known = new Set(ours.map(({ key }) => key));
  const others = Array.from(seen, ([key, seenAt]) => ({ key, seenAt, visitor: null }))
    .filter(({ key, seenAt }) => seenAt >= rush.startsAt && !known.has(key))
    .map((stranger) => {
      const { seenAt } = stranger;
      return { ...stranger, decided: { notBefore: seenAt - transitMs, notAfter: seenAt } };
    });
  return [...ours, ...others].sort((a, b) => admittedAt(a) - admittedAt(b));
}

/** When the shop saw it, or the visitor if the shop did not. */
export function admittedAt({ seenAt, decided }: Admission): number {
  return seenAt ?? decided.notAfter;
}

/** How long an answer is on its way at most, but for one in a hundred. */
export function transitOf({ pollMs }: RushRecord): number {
  return quantile(pollMs, 0.99) ?? 0;
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
function endingBy(seenAt: number | null, { notBefore, notAfter }: Span): Span {
  if (seenAt === null || seenAt >= notAfter) return { notBefore, notAfter };
  return { notBefore: Math.min(notBefore, seenAt), notAfter: seenAt };
}
