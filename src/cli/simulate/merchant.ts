/**
 * The merchant's changes as they reach the room: each is made on the settings that they saw, and sent until it
 * is done. Some come once more, later than those that were made after them.
 */

import type { Instant } from "../../domain/time.ts";
import type { Change } from "./scenario.ts";
import type { TroubledRoom } from "./troubled-room.ts";
import type { Troubles } from "./troubles.ts";
import type { LateChange } from "./watch.ts";

interface Merchant {
  /** Sends the next change. */
  change(now: Instant): void;
}

const againAfterMs = 100;

export function createMerchant({
  changes,
  room,
  troubles,
  atTime,
  survive,
  onLate,
}: {
  readonly changes: readonly Change[];
  readonly room: TroubledRoom;
  readonly troubles: Troubles;
  readonly atTime: (at: Instant, run: (now: Instant) => void) => void;
  readonly survive: (run: () => void) => boolean;
  /** A change came once more. */
  readonly onLate: (settings: LateChange) => void;
}): Merchant {
  const pending = [...changes];

  function change(now: Instant): void {
    const next = pending[0];
    if (!next) return;
    const seen = room.settingsVersion;
    if (!survive(() => room.change(next.values, seen, now))) {
      atTime(now + againAfterMs, change);
      return;
    }
    pending.shift();
    if (!troubles.strikes("lateChanges", now)) return;
    atTime(now + troubles.callDelayMs(), (then) => comeAgain(next, seen, then));
  }

  function comeAgain({ values }: Change, seen: number, now: Instant): void {
    // Nothing was changed meanwhile: it is as good as the first time.
    if (room.settingsVersion === seen) return;
    const before = room.settings;
    survive(() => room.change(values, seen, now));
    onLate({ before, after: room.settings, now });
  }

  return { change };
}
