/**
 * What a merchant may allow for the time in which the room does not answer: a few strangers a minute,
 * each of them in the log. Every gateway counts for itself, and lets in nobody where the room, as it last heard of
 * it, was not open to strangers, or at no rate, or with room for none. A cap that was full is no matter: those who
 * trickle in come on top of it.
 */

import type { SilentRoom } from "../domain/kept-settings.ts";
import { sessionMs } from "../domain/session.ts";
import { lineForAll, type RoomSettings } from "../domain/settings.ts";
import { type Instant, minuteMs } from "../domain/time.ts";
import { trickledNumber } from "../domain/trickled.ts";
import { newTokenId } from "../tokens/claims.ts";
import type { PassClaims } from "../tokens/pass-token.ts";
import { readsHtml } from "./queued.ts";
import type { Visit } from "./visit.ts";
import { supportIdOf } from "./visitor-status.ts";

/** For each room, from when the next stranger may be let in. */
const nextAt = new Map<string, Instant>();

/** The pass for a stranger; null: they wait, as nearly everybody does. */
export function trickledPass(
  visit: Visit,
  { settings, access, epoch }: SilentRoom,
): PassClaims | null {
  const { onUnavailable } = settings;
  const isPerson = visit.method === "GET" && readsHtml(visit);
  if (onUnavailable === "hold" || access !== "open" || isForNobody(settings) || !isPerson) {
    return null;
  }
  const { now, room } = visit;
  const { tricklePerMinute } = onUnavailable;
  const intervalMs = minuteMs / tricklePerMinute;
  const untilNextMs = (nextAt.get(room.name) ?? now) - now;
  // Further ahead than it can have been put: the clock went back.
  const mustWait = untilNextMs > 0 && untilNextMs <= intervalMs;
  if (tricklePerMinute === 0 || mustWait) return null;
  nextAt.set(room.name, now + intervalMs);
  const jti = newTokenId();
  // By a name of its own, because what is said twice is written once.
  const pass = supportIdOf(jti);
  // biome-ignore lint/suspicious/noConsole: whoever runs the gateway must find each of them in the log.
  console.warn(`The room "${room.name}" does not answer: let in all the same, with pass ${pass}…`);
  return {
    room: room.name,
    epoch,
    line: lineForAll(settings),
    number: trickledNumber(Math.random()),
    jti,
    renewal: 0,
    issuedAt: now,
    expiresAt: now + sessionMs(settings),
  };
}

/** Open, and no stranger comes in all the same. */
const isForNobody = ({ invitations, admissionsPerMinute, capacity }: RoomSettings): boolean =>
  invitations?.required === true || admissionsPerMinute === 0 || capacity === 0;
