/**
 * An admitted visitor's stay at the shop: a lease with an end. Activity renews it, so that nobody is
 * cut off while filling in a form; silence ends it, so that a slot is never held by nobody.
 */

import type { Admission } from "./admission.ts";
import type { RoomSettings } from "./settings.ts";
import { type Instant, minuteMs, secondMs } from "./time.ts";

type SessionSettings = Pick<RoomSettings, "sessionMinutes" | "sessionRenewal">;

export const sessionMs = (settings: SessionSettings): number => settings.sessionMinutes * minuteMs;

/** The longest that a merchant may set: a week. */
export const longestSessionMs = 7 * 24 * 60 * minuteMs;

/** How long a session is kept for a visitor who does not come for it: a sleeping tab wakes once a minute. */
const lentMs = 75 * secondMs;

export const beginSession = (
  begun: Pick<Admission, "line" | "number" | "passId" | "fetched" | "way">,
  settings: SessionSettings,
  admittedAt: Instant,
): Admission => ({
  ...begun,
  admittedAt,
  endsAt: admittedAt + (begun.fetched ? sessionMs(settings) : lentMs),
  ended: null,
  endedAt: null,
  units: null,
});

/**
 * The visitor has come for the pass: the session runs from the slot that was theirs, so that the end of a
 * pass tells when its admission began. A tab that slept has at least half of it left, and may renew.
 */
export const fetchSession = (
  admission: Admission,
  settings: SessionSettings,
  now: Instant,
): Admission => ({
  ...admission,
  fetched: true,
  endsAt: Math.max(admission.admittedAt + sessionMs(settings), now + sessionMs(settings) / 2),
});

/** Renews once more than half of the session has passed; earlier there is nothing to gain. */
export function renewSession(
  admission: Admission,
  settings: SessionSettings,
  now: Instant,
): Admission {
  if (settings.sessionRenewal === "fixed" || admission.ended !== null) return admission;
  const leftMs = admission.endsAt - now;
  if (leftMs <= 0 || leftMs > sessionMs(settings) / 2) return admission;
  return { ...admission, endsAt: now + sessionMs(settings) };
}
