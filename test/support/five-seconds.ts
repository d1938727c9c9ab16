/**
 * What a change must take: five seconds. Counted is what is waited between the looks, not what the looks
 * themselves take, which is the machine's affair.
 */

import { setTimeout as pause } from "node:timers/promises";

const everyMs = 100;

/** Looks until it is as wished. @returns what was seen last */
export async function withinFiveSeconds<Seen>(
  look: () => Promise<Seen>,
  isThere: (seen: Seen) => boolean,
): Promise<Seen> {
  let seen = await look();
  for (let waitedMs = 0; waitedMs < 5_000 && !isThere(seen); waitedMs += everyMs) {
    await pause(everyMs);
    seen = await look();
  }
  return seen;
}
