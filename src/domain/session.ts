/**
 * An admitted visitor's stay at the shop: a lease with an end. Activity renews it, so that nobody is
 * cut off while filling in a form; silence ends it, so that a slot is never held by nobody.
 */

import type { Admission } from "./admission.ts";
import type { RoomSettings } from "./settings.ts";
import { type Instant, minuteMs } from "./time.ts";

type SessionSettings = Pick<RoomSettings, "sessionMinutes" | "sessionRenewal">;

export const sessionMs = (settings: SessionSettings): number => settings.sessionMinutes * minuteMs;

export const beginSession = (
  { number, passId }: Pick<Admission, "number" | "passId">,
  settings: SessionSettings,
  admittedAt: Instant,
): Admission => ({
  number,
  passId,
  admittedAt,
  endsAt: admittedAt + sessionMs(settings),
  ended: null,
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
