/**
 * The row of a pass. Nearly every pass is of an admission of this epoch, whose session holds a slot. Two kinds hold
 * none and are good all the same: those of an epoch before a reset, whose rows still stand, and those that a gateway
 * gave while the room was silent, which have no row until something becomes of them.
 */

import type { Admission, PassRows } from "./admission.ts";
import type { PassInLine } from "./calls.ts";
import type { Room, Turn } from "./room-state.ts";
import { beginSession, longestSessionMs } from "./session.ts";
import { epochOfTrickled, isTrickled } from "./trickled.ts";

export interface PassRow {
  readonly admission: Admission;
  /** Where it stands, or is to be written. */
  readonly rows: Pick<PassRows, "write" | "isNewSale">;
  /** Whether its session holds a slot, and what it may buy is spoken for. */
  readonly isCounted: boolean;
}

/** @returns undefined: the room knows of no such pass, or nobody has it yet */
export function rowOfPass({ state }: Room, call: PassInLine, turn: Turn): PassRow | undefined {
  const epoch = isTrickled(call) ? epochOfTrickled : call.epoch;
  const isCounted = epoch === state.epoch;
  const rows = isCounted ? turn.register : turn.register.ofEpoch(epoch);
  const known = rows.find(call.line, call.number) ?? trickledIn(call, turn);
  if (!known?.fetched) return undefined;
  // A room that was set back to an older state may have given the number twice.
  if (call.pass && call.pass.id !== known.passId) return undefined;
  return { admission: isCounted ? known : overInTime(known, turn), rows, isCounted };
}

/** As if they had been let in by the room; who they are and how long they stay only the pass says. */
function trickledIn(call: PassInLine, { settings, now }: Turn): Admission | undefined {
  const { line, number, pass } = call;
  if (!isTrickled(call) || !pass) return undefined;
  const way = {
    ...{ place: number, joinedAt: now, calledAt: null, cameAt: now },
    ...{ told: null, wave: null },
  };
  const session = { line, number, passId: pass.id, fetched: true, way };
  const endsAt = pass.endsAt ?? now + longestSessionMs;
  return { ...beginSession(session, settings, now), endsAt };
}

/**
 * Nobody looks any more when the sessions of an epoch before run out. Those who trickled in have no grace: without a
 * row nobody could tell their first end from the end of a grace.
 */
const overInTime = (admission: Admission, { now }: Pick<Turn, "now">): Admission =>
  admission.ended === null && admission.endsAt <= now && !isTrickled(admission)
    ? { ...admission, ended: "expired", endedAt: admission.endsAt }
    : admission;
