/** The right to order: how many orders one admission is good for, and until when. */

import type { Admission, Register } from "./admission.ts";
import type { RoomAnswer } from "./calls.ts";
import type { RoomSettings } from "./settings.ts";
import type { PlaceInLine } from "./ticket.ts";
import { type Instant, minuteMs } from "./time.ts";

interface OrderTurn {
  readonly settings: Pick<RoomSettings, "ordersPerAdmission" | "graceMinutes">;
  readonly now: Instant;
}

/** Whoever had a form open as the session ran out may finish it: a fixed time, and without a slot. */
export function rightToOrder(admission: Admission, { settings, now }: OrderTurn): RoomAnswer {
  const { ended, endsAt, units, confirmation } = admission;
  if (units !== null) {
    return { kind: "ended", reason: "complete", ...(confirmation && { confirmation }) };
  }
  if (ended === null) return { kind: "may-order", until: endsAt };
  const until = endsAt + settings.graceMinutes * minuteMs;
  return ended === "expired" && now < until
    ? { kind: "may-order", until }
    : { kind: "ended", reason: ended };
}

/** What an order that the shop reports is to its admission. */
export type OrderCount = "known" | "further" | "last";

/**
 * Counts an order of a session that goes on. Both the order and how many there were are rows: told
 * twice, or after a crash, it counts once.
 */
export function countOrderOf(
  { line, number }: PlaceInLine,
  order: string | undefined,
  { settings, register }: OrderTurn & { readonly register: Pick<Register, "isNewSale"> },
): OrderCount {
  const most = settings.ordersPerAdmission;
  if (most === 1 || order === undefined) return "last";
  if (!register.isNewSale(`order ${line} ${number} ${order}`)) return "known";
  let nth = 1;
  while (nth < most && !register.isNewSale(`nth ${line} ${number} ${nth}`)) nth++;
  return nth < most ? "further" : "last";
}
