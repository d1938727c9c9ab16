/**
 * What there is to sell. Nobody is let in to empty shelves: a session may begin only while there is a
 * whole order left that nobody inside may still buy. A session that ends without an order gives its own
 * back; when not a whole order is left, the room is sold out, once and for everybody.
 *
 * The shop reports orders, and they are counted as they are, more or less than was allowed. As long as
 * none is larger than `perOrder`, no more than `units` are ever sold to the admitted.
 */

import type { StockSettings } from "./settings.ts";
import { type Instant, secondMs } from "./time.ts";

export interface Stock {
  /** Units of all orders reported. Never goes down. */
  readonly sold: number;
  /** Sessions that may still order. */
  readonly buying: number;
  /** Sessions that ended a moment ago without an order, by the second at which theirs goes back. */
  readonly lapsing: readonly Lapse[];
  /** The most that one of all these may still order. */
  readonly largestOrder: number;
  readonly soldOutAt: Instant | null;
  /** Sessions that are over, and how many of them ordered. */
  readonly outcomes: { readonly sessions: number; readonly orders: number };
}

interface Lapse {
  readonly backAt: Instant;
  readonly sessions: number;
}

export interface ReportedOrder {
  /** 0: the visitor is done and bought nothing, so theirs goes back at once. */
  readonly units: number;
  /** Of a session that is active, of one that ended without an order, or of nobody who was admitted. */
  readonly buyer: "active" | { readonly endedAt: Instant } | "outside";
}

/** What every step is given. */
export interface StockTurn {
  readonly settings: StockSettings;
  readonly now: Instant;
}

/**
 * An order that was on its way to the shop when the session ended is reported within this time. Until
 * then nobody else gets it, or the last phone would be sold twice.
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
export const spokenFor = (stock: Stock): number => mayStillOrder(stock) * stock.largestOrder;

/** How many more sessions may begin now. While limits are mixed, each counts with the largest. */
export function sessionsThatMayBegin(stock: Stock, settings: StockSettings): number {
  if (stock.soldOutAt !== null) return 0;
  const { largestOrder } = underPerOrder(stock, settings);
  const orders = Math.floor(leftOf(stock, settings) / largestOrder);
  return Math.max(0, orders - mayStillOrder(stock));
}

/** @throws RangeError when none may begin */
export function beginBuying(stock: Stock, turn: StockTurn): Stock {
  const current = stockNow(stock, turn);
  if (sessionsThatMayBegin(current, turn.settings) === 0) {
    throw new RangeError("Cannot begin to buy: all that is left is spoken for");
  }
  return { ...current, buying: current.buying + 1 };
}

/** A session that its visitor never came for: nobody has seen a shelf. */
export const neverBegan = (stock: Stock, turn: StockTurn): Stock =>
  stockNow(withoutBuying(stock), turn);

/** A session ended, and the shop said nothing. */
export function endWithoutOrder(stock: Stock, turn: StockTurn): Stock {
  const backAt = backAtOf(turn.now);
  const lapsing = merged([...stock.lapsing, { backAt, sessions: 1 }]);
  return stockNow({ ...withoutBuying(stock), lapsing }, turn);
}

/**
 * Counts what was sold. Each order once: the caller knows which session has reported already.
 * @throws RangeError when `units` is not a whole number of at least 0
 */
export function countOrder(stock: Stock, { units, buyer }: ReportedOrder, turn: StockTurn): Stock {
  if (!Number.isSafeInteger(units) || units < 0) {
    throw new RangeError(
      `Cannot count an order: units must be a whole number of at least 0, received ${units}`,
    );
  }
  const current = stockNow(stock, turn);
  const without = buyer === "outside" ? current : withoutBuyer(current, buyer, units > 0, turn.now);
  return stockNow({ ...without, sold: stock.sold + units }, turn);
}

/**
 * What time and a change of the settings do; the very same object when that is nothing. Fewer units than
 * are sold, or spoken for, may be set at any time: nobody inside is turned away, and nobody begins.
 */
export function stockNow(stock: Stock, { settings, now }: StockTurn): Stock {
  const current = underPerOrder(withoutLapsed(stock, now), settings);
  const isOut = leftOf(current, settings) < settings.perOrder;
  return current.soldOutAt === null && isOut ? { ...current, soldOutAt: now } : current;
}

/** The merchant found more. Nothing else takes a sold out back, and this only if there is more. */
export const sellAgain = (stock: Stock, turn: StockTurn): Stock =>
  stockNow({ ...stock, soldOutAt: null }, turn);

export const mayStillOrder = ({ buying, lapsing }: Stock): number =>
  lapsing.reduce((sum, { sessions }) => sum + sessions, buying);

/** Whoever is inside may have seen the larger of the limits that were set meanwhile. */
function underPerOrder(stock: Stock, { perOrder }: StockSettings): Stock {
  const largestOrder =
    mayStillOrder(stock) === 0 ? perOrder : Math.max(perOrder, stock.largestOrder);
  return largestOrder === stock.largestOrder ? stock : { ...stock, largestOrder };
}

function withoutBuying(stock: Stock): Stock {
  if (stock.buying === 0) throw new RangeError("Cannot end a session: nobody is buying");
  return { ...stock, buying: stock.buying - 1 };
}

function withoutBuyer(
  stock: Stock,
  buyer: Exclude<ReportedOrder["buyer"], "outside">,
  ordered: boolean,
  now: Instant,
): Stock {
  if (buyer === "active") return withOutcome(withoutBuying(stock), { sessions: 1, ordered });
  const [first, ...rest] = stock.lapsing;
  const isLate = now >= backAtOf(buyer.endedAt) || !first;
  // Theirs went back, was counted as no order, and may be somebody else's by now.
  if (isLate) return withOutcome(stock, { sessions: 0, ordered });
  // Whichever of the lapsing it is: taking the one that is nearest to its end gives nothing back early.
  const lapsing =
    first.sessions === 1 ? rest : [{ ...first, sessions: first.sessions - 1 }, ...rest];
  return withOutcome({ ...stock, lapsing }, { sessions: 1, ordered });
}

function withoutLapsed(stock: Stock, now: Instant): Stock {
  const latest = backAtOf(now);
  const { lapsing } = stock;
  if (lapsing.every(({ backAt }) => now < backAt && backAt <= latest)) return stock;
  const back = lapsing.filter(({ backAt }) => backAt <= now);
  const kept = lapsing
    .filter(({ backAt }) => backAt > now)
    // Further ahead than any ending could put it: the clock went back.
    .map((lapse) => ({ ...lapse, backAt: Math.min(lapse.backAt, latest) }));
  const sessions = back.reduce((sum, lapse) => sum + lapse.sessions, 0);
  return withOutcome({ ...stock, lapsing: merged(kept) }, { sessions, ordered: false });
}

function withOutcome(
  stock: Stock,
  { sessions, ordered }: { readonly sessions: number; readonly ordered: boolean },
): Stock {
  const { outcomes } = stock;
  const orders = outcomes.orders + (ordered ? 1 : 0);
  return { ...stock, outcomes: { sessions: outcomes.sessions + sessions, orders } };
}

/** Whole seconds, so that the list is no longer than the grace however many sessions end. */
const backAtOf = (endedAt: Instant): Instant =>
  Math.ceil((endedAt + reportGraceMs) / secondMs) * secondMs;

/** One entry for each second, the next first. */
function merged(lapses: readonly Lapse[]): readonly Lapse[] {
  const bySecond = Map.groupBy(lapses, ({ backAt }) => backAt);
  return [...bySecond]
    .map(([backAt, those]) => ({
      backAt,
      sessions: those.reduce((sum, { sessions }) => sum + sessions, 0),
    }))
    .toSorted((one, other) => one.backAt - other.backAt);
}
