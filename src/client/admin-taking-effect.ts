/** The time between a change that is saved and the room that is seen to follow it. */

import type { RoomLive } from "../protocol.ts";
import { fill, formatInstant, formatSeconds } from "./admin-format.ts";
import type { Outcome } from "./admin-outcome.ts";
import { texts } from "./admin-texts.ts";

export interface TakingEffect {
  readonly await: (change: SavedChange) => void;
  readonly seeLive: (live: RoomLive) => void;
}

export interface SavedChange {
  /** The settings' version that carries it. */
  readonly version: number;
  /** By this browser's clock, as is the moment when it is seen in effect: one clock measures both. */
  readonly pressedAt: number;
  /** What the gateway warns of since this change, and did not before. */
  readonly warnings: readonly string[];
}

/** A room that has not followed for longer than this deserves a word. */
const slowMs = 5_000;

export function createTakingEffect(outcome: Outcome): TakingEffect {
  let awaited: SavedChange | null = null;
  return {
    await(change) {
      awaited = change;
      outcome.say("working", texts.controls.waiting);
    },
    seeLive(live) {
      if (awaited === null) return;
      const now = Date.now();
      // Rounded up: it was seen within this time.
      const seconds = formatSeconds(Math.ceil((now - awaited.pressedAt) / 100) * 100);
      if (live.settingsVersion >= awaited.version) {
        const { warnings } = awaited;
        awaited = null;
        const time = formatInstant(live.asOf, now);
        const inEffect = fill(texts.controls.inEffect, { time, seconds });
        outcome.say(warnings.length === 0 ? "done" : "warning", [inEffect, ...warnings].join(" "));
      } else if (now - awaited.pressedAt > slowMs) {
        outcome.say("working", fill(texts.controls.slow, { seconds }));
      }
    },
  };
}
