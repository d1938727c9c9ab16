/**
 * An admitted visitor's stay at the shop: a lease with an end. Activity renews it, so that nobody is
 * cut off while filling in a form; silence ends it, so that a slot is never held by nobody.
 */

import type { Admission } from "./admission.ts";
import type { RoomSettings } from "./settings.ts";
import { type Instant, minuteMs, secondMs } from "./time.ts";

type SessionSettings = Pick<
  RoomSettings,
  "sessionMinutes" | "sessionRenewal" | "claimWindowSeconds"
>;

export const sessionMs = (settings: SessionSettings): number => settings.sessionMinutes * minuteMs;

/** A new admission. One that its visitor has not fetched yet is lent for the claim window only. */
export function beginSession(
  { number, passId, claimed }: Pick<Admission, "number" | "passId" | "claimed">,
  settings: SessionSettings,
  admittedAt: Instant,
): Admission {
  const lengthMs = claimed ? sessionMs(settings) : settings.claimWindowSeconds * secondMs;
  return { number, passId, admittedAt, endsAt: admittedAt + lengthMs, claimed, ended: null };
}

/** The visitor fetched the pass: the whole session is theirs, counted from now. */
export const claimSession = (
  admission: Admission,
  settings: SessionSettings,
  now: Instant,
): Admission =>
  admission.claimed
    ? admission
    : {
        ...admission,
        claimed: true,
        endsAt: Math.max(admission.admittedAt, now) + sessionMs(settings),
      };

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
