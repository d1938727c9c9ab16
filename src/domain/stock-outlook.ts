/**
 * What the waiting are told of the stock: what is left, and the chance that some of it is there when
 * their turn comes. A chance of 1 or 0 is certain; whatever is not certain stays between them.
 */

import type { Supply } from "./supply.ts";

export interface StockOutlook {
  readonly left: number;
  readonly ahead: number;
  /** 0 to 1: that this place is called before the stock is sold out. */
  readonly chance: number;
}

/** Nobody can be surer than this of what others will do. */
const leastDoubt = 0.01;

/** @param attendance the share of the called that come */
export function stockOutlook(
  supply: Supply,
  { ahead, attendance }: { readonly ahead: number; readonly attendance: number },
): StockOutlook {
  const { left, perOrder, buying, buyShare, measuredOn, unitsPerOrder } = supply;
  // A session begins while a whole order is left, so those before may take this much and not a unit more.
  const mayTake = left - perOrder;
  if (mayTake < 0) return { left, ahead, chance: 0 };
  if ((ahead + buying) * perOrder <= mayTake) return { left, ahead, chance: 1 };

  // How many of those before order: each by their own mind, and all by a share that is not known exactly.
  const [fromLine, fromInside] = [attendance * buyShare, buyShare];
  const orders = ahead * fromLine + buying * fromInside;
  const ownMinds = ahead * fromLine * (1 - fromLine) + buying * fromInside * (1 - fromInside);
  const shareError = (buyShare * (1 - buyShare)) / (measuredOn + 2);
  const variance = ownMinds + (ahead * attendance + buying) ** 2 * shareError;
  // People come in ones: half an order more, so that the bell covers the last one that fits.
  const spare = mayTake / unitsPerOrder + 0.5 - orders;
  const chance = normalShareBelow(spare / Math.sqrt(variance || Number.EPSILON));
  return { left, ahead, chance: Math.min(1 - leastDoubt, Math.max(leastDoubt, chance)) };
}

/** The share of a normal distribution below so many deviations, within 2·10⁻⁴. */
const normalShareBelow = (deviations: number): number =>
  1 / (1 + Math.exp(-1.5976 * deviations - 0.07056 * deviations ** 3));
