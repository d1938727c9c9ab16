import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { StockSettings } from "../../src/domain/settings.ts";
import {
  beginBuying,
  countOrder,
  endWithoutOrder,
  leftOf,
  newStock,
  type Stock,
  sellAgain,
  sessionsThatMayBegin,
  spokenFor,
  stockNow,
} from "../../src/domain/stock.ts";

const phones: StockSettings = { units: 3, perOrder: 1 };
const pairs: StockSettings = { units: 10, perOrder: 2 };
const at = (settings: StockSettings, now = 0) => ({ settings, now });

function began(settings: StockSettings, sessions: number): Stock {
  let stock = newStock;
  for (let count = 0; count < sessions; count++) stock = beginBuying(stock, at(settings));
  return stock;
}

const sell = (stock: Stock, units: number, settings: StockSettings, now = 0): Stock =>
  countOrder(stock, { units, buyer: "active" }, at(settings, now));

describe("sessions may begin", () => {
  test("as many as there are whole orders left that nobody inside may buy", () => {
    expect(sessionsThatMayBegin(newStock, pairs)).toBe(5);
    expect(sessionsThatMayBegin(began(pairs, 4), pairs)).toBe(1);
    expect(sessionsThatMayBegin(began(pairs, 5), pairs)).toBe(0);
    expect(sessionsThatMayBegin(newStock, { units: 11, perOrder: 2 })).toBe(5);
  });

  test("for what an order leaves of its own", () => {
    const stock = sell(began(pairs, 5), 1, pairs);
    expect(leftOf(stock, pairs)).toBe(9);
    expect(sessionsThatMayBegin(stock, pairs)).toBe(0);
    expect(sessionsThatMayBegin(sell(stock, 1, pairs), pairs)).toBe(1);
  });

  test("at once when the shop says that a session bought nothing", () => {
    const stock = sell(began(phones, 3), 0, phones);
    expect(sessionsThatMayBegin(stock, phones)).toBe(1);
  });

  test("ten seconds after a session ended in silence: its order may be on the way", () => {
    const stock = endWithoutOrder(began(phones, 3), at(phones, 500));
    expect(sessionsThatMayBegin(stockNow(stock, at(phones, 10_400)), phones)).toBe(0);
    expect(sessionsThatMayBegin(stockNow(stock, at(phones, 11_000)), phones)).toBe(1);
  });

  test("not for those who may still order as many as when they began", () => {
    const stock = began(pairs, 3);
    // Six are spoken for although the merchant now sells them singly; a new one counts like the old.
    expect(sessionsThatMayBegin(stock, { units: 10, perOrder: 1 })).toBe(2);
    // And fifteen when they may now take five.
    expect(sessionsThatMayBegin(stock, { units: 24, perOrder: 5 })).toBe(1);
  });

  test("under the new limit alone once nobody of the old one is inside", () => {
    const bought = sell(began(pairs, 1), 2, pairs);
    const singly = { units: 10, perOrder: 1 };
    expect(sessionsThatMayBegin(beginBuying(bought, at(singly)), singly)).toBe(7);
  });

  test("not when none may: that is a mistake of the caller", () => {
    expect(() => beginBuying(began(phones, 3), at(phones))).toThrow(RangeError);
    expect(() => endWithoutOrder(newStock, at(phones))).toThrow(RangeError);
    expect(() => sell(newStock, 1, phones)).toThrow(RangeError);
    for (const units of [-1, 0.5, Number.NaN, 2 ** 60]) {
      expect(() => sell(began(phones, 1), units, phones)).toThrow(RangeError);
    }
  });
});

describe("orders are counted as the shop reports them", () => {
  test("larger than allowed, which leaves less for the others", () => {
    const stock = sell(began(pairs, 2), 7, pairs);
    expect([stock.sold, leftOf(stock, pairs), sessionsThatMayBegin(stock, pairs)]).toEqual([
      7, 3, 0,
    ]);
  });

  test("beyond the stock", () => {
    const stock = sell(began(phones, 3), 5, phones, 77);
    expect(stock).toMatchObject({ sold: 5, buying: 2, soldOutAt: 77 });
    expect(leftOf(stock, phones)).toBe(0);
  });

  test("of a session that just ended, from what was kept back for it", () => {
    const ended = endWithoutOrder(began(phones, 3), at(phones, 0));
    const late = countOrder(ended, { units: 1, buyer: { endedAt: 0 } }, at(phones, 9_000));
    expect(late).toMatchObject({ sold: 1, buying: 2, lapsing: [] });
    expect(sessionsThatMayBegin(late, phones)).toBe(0);
  });

  test("of a session that ended long ago, and of nobody here: both are taken from what is left", () => {
    const ended = endWithoutOrder(began(phones, 2), at(phones, 0));
    const late = countOrder(ended, { units: 1, buyer: { endedAt: 0 } }, at(phones, 20_000));
    expect(late).toMatchObject({ sold: 1, buying: 1, lapsing: [] });
    expect(sessionsThatMayBegin(late, phones)).toBe(1);
    const outside = countOrder(late, { units: 1, buyer: "outside" }, at(phones, 20_000));
    expect(sessionsThatMayBegin(outside, phones)).toBe(0);
    expect(outside.buying).toBe(1);
  });

  test("and tell how many sessions order, also when it comes out much too late", () => {
    const plenty = { units: 100, perOrder: 1 };
    let stock = began(plenty, 9);
    for (const units of [1, 1, 0, 1, 0]) stock = sell(stock, units, plenty);
    stock = endWithoutOrder(endWithoutOrder(stock, at(plenty)), at(plenty));
    expect(stock.outcomes).toEqual({ sessions: 5, orders: 3 });
    // One of the two silent ones ordered after all, much too late.
    stock = countOrder(stock, { units: 1, buyer: { endedAt: 0 } }, at(plenty, 60_000));
    expect(stock.outcomes).toEqual({ sessions: 7, orders: 4 });
  });
});

describe("sold out", () => {
  test("is when not a whole order is left, and stays", () => {
    const stock = sell(began(phones, 3), 3, phones, 5);
    expect(stock.soldOutAt).toBe(5);
    expect(stockNow(stock, at(phones, 99))).toBe(stock);
  });

  test("is not while what is left is only spoken for", () => {
    const stock = stockNow(began(phones, 3), at(phones, 5));
    expect([sessionsThatMayBegin(stock, phones), stock.soldOutAt]).toEqual([0, null]);
  });

  test("comes at once when the merchant sets fewer units than are sold", () => {
    const stock = sell(began(pairs, 3), 2, pairs);
    const less = stockNow(stock, at({ units: 1, perOrder: 2 }, 9));
    expect(less).toMatchObject({ soldOutAt: 9, sold: 2, buying: 2 });
  });

  test("is not taken back by raising the units, but by selling again", () => {
    const out = sell(began(phones, 3), 3, phones, 5);
    const more = { units: 10, perOrder: 1 };
    expect(sessionsThatMayBegin(stockNow(out, at(more, 6)), more)).toBe(0);
    expect(sessionsThatMayBegin(sellAgain(out, at(more, 6)), more)).toBe(5);
    expect(sellAgain(out, at(phones, 6)).soldOutAt).toBe(6);
  });
});

/** What may happen to a stock. Numbers choose among the sessions that exist at that moment. */
type Happening =
  | { readonly kind: "begin" }
  | { readonly kind: "order" | "order late"; readonly who: number; readonly units: number }
  | { readonly kind: "end"; readonly who: number }
  | { readonly kind: "wait" | "clock goes back"; readonly ms: number }
  | { readonly kind: "outside"; readonly units: number }
  | { readonly kind: "set"; readonly settings: StockSettings };

const who = fc.nat({ max: 20 });
const begin = fc.constant<Happening>({ kind: "begin" });
const orders = fc.record<Happening & { kind: "order" | "order late" }>({
  kind: fc.constantFrom("order", "order late"),
  who,
  units: fc.constantFrom(0, 1, 3, 3, 3),
});
const ends = fc.record({ kind: fc.constant("end" as const), who });
const clock = fc.record({
  kind: fc.constantFrom("wait", "wait", "clock goes back"),
  ms: fc.nat({ max: 12_000 }),
});
const settings = fc.record({
  units: fc.nat({ max: 12 }),
  perOrder: fc.integer({ min: 1, max: 3 }),
});
const few = settings.filter(({ units, perOrder }) => units >= perOrder && units <= 6);
const set = fc.record({ kind: fc.constant("set" as const), settings });
const outside = fc.record({ kind: fc.constant("outside" as const), units: fc.nat({ max: 3 }) });

interface Run {
  readonly stock: Stock;
  readonly settings: StockSettings;
  readonly now: number;
}

/** Plays it, with orders of at most `perOrder`, late ones within what a shop is allowed to take. */
function play(
  from: StockSettings,
  happenings: readonly Happening[],
  look: (run: Run) => void,
): Run {
  let [stock, settings, now, sinceStart] = [newStock, from, 1_000_000, 0];
  let active = 0;
  let ended: { readonly endedAt: number; readonly since: number }[] = [];
  for (const happening of happenings) {
    const turn = { settings, now };
    stock = stockNow(stock, turn);
    ended = ended.filter(({ since }) => sinceStart - since < 10_000);
    if (happening.kind === "begin" && sessionsThatMayBegin(stock, settings) > 0) {
      stock = beginBuying(stock, turn);
      active++;
    } else if (happening.kind === "order" && active > 0) {
      const units = Math.min(happening.units, settings.perOrder);
      stock = countOrder(stock, { units, buyer: "active" }, turn);
      active--;
    } else if (happening.kind === "order late" && ended.length > 0) {
      const [late] = ended.splice(happening.who % ended.length, 1);
      const units = Math.min(happening.units, settings.perOrder);
      if (late) stock = countOrder(stock, { units, buyer: { endedAt: late.endedAt } }, turn);
    } else if (happening.kind === "end" && active > 0) {
      stock = endWithoutOrder(stock, turn);
      ended.push({ endedAt: now, since: sinceStart });
      active--;
    } else if (happening.kind === "outside") {
      stock = countOrder(stock, { units: happening.units, buyer: "outside" }, turn);
    } else if (happening.kind === "wait") {
      now += happening.ms;
      sinceStart += happening.ms;
    } else if (happening.kind === "clock goes back") now -= happening.ms;
    else if (happening.kind === "set") settings = happening.settings;
    look({ stock, settings, now });
  }
  return { stock, settings, now };
}

describe("whatever happens", () => {
  const calm = fc.array(fc.oneof(begin, begin, begin, orders, orders, ends, clock), {
    minLength: 40,
    maxLength: 160,
  });
  const wild = fc.array(fc.oneof(begin, begin, begin, orders, ends, clock, set, outside), {
    maxLength: 120,
  });

  test("no more is sold to the admitted than there is", () => {
    let soldAll = 0;
    fc.assert(
      fc.property(few, calm, (given, happenings) => {
        const { stock } = play(given, happenings, (run) => {
          expect(run.stock.sold).toBeLessThanOrEqual(given.units);
        });
        if (stock.sold === given.units) soldAll++;
      }),
      { numRuns: 2_000, seed: 3 },
    );
    // It was close: otherwise this test would say nothing.
    expect(soldAll).toBeGreaterThan(100);
  });

  test("what is sold and spoken for together grows past the units by nobody's beginning", () => {
    fc.assert(
      fc.property(settings, wild, (given, happenings) => {
        let before = newStock;
        play(given, happenings, ({ stock, settings: inForce }) => {
          if (stock.buying > before.buying) {
            expect(stock.sold + spokenFor(stock)).toBeLessThanOrEqual(inForce.units);
          }
          before = stock;
        });
      }),
      { numRuns: 2_000 },
    );
  });

  test("sold out comes once, and nobody begins after it", () => {
    fc.assert(
      fc.property(settings, wild, (given, happenings) => {
        let before = newStock;
        play(given, happenings, ({ stock }) => {
          if (before.soldOutAt !== null) {
            expect(stock.soldOutAt).toBe(before.soldOutAt);
            expect(stock.buying).toBeLessThanOrEqual(before.buying);
          }
          before = stock;
        });
      }),
      { numRuns: 2_000 },
    );
  });

  test("when all have ended, everything that is left may be sold", () => {
    fc.assert(
      fc.property(settings, wild, (given, happenings) => {
        const { stock, settings: inForce, now } = play(given, happenings, () => undefined);
        let empty = stock;
        empty = stockNow(empty, { settings: inForce, now });
        while (empty.buying > 0) empty = endWithoutOrder(empty, { settings: inForce, now });
        empty = stockNow(empty, { settings: inForce, now: now + 11_000 });
        const whole = Math.floor(leftOf(stock, inForce) / inForce.perOrder);
        expect(empty.lapsing).toEqual([]);
        expect(sessionsThatMayBegin(empty, inForce)).toBe(empty.soldOutAt === null ? whole : 0);
      }),
    );
  });
});

test("the state stays small however many sessions end", () => {
  const many = { units: 5_000, perOrder: 1 };
  let stock = began(many, 5_000);
  for (let now = 0; now < 50_000; now += 10) stock = endWithoutOrder(stock, at(many, now));
  expect(stock.lapsing.length).toBeLessThanOrEqual(11);
});
