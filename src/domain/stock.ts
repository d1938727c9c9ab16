/**
 * What there is to sell. Nobody is let in to empty shelves: a session may begin only while there is a
 * whole order left that nobody inside may still buy. A session that ends without an order gives its own
 * back; when not a whole order is left, the room is sold out, once and for everybody.
 *
 * The shop reports orders, and they are counted as they are, more or less than was allowed. As long as
 * none is larger than `perOrder`, no more than `units` are ever sold to the admitted.
 */

import { type Instant, secondMs } from "./time.ts";

export interface StockSettings {
  /** All there is to sell in this epoch, also what is sold already. */
  readonly units: number;
  /** The most that one order may have. */
  readonly perOrder: number;
}

export interface Stock {
  /** Units of all orders reported. Never goes down. */
  readonly sold: number;
  /** Sessions that may still order. */
  readonly buying: number;
  /** Sessions that ended without an order a moment ago, by the second at which theirs goes back. */
  readonly lapsing: readonly Lapse[];
  /** The most that one of those sessions may still order. */
  readonly largestOrder: number;
  readonly soldOutAt: Instant | null;
  /** Sessions of which it is known whether they ordered, and how many did. */
  readonly outcomes: { readonly sessions: number; readonly orders: number };
}

interface Lapse {
  readonly backAt: Instant;
  readonly sessions: number;
}

/** What a shop, or a merchant, says was sold. */
export interface ReportedOrder {
  /** 0: the visitor is done and bought nothing. */
  readonly units: number;
  /** Whose order it is: of a session that is active, of one that ended, or of nobody who was admitted. */
  readonly buyer: "active" | { readonly endedAt: Instant } | "outside";
}

/** The stock at one instant, under the merchant's settings. */
interface StockTurn {
  readonly settings: StockSettings;
  readonly now: Instant;
}

/**
 * An order that was on its way to the shop when the session ended is reported within this time. Until
 * then it is not given to anybody else, or the last phone would be sold twice.
 */
const reportGraceMs = 10 * secondMs;

export const newStock: Stock = {
  sold: 0,
  buying: 0,
  lapsing: [],
  largestOrder: 0,
  soldOutAt: null,
  outcomes: { sessions: 0, orders: 0 },
};

/** Units that are not sold. */
export const leftOf = ({ sold }: Stock, { units }: StockSettings): number =>
  Math.max(0, units - sold);

/** Units that those inside may still buy. */
export function spokenFor({ buying, lapsing, largestOrder }: Stock): number {
  return lapsing.reduce((sum, { sessions }) => sum + sessions, buying) * largestOrder;
}

/** How many more sessions may begin now. */
export function sessionsThatMayBegin(stock: Stock, settings: StockSettings): number {
  if (stock.soldOutAt !== null) return 0;
  const unspoken = leftOf(stock, settings) - spokenFor(withLargest(stock, settings));
  return Math.max(0, Math.floor(unspoken / settings.perOrder));
}

/** @throws RangeError when none may begin. */
export function beginBuying(stock: Stock, { settings, now }: StockTurn): Stock {
  if (sessionsThatMayBegin(stock, settings) < 1) {
    throw new RangeError("Cannot begin to buy: what is left is spoken for");
  }
  return upToDate({ ...stock, buying: stock.buying + 1 }, { settings, now });
}

/** A session ended in some other way than by an order or by the shop's word that there is none. */
export function endWithoutOrder(stock: Stock, turn: StockTurn): Stock {
  if (stock.buying === 0) throw new RangeError("Cannot end without an order: nobody is buying");
  const lapsing = changeLapse(stock.lapsing, backAtOf(turn.now), 1);
  return upToDate({ ...stock, buying: stock.buying - 1, lapsing }, turn);
}

/**
 * Counts what was sold. Each order once: the caller knows which session has reported already.
 * @throws RangeError when `units` is not a whole number of at least 0
 */
export function countOrder(stock: Stock, { units, buyer }: ReportedOrder, turn: StockTurn): Stock {
  if (!Number.isSafeInteger(units) || units < 0) {
    throw new RangeError(`Cannot count an order: units must be 0 or more, received ${units}`);
  }
  const without = buyer === "outside" ? stock : withoutBuyer(stock, buyer, units > 0);
  return upToDate({ ...without, sold: stock.sold + units }, turn);
}

/**
 * What time and a change of the settings do. The very same object when that is nothing. Less than what
 * is sold, or is spoken for, may be set at any time: nobody inside is turned away, nobody more begins.
 */
export function upToDate(stock: Stock, { settings, now }: StockTurn): Stock {
  return soldOutIfSo(withLargest(withoutLapsed(stock, now), settings), settings, now);
}

/** The merchant has more after all. Only by this the sold out is taken back, and only if there is more. */
export const sellAgain = (stock: Stock, { settings, now }: StockTurn): Stock =>
  upToDate({ ...stock, soldOutAt: null }, { settings, now });

/** The share of sessions that order. Taken as all of them before the first: nobody is promised too much. */
export const buyShareOf = ({ outcomes: { sessions, orders } }: Stock): number =>
  (orders + 1) / (sessions + 1);

function withoutBuyer(stock: Stock, buyer: "active" | { endedAt: Instant }, ordered: boolean): Stock {
  const { buying, lapsing } = stock;
  const outcomes = {
    sessions: stock.outcomes.sessions + 1,
    orders: stock.outcomes.orders + (ordered ? 1 : 0),
  };
  if (buyer === "active") {
    if (buying === 0) throw new RangeError("Cannot count an order: nobody is buying");
    return { ...stock, buying: buying - 1, outcomes };
  }
  const backAt = backAtOf(buyer.endedAt);
  const kept = changeLapse(lapsing, backAt, -1);
  if (kept !== lapsing) return { ...stock, lapsing: kept, outcomes };
  // Too late: it went back, was counted as no order, and may be somebody else's by now.
  return { ...stock, outcomes: { ...stock.outcomes, orders: outcomes.orders } };
}

function withoutLapsed(stock: Stock, now: Instant): Stock {
  // Further ahead than any ending could put it: the clock went back.
  const isBack = ({ backAt }: Lapse) => backAt <= now || backAt > backAtOf(now);
  const back = stock.lapsing.filter(isBack);
  if (back.length === 0) return stock;
  const { sessions, orders } = stock.outcomes;
  return {
    ...stock,
    lapsing: stock.lapsing.filter((lapse) => !isBack(lapse)),
    outcomes: { sessions: back.reduce((sum, lapse) => sum + lapse.sessions, sessions), orders },
  };
}
