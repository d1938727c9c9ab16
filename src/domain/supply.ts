/** What there is to sell, as gateways need to know it: the stock in the few numbers that the outlook follows from. */

import type { StockSettings } from "./settings.ts";
import { leftOf, type Stock } from "./stock.ts";

/** The same for everybody in line. Plain data: it travels in the snapshot. */
export interface Supply {
  readonly left: number;
  readonly perOrder: number;
  /** Sessions inside that may still order. */
  readonly buying: number;
  /** The share of sessions that order, and how many sessions it was measured on. */
  readonly buyShare: number;
  readonly measuredOn: number;
  /** What orders have on average. */
  readonly unitsPerOrder: number;
}

export function supplyOf(stock: Stock, settings: StockSettings): Supply {
  const { sessions, orders } = stock.outcomes;
  return {
    left: stock.soldOutAt === null ? leftOf(stock, settings) : 0,
    perOrder: settings.perOrder,
    buying: stock.buying,
    // One session more, that ordered, and all it may: before anything is measured nobody is promised too much.
    buyShare: Math.min(1, (orders + 1) / (sessions + 1)),
    measuredOn: sessions,
    unitsPerOrder: Math.min(settings.perOrder, (stock.sold + settings.perOrder) / (orders + 1)),
  };
}
