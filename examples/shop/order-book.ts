/** The shop's stock and its orders. What is sold can never exceed what was there. */

import { EventEmitter } from "node:events";
import type { AssertionClaims } from "./request-log.ts";

export interface OrderRequest {
  readonly name: string;
  readonly address: string;
  readonly email: string;
  readonly quantity: number;
  /** Made with the form: sending the form twice is one order. */
  readonly key: string | null;
}

export interface Order extends OrderRequest {
  /** What the customer is told: `T3-100001`. */
  readonly orderNumber: string;
  /** Milliseconds since 1970, with fractions. */
  readonly at: number;
  readonly admission: AssertionClaims | null;
}

export type OrderOutcome =
  | { readonly kind: "placed"; readonly order: Order }
  | { readonly kind: "placed-before"; readonly order: Order }
  | { readonly kind: "out-of-stock"; readonly unitsLeft: number };

export interface OrderBook {
  readonly unitsLeft: number;
  readonly orders: readonly Order[];
  /** Emits `stock` with the units left, whenever they change. */
  readonly changes: EventEmitter<{ stock: [unitsLeft: number] }>;
  place(request: OrderRequest, admission: AssertionClaims | null): OrderOutcome;
  setStock(units: number): void;
  clear(): void;
}

const firstOrder = 100_001;

export function createOrderBook(units: number): OrderBook {
  const changes = new EventEmitter<{ stock: [unitsLeft: number] }>();
  // One listener for each open product page; a warning about many would be about success.
  changes.setMaxListeners(0);
  const orders: Order[] = [];
  const ordersByKey = new Map<string, Order>();
  let unitsLeft = units;
  const setStock = (left: number): void => {
    unitsLeft = left;
    changes.emit("stock", left);
  };
  return {
    get unitsLeft() {
      return unitsLeft;
    },
    orders,
    changes,
    place(request, admission) {
      const before = request.key === null ? undefined : ordersByKey.get(request.key);
      if (before !== undefined) return { kind: "placed-before", order: before };
      if (request.quantity > unitsLeft) return { kind: "out-of-stock", unitsLeft };
      const order: Order = {
        ...request,
        orderNumber: `T3-${firstOrder + orders.length}`,
        at: performance.timeOrigin + performance.now(),
        admission,
      };
      orders.push(order);
      if (request.key !== null) ordersByKey.set(request.key, order);
      setStock(unitsLeft - request.quantity);
      return { kind: "placed", order };
    },
    setStock,
    clear() {
      orders.length = 0;
      ordersByKey.clear();
    },
  };
}
