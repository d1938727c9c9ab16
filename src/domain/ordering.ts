/** The right to order: how many orders one admission is good for, and until when. */

import type { Admission, Confirmation, Register } from "./admission.ts";
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
  place: PlaceInLine,
  order: string | undefined,
  { settings, register }: OrderTurn & { readonly register: Pick<Register, "isNewSale"> },
): OrderCount {
  const most = settings.ordersPerAdmission;
  if (most === 1 || order === undefined) return "last";
  if (!register.isNewSale(keyOf(place, order))) return "known";
  const { line, number } = place;
  let nth = 1;
  while (nth < most && !register.isNewSale(`nth ${line} ${number} ${nth}`)) nth++;
  return nth < most ? "further" : "last";
}

/**
 * Whether the shop sold once more than it may: while the room was silent, two gateways each sent an order of one pass.
 * Only the shop's own numbers tell that from an order told again, which it does with each page that confirms it.
 */
export function isOrderBeyond(
  { confirmation: last }: Pick<Admission, "confirmation">,
  call: PlaceInLine & { readonly confirmation?: Confirmation },
  register: Pick<Register, "isNewSale">,
): boolean {
  const before = last?.order ?? null;
  const order = call.confirmation?.order ?? null;
  if (before === null || order === null || order === before) return false;
  return register.isNewSale(keyOf(call, order));
}

const keyOf = ({ line, number }: PlaceInLine, order: string): string =>
  `order ${line} ${number} ${order}`;
