/** The shop's, the merchant's or the visitor's own word that a session is over, and what was sold in it. */

import type { EndReason } from "./admission.ts";
import type { RoomCall } from "./calls.ts";
import { countSale, endSession } from "./freeing.ts";
import { countOrderOf, isOrderBeyond } from "./ordering.ts";
import { type PassRow, rowOfPass } from "./pass-row.ts";
import type { Room, Turn } from "./room-state.ts";
import { longestSessionMs } from "./session.ts";
import { epochOfTrickled, isTrickled } from "./trickled.ts";

type EndCall = Extract<RoomCall, { kind: "end" }>;

/** @returns null: there is no such session, and nothing was written */
export function endByWord(room: Room, call: EndCall, turn: Turn): Room | null {
  const row = rowOfPass(room, call, turn);
  if (!row) return null;
  if (isTrickled(call)) forgetTrickled(turn);
  const { reason } = call;
  return reason === "complete"
    ? endWithOrder(room, row, call, turn)
    : endUnsold(room, row, reason, turn);
}

function endUnsold(room: Room, row: PassRow, reason: EndReason, turn: Turn): Room {
  const { admission, rows } = row;
  if (admission.ended === null) return endNow(room, row, { reason, units: null }, turn);
  // Its slot is free already. What may still be done in the grace is over with it.
  if (admission.ended === "expired") rows.write({ ...admission, ended: reason });
  return room;
}

/** An order is counted once, also when it comes late. */
function endWithOrder(room: Room, row: PassRow, call: EndCall, turn: Turn): Room {
  const { admission, rows, isCounted } = row;
  const units = call.units ?? 1;
  if (admission.units !== null) {
    const isSold = isOrderBeyond(admission, call, rows);
    return isSold ? countSale(room, { units, buyer: "outside" }, turn) : room;
  }
  const order = countOrderOf(call, call.order, { ...turn, register: rows });
  if (order === "known") return room;
  const { confirmation } = call;
  const told = confirmation ? { ...admission, confirmation } : admission;
  if (admission.ended !== null) {
    rows.write({ ...told, units });
    const endedAt = admission.endedAt ?? admission.endsAt;
    return countSale(room, { units, buyer: isCounted ? { endedAt } : "outside" }, turn);
  }
  // The session may still buy, and keeps what is spoken for it.
  if (order === "further") return countSale(room, { units, buyer: "outside" }, turn);
  return endNow(room, { ...row, admission: told }, { reason: "complete", units }, turn);
}

/** One that holds no slot gives none back: what was sold in it comes off what is left for all. */
function endNow(
  room: Room,
  { admission, rows, isCounted }: PassRow,
  { reason, units }: { readonly reason: EndReason; readonly units: number | null },
  turn: Turn,
): Room {
  if (isCounted) return endSession(room, admission, { reason, units }, turn);
  rows.write({ ...admission, ended: reason, endedAt: turn.now, units });
  return units === null ? room : countSale(room, { units, buyer: "outside" }, turn);
}

/** None of them is good any more that ended so long ago, whatever stopped its clock. */
const forgetTrickled = ({ register, now }: Turn): void =>
  register.ofEpoch(epochOfTrickled).forget(now - longestSessionMs);
