/** A room whose disk takes no more: nobody is promised anything, and whoever runs it must hear why. */

import { type Instant, secondMs } from "../domain/time.ts";

/** Every call to the room fails with it. */
const againAfterMs = 30 * secondMs;

let saidAt: Instant = Number.NEGATIVE_INFINITY;

/** To be called with what a room failed with: says so, if it is that. */
export function sayIfFull(error: unknown, now: Instant): void {
  if (!/SQLITE_FULL/.test(String(error)) || now - saidAt < againAfterMs) return;
  saidAt = now;
  // biome-ignore lint/suspicious/noConsole: only who runs the gateway can make space.
  console.error("The disk is full: nobody can join or be let in until there is space.");
}
