/** Of what there is to sell: each unit once, no more than there are, and nobody let in to empty shelves. */

import type { Admission } from "../../domain/admission.ts";
import type { Stock } from "../../domain/stock.ts";
import { type Instant, secondMs } from "../../domain/time.ts";
import type { Check } from "./promises.ts";
import type { RowChange } from "./register.ts";
import type { Step } from "./simulated-room.ts";

export interface StockPromises {
  /** @param clockAheadMs by how much the room's clock is ahead of the true time */
  afterStep(step: Step, clockAheadMs: number): void;
}

/** An order that is told later than this after its session's end may meet with a unit that is somebody else's. */
const graceMs = 10 * secondMs;

export function createStockPromises(check: Check): StockPromises {
  let unitsOfLateOrders = 0;
  /** The most that there ever were; fewer may be set at any time. */
  let mostUnits = 0;
  /** By the true time, whatever the room's clock said then. */
  const endedAt = new WeakMap<Admission, Instant>();

  function lateUnits({ before, after }: RowChange, now: Instant, clockAheadMs: number): number {
    const trueNow = now - clockAheadMs;
    if (after?.endedAt && !before?.endedAt) endedAt.set(after, trueNow);
    if (!before?.endedAt || before.units !== null || !after?.units) return 0;
    const sinceMs = Math.max(now - before.endedAt, trueNow - (endedAt.get(before) ?? trueNow));
    return sinceMs >= graceMs ? after.units : 0;
  }

  return {
    afterStep({ before, after, settings, register, now }, clockAheadMs) {
      const { stock } = after.state;
      if (settings.stock === null || stock === null) return;
      const { sold, soldOutAt } = stock.stock;
      const wasSoldOut = soldOutOf(before.state.stock?.stock);
      const found = settings.stock.units > (before.state.stock?.units ?? 0);
      for (const change of register.changes()) {
        unitsOfLateOrders += lateUnits(change, now, clockAheadMs);
      }
      mostUnits = Math.max(mostUnits, settings.stock.units);
      check(
        sold === register.unitsSold + register.salesOutside,
        "every unit that was sold is counted once",
        () => `${sold} counted, ${register.unitsSold} in orders, ${register.salesOutside} outside`,
      );
      check(
        register.unitsSold <= mostUnits + unitsOfLateOrders,
        "no more is sold than there is",
        () => `${register.unitsSold} of ${mostUnits}, ${unitsOfLateOrders} told late`,
      );
      check(
        wasSoldOut === null || soldOutAt === wasSoldOut || found,
        "sold out is sold out",
        () => `at ${wasSoldOut}, then at ${soldOutAt}`,
      );
      check(
        wasSoldOut === null || soldOutAt === null || register.inserted().length === 0,
        "after sold out nobody is let in",
        () => `sold out at ${wasSoldOut}, let in at ${now}`,
      );
    },
  };
}

const soldOutOf = (stock: Stock | undefined): Instant | null => stock?.soldOutAt ?? null;
