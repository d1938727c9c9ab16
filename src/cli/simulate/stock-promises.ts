/** Of what there is to sell: each unit once, no more than there are, and nobody let in to empty shelves. */

import type { Stock } from "../../domain/stock.ts";
import { type Instant, secondMs } from "../../domain/time.ts";
import type { Check } from "./promises.ts";
import type { RowChange } from "./register.ts";
import type { Step } from "./simulated-room.ts";

export interface StockPromises {
  afterStep(step: Step): void;
}

/** An order that is told later than this after its session's end may meet with a unit that is somebody else's. */
const graceMs = 10 * secondMs;

export function createStockPromises(check: Check): StockPromises {
  let unitsOfLateOrders = 0;
  /** The most that there ever were; fewer may be set at any time. */
  let mostUnits = 0;

  return {
    afterStep({ before, after, settings, register, now }) {
      const { stock } = after.state;
      if (settings.stock === null || stock === null) return;
      const { sold, soldOutAt } = stock.stock;
      const wasSoldOut = soldOutOf(before.state.stock?.stock);
      const found = settings.stock.units > (before.state.stock?.units ?? 0);
      for (const change of register.changes()) unitsOfLateOrders += lateUnits(change, now);
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

function lateUnits({ before, after }: RowChange, now: Instant): number {
  const endedAt = before?.endedAt ?? null;
  if (endedAt === null || before?.units !== null || !after?.units) return 0;
  return now - endedAt >= graceMs ? after.units : 0;
}
