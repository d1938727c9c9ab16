/**
 * Who was let in and when.
 *
 * An admission is the first request under one ticket that reached the shop. It was decided earlier: at
 * the instant from which the visitor's pass counts, which is its end less the length of a session. The
 * rate is exact there. On the way to the shop the network, the visitor and two busy processes may bunch
 * what was decided evenly; by how much is measured, and nothing else is allowed for.
 */

import { ticketKey } from "../answers.ts";
import type { RushRecord } from "../rush.ts";
import type { ShopRequest } from "../shop-log.ts";
import type { VisitorRecord } from "../visitor-record.ts";
import { quantile } from "./quantile.ts";

export interface Admission {
  /** When the shop saw it first; null when it never did. */
  readonly seenAt: number | null;
  /** Null when it is not known: without the session's length, or of others. */
  readonly decidedAt: number | null;
  /** When the visitor heard of it; null of others. */
  readonly heardAt: number | null;
  /** Null for somebody not of this rush, or cut off by its end before the answer came. */
  readonly visitor: VisitorRecord | null;
}

/** In the order in which the shop saw them. */
export function findAdmissions(
  rush: RushRecord,
  requests: readonly ShopRequest[],
  sessionMs: number | null,
): Admission[] {
  const seen = firstSeen(requests);
  const ours = new Set<string>();
  const admissions: Admission[] = [];
  for (const visitor of rush.visitors) {
    const { ticket, admitted, passEndsAt } = visitor;
    if (ticket === null || admitted === null) continue;
    const key = ticketKey(ticket);
    ours.add(key);
    admissions.push({
      seenAt: seen.get(key) ?? null,
      decidedAt: passEndsAt === null || sessionMs === null ? null : passEndsAt - sessionMs,
      heardAt: admitted.end,
      visitor,
    });
  }
  for (const [key, seenAt] of seen) {
    if (seenAt < rush.startsAt || ours.has(key)) continue;
    admissions.push({ seenAt, decidedAt: null, heardAt: null, visitor: null });
  }
  return admissions.sort((a, b) => admittedAt(a) - admittedAt(b));
}

/** When the shop saw it; if it did not, when the visitor heard of it. */
export function admittedAt({ seenAt, heardAt }: Admission): number {
  return seenAt ?? heardAt ?? Number.NaN;
}

/**
 * By how much more one admission was delayed on its way to the shop than another, but for the
 * hundredth part on either side; in milliseconds. Of those who stayed: who is away on purpose is not
 * on the way.
 */
export function jitterOf(admissions: readonly Admission[]): number {
  const delays = admissions.flatMap((admission) => {
    const before = admission.decidedAt ?? admission.heardAt;
    const onTheWay = admission.visitor?.plan.behaviour === "stays";
    return before === null || !onTheWay ? [] : [admittedAt(admission) - before];
  });
  return (quantile(delays, 0.99) ?? 0) - (quantile(delays, 0.01) ?? 0);
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
