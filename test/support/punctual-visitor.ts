/** A visitor who asks exactly as told, and who knows whether the machine let them. */

import { setTimeout as pause } from "node:timers/promises";
import type { VisitorStatus } from "../../src/protocol.ts";
import { slotOf, type Visitor } from "./visitor.ts";

/** Who is later than this, by the network's fault or a busy machine's, may count as away: after half a second. */
const punctualMs = 400;
/** A poll is answered from a room as it was a second ago at most, which the room reckons with. */
const snapshotAgeMs = 1_000;

export interface WentIn {
  /** The instant from which the pass counts. */
  readonly slot: number;
  /** Whether each question and its answer were in time. */
  readonly wasPunctual: boolean;
  /** By how much they were not, all together. */
  readonly lateMs: number;
}

/**
 * Asks as told until let in, and looks at the shop.
 * @param told what was heard last, and when that was asked
 */
export async function goIn(
  visitor: Visitor,
  { askedAt, told }: { askedAt: number; readonly told: VisitorStatus },
): Promise<WentIn> {
  let wasPunctual = true;
  let lateMs = 0;
  let status = told;
  while (status.state !== "admitted") {
    const { state, pollAfterMs, asOf } = status;
    const dueAt = askedAt + (pollAfterMs ?? 1_000);
    const staleMs = Math.max(0, Date.now() - Date.parse(asOf) - snapshotAgeMs);
    await pause(pollAfterMs ?? 1_000);
    askedAt = Date.now();
    status = state === "called" ? await visitor.knock() : await visitor.status();
    const isIn = status.state === "admitted";
    if (state === "waiting" && status.state === "called") status = await visitor.knock();
    // Whoever is let in was waited for, however long the answer took.
    const lateByMs = (isIn ? askedAt : Date.now()) - dueAt + staleMs;
    wasPunctual &&= lateByMs < punctualMs;
    lateMs += Math.max(0, lateByMs);
  }
  await visitor.open("/");
  return { wasPunctual, lateMs, slot: slotOf(visitor.tokens.pass) };
}
