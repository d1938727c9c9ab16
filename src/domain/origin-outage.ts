/**
 * Whether the shop is there at all. It is out when for three seconds all that it was asked went
 * unanswered or failed; with the second in which that is seen and the one in which it is told, nobody is
 * admitted five seconds after the shop went silent. A shop that nobody asks anything is not out.
 */

import type { OriginSight } from "./origin-sight.ts";
import { type Instant, secondMs } from "./time.ts";

export interface OutageWatch {
  /** Requests since the last good answer; null when that was just now, or nobody has asked since. */
  readonly unheard: { readonly since: Instant; readonly requests: number } | null;
  /** The shop is out; and when it was last asked anything. */
  readonly outage: { readonly since: Instant; readonly askedAt: Instant } | null;
}

export type OutageNews =
  | { readonly kind: "outage"; readonly unheardRequests: number }
  /** It answers again. */
  | { readonly kind: "back" }
  /** Nobody has asked it anything for a while, so a few are let in to find out. */
  | { readonly kind: "try-again" };

const outAfterMs = 3 * secondMs;
/** Told later than this it says too little of now: another second must confirm it. */
const longestUntoldMs = 2 * secondMs;
/** Fewer may have met with bad luck of their own. */
const outAfterRequests = 3;
/** An outage lasts this long at least: a shop that stumbles is not opened and shut by the second. */
const leastOutageMs = 5 * secondMs;
const tryAgainAfterMs = 10 * secondMs;

export const noOutage: OutageWatch = { unheard: null, outage: null };

/** Takes what was seen in about the last second; nothing is worth telling, too. */
export function watchForOutage(
  before: OutageWatch,
  sight: OriginSight,
  now: Instant,
): { readonly watch: OutageWatch; readonly news: OutageNews | null } {
  const watch = listen(onThisClock(before, now), sight, now);
  const news = watch.outage ? endOf(watch.outage, sight, now) : beginOf(watch, now);
  if (!news) return { watch, news };
  const isOut = news.kind === "outage";
  return { watch: { unheard: null, outage: isOut ? { since: now, askedAt: now } : null }, news };
}

function listen({ unheard, outage }: OutageWatch, sight: OriginSight, now: Instant): OutageWatch {
  if (requestsOf(sight) === 0 && sight.answered === 0) return { unheard, outage };
  return { unheard: listenTo(unheard, sight, now), outage: outage && { ...outage, askedAt: now } };
}

/** What is unheard of begins with the last good answer, by when it came, and not by when it was told. */
function listenTo(
  before: OutageWatch["unheard"],
  sight: OriginSight,
  now: Instant,
): OutageWatch["unheard"] {
  const more = Math.max(0, requestsOf(sight) - sight.answered);
  const since = now - Math.min(sight.unheardForMs ?? 0, longestUntoldMs);
  const goodAt = goodAtOf(sight, now);
  const goesOn = before && (goodAt === null || goodAt < before.since);
  if (goesOn) return { since: before.since, requests: before.requests + more };
  return more === 0 ? null : { since: Math.max(since, goodAt ?? since), requests: more };
}

const requestsOf = ({ asked, failed }: OriginSight): number => Math.max(asked, failed);

const goodAtOf = ({ answered, goodAgoMs }: OriginSight, now: Instant): Instant | null =>
  answered > 0 ? now - (goodAgoMs ?? 0) : null;

function beginOf({ unheard }: OutageWatch, now: Instant): OutageNews | null {
  if (!unheard || unheard.requests < outAfterRequests) return null;
  if (now - unheard.since < outAfterMs) return null;
  return { kind: "outage", unheardRequests: unheard.requests };
}

function endOf(
  outage: NonNullable<OutageWatch["outage"]>,
  sight: OriginSight,
  now: Instant,
): OutageNews | null {
  const goodAt = goodAtOf(sight, now);
  const answers = goodAt !== null && goodAt >= outage.since && sight.answered >= sight.failed;
  if (answers && now - outage.since >= leastOutageMs) return { kind: "back" };
  return now - outage.askedAt >= tryAgainAfterMs ? { kind: "try-again" } : null;
}

/** A clock that went back must not make an outage last until it is there again. */
function onThisClock({ unheard, outage }: OutageWatch, now: Instant): OutageWatch {
  const past = (instant: Instant) => Math.min(instant, now);
  return {
    unheard: unheard && { ...unheard, since: past(unheard.since) },
    outage: outage && { since: past(outage.since), askedAt: past(outage.askedAt) },
  };
}
