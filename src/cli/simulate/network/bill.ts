/** What a line costs at the platform's prices, line by line, each with its arithmetic. */

import { objectGigabytes, type Priced, planDollarsAMonth, prices } from "./prices.ts";

/** Something that is paid for, and how many of it a million visitors take. */
export interface Usage {
  readonly what: string;
  readonly priced: Priced;
  readonly count: number;
  /** How the count came about. */
  readonly because: string;
}

export interface Bill {
  readonly lines: readonly BillLine[];
  /** Of one more million, in a month that has used up what the plan includes. */
  readonly dollars: number;
  /** Of a month with nothing else in it: what exceeds the plan, and the plan. */
  readonly invoiceDollars: number;
}

export interface BillLine extends Usage {
  readonly dollars: number;
  readonly arithmetic: string;
}

export function billOf(usages: readonly Usage[]): Bill {
  const lines = usages.map((usage): BillLine => {
    const { dollars: price, per } = prices[usage.priced];
    const dollars = (usage.count / per) * price;
    const unit = per === 1 ? "" : " million";
    const arithmetic = `${inUnits(usage.count, per)}${unit} x $${price} = $${dollars.toFixed(2)}`;
    return { ...usage, dollars, arithmetic };
  });
  return {
    lines,
    dollars: lines.reduce((sum, line) => sum + line.dollars, 0),
    invoiceDollars: planDollarsAMonth + beyondThePlan(usages),
  };
}

function beyondThePlan(usages: readonly Usage[]): number {
  const counts = new Map<Priced, number>();
  for (const { priced, count } of usages) counts.set(priced, (counts.get(priced) ?? 0) + count);
  return [...counts].reduce((sum, [priced, count]) => {
    const { dollars, per, included } = prices[priced];
    return sum + (Math.max(0, count - included) / per) * dollars;
  }, 0);
}

/** Objects are kept awake by the calls that come each second. */
export const awake = (objects: number, seconds: number): number =>
  objects * seconds * objectGigabytes;

const inUnits = (count: number, per: number): string => {
  const value = count / per;
  return value >= 100 ? value.toFixed(0) : value.toFixed(value >= 1 ? 2 : 4);
};
