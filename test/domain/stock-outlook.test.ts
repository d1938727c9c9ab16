import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { beginBuying, countOrder, newStock } from "../../src/domain/stock.ts";
import { stockOutlook } from "../../src/domain/stock-outlook.ts";
import { type Supply, supplyOf } from "../../src/domain/supply.ts";
import { chanceFrom } from "../support/chance.ts";

const supply: Supply = {
  left: 412,
  perOrder: 1,
  buying: 0,
  buyShare: 0.5,
  measuredOn: 1_000,
  unitsPerOrder: 1,
};

describe("the chance to reach a place", () => {
  test("is certain when there is enough for everybody before, and one order more", () => {
    const everybody = { attendance: 1, ahead: 411 };
    expect(stockOutlook(supply, everybody)).toEqual({ left: 412, ahead: 411, chance: 1 });
    expect(stockOutlook(supply, { ...everybody, ahead: 412 }).chance).toBeLessThan(1);
    expect(stockOutlook({ ...supply, buying: 1 }, everybody).chance).toBeLessThan(1);
  });

  test("is none when not a whole order is left, or sold out", () => {
    const first = { ahead: 0, attendance: 1 };
    expect(stockOutlook({ ...supply, left: 1, perOrder: 2 }, first).chance).toBe(0);
    const out = { ...newStock, soldOutAt: 1 };
    expect(stockOutlook(supplyOf(out, { units: 9, perOrder: 1 }), first)).toEqual({
      left: 0,
      ahead: 0,
      chance: 0,
    });
  });

  test("is about even where the orders of those before are as many as are left", () => {
    const { chance } = stockOutlook(supply, { ahead: 900, attendance: 411 / 450 });
    expect(chance).toBeGreaterThan(0.45);
    expect(chance).toBeLessThan(0.55);
  });

  test("falls with the people ahead and rises with what is left, and is always a chance", () => {
    const share = fc.double({ min: 0, max: 1, noNaN: true });
    const count = fc.nat({ max: 3_000 });
    const given = fc.record({ left: count, buyShare: share, measuredOn: count });
    fc.assert(
      fc.property(given, count, share, fc.nat({ max: 50 }), (random, ahead, attendance, more) => {
        const chanceOf = (left: number, before: number) =>
          stockOutlook({ ...supply, ...random, left }, { ahead: before, attendance }).chance;
        const chance = chanceOf(random.left, ahead);
        expect(chance).toBeGreaterThanOrEqual(0);
        expect(chanceOf(random.left + more, ahead)).toBeGreaterThanOrEqual(chance);
        expect(chanceOf(random.left + more, ahead)).toBeLessThanOrEqual(1);
        expect(chanceOf(random.left, ahead + more)).toBeLessThanOrEqual(chance);
      }),
    );
  });

  test("comes true as often as it says, once 60 sessions were seen", () => {
    for (const { told, said, came } of toldAndCame(60)) {
      expect(told).toBeGreaterThan(500);
      expect(Math.abs(came - said) / told).toBeLessThan(0.08);
    }
  });

  test("promises hardly more than comes true while little was seen", () => {
    for (const { told, said, came } of toldAndCame(15)) {
      expect(told).toBeGreaterThan(500);
      expect((said - came) / told).toBeLessThan(0.06);
    }
  });
});

/** Plays 20,000 launches, and counts by the tenth of the chance told how often it came true. */
function toldAndCame(leastMeasured: number) {
  const chance = chanceFrom(7);
  const times = (count: number, share: number) => {
    let hits = 0;
    for (let one = 0; one < count; one++) if (chance() < share) hits++;
    return hits;
  };
  const tenths = Array.from({ length: 10 }, () => ({ told: 0, said: 0, came: 0 }));
  for (let launch = 0; launch < 20_000; launch++) {
    const buyShare = 0.05 + 0.95 * chance();
    const attendance = 0.1 + 0.9 * chance();
    const measuredOn = Math.floor(leastMeasured * (1 + 3 * chance()));
    const ahead = Math.floor(300 * chance());
    const buying = Math.floor(40 * chance());
    const orders = (ahead * attendance + buying) * buyShare;
    const left = Math.max(1, Math.round(orders * (0.6 + 0.8 * chance())));
    const measured = (times(measuredOn, buyShare) + 1) / (measuredOn + 1);
    const told = stockOutlook(
      { ...supply, left, buying, measuredOn, buyShare: measured },
      { ahead, attendance },
    ).chance;
    const taken = times(ahead, attendance * buyShare) + times(buying, buyShare);
    const tenth = tenths[Math.min(9, Math.floor(told * 10))];
    if (!tenth) throw new TypeError("A chance is from 0 to 1");
    tenth.told++;
    tenth.said += told;
    if (taken < left) tenth.came++;
  }
  return tenths;
}

test("supplyOf() measures how many order and how much, and starts with all and full ones", () => {
  const settings = { units: 100, perOrder: 4 };
  expect(supplyOf(newStock, settings)).toMatchObject({ left: 100, buyShare: 1, unitsPerOrder: 4 });
  let stock = newStock;
  for (let order = 0; order < 9; order++) {
    stock = beginBuying(stock, { settings, now: 0 });
    stock = countOrder(stock, { units: 1, buyer: "active" }, { settings, now: 0 });
  }
  expect(supplyOf(stock, settings)).toMatchObject({ left: 91, unitsPerOrder: 1.3, measuredOn: 9 });
});
