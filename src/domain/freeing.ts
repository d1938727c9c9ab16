/** What becomes of a session's slot, and of the units it might have bought, when the session is over. */

import type { Admission, EndReason } from "./admission.ts";
import { withCohort } from "./cohort.ts";
import { withLineState } from "./line.ts";
import { lineOf, type Room, type Turn, withLine, withState } from "./room-state.ts";
import type { StockTurn } from "./stock.ts";
import {
  countOrder,
  endWithoutOrder,
  neverBegan,
  type ReportedOrder,
  type Stock,
} from "./stock.ts";
import { countEnds } from "./turnover.ts";

/** Ends a session that its visitor had; `units` as the shop reported them. */
export function endSession(
  room: Room,
  admission: Admission,
  { reason, units }: { readonly reason: EndReason; readonly units: number | null },
  turn: Turn,
): Room {
  turn.register.write({ ...admission, ended: reason, endedAt: turn.now, units });
  return withStock(freeSlot(room, turn), turn, (stock, stockTurn) =>
    units === null
      ? endWithoutOrder(stock, stockTurn)
      : countOrder(stock, { units, buyer: "active" }, stockTurn),
  );
}

/** A session that its visitor never came for is as if it had not been: the ticket may try again. */
export function takeBack(room: Room, { line: name, number, way }: Admission, turn: Turn): Room {
  turn.register.remove(name, number);
  const freed = withStock(freeSlot(room, turn), turn, neverBegan);
  const line = lineOf(freed, name);
  const cohorts = withCohort(line.state.cohorts, way.place, (cohort) => ({
    ...cohort,
    admitted: cohort.admitted - 1,
  }));
  return withLine(freed, withLineState(line, { cohorts }));
}

/** Units that were sold outside of the sessions that are active. */
export const countSale = (room: Room, order: ReportedOrder, turn: Turn): Room =>
  withStock(room, turn, (stock, stockTurn) => countOrder(stock, order, stockTurn));

function freeSlot(room: Room, { now }: Turn): Room {
  const { inside, turnover } = room.state;
  return withState(room, {
    inside: inside - 1,
    turnover: countEnds(turnover, { ends: 1, inside }, now),
  });
}

function withStock(
  room: Room,
  { settings, now }: Turn,
  change: (stock: Stock, turn: StockTurn) => Stock,
): Room {
  const counted = room.state.stock;
  if (counted === null || settings.stock === null) return room;
  const stock = change(counted.stock, { settings: settings.stock, now });
  return withState(room, { stock: { ...counted, stock } });
}
