/**
 * At the door: whoever is told to ask again within a second is not sent home for it. The gateway keeps the
 * request and asks for them, and the room knows that it does: a slot that is given to them meanwhile need not be
 * lent first. That is half of the requests at the door, and half of the rows of whoever is lent one.
 */

import type { EnterCall, RoomAnswer } from "../domain/calls.ts";
import { secondMs } from "../domain/time.ts";
import { after } from "./after.ts";

/** Short: who closes the tab meanwhile may be given a session that nobody uses. */
const longestKeepMs = secondMs;
const mostKeptMs = 2 * secondMs;

/** For how long somebody is kept now who was kept for so long before. */
export const keepMs = (keptMs: number): number => Math.min(longestKeepMs, mostKeptMs - keptMs);

export async function askAtTheDoor(
  ask: (call: EnterCall) => Promise<RoomAnswer | null>,
  call: EnterCall,
): Promise<RoomAnswer | null> {
  for (let keptMs = 0; ; ) {
    const heldMs = keepMs(keptMs);
    const answer = await ask({ ...call, heldMs });
    if (answer?.kind !== "at-the-door" || answer.retryAfterMs > heldMs) return answer;
    await after(answer.retryAfterMs);
    keptMs += answer.retryAfterMs;
  }
}
