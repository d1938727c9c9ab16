/**
 * Passes that hold no slot: of an epoch before, and trickled in while the room was silent. Whatever becomes of them
 * is known for good, once, and nobody else's session, slot or stock is touched by it.
 */

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Admission } from "../../src/domain/admission.ts";
import type { PassInLine, RoomAnswer, RoomCall } from "../../src/domain/calls.ts";
import { takeCalls } from "../../src/domain/room.ts";
import { newRoom, type Room } from "../../src/domain/room-state.ts";
import { longestSessionMs } from "../../src/domain/session.ts";
import { defaultSettings, type RoomSettings } from "../../src/domain/settings.ts";
import { minuteMs } from "../../src/domain/time.ts";
import { epochOfTrickled, isTrickled, trickledNumber } from "../../src/domain/trickled.ts";
import { drawChance, hmacSha256 } from "../../src/hash.ts";
import { memoryRegister } from "../support/memory-register.ts";

const begun = 1_790_000_000_000;
const endsAt = begun + 15 * minuteMs;
const line = "general";
const stock = { units: 1_000, perOrder: 9 };

/** The second epoch of a room, with somebody inside, and what is left of the first. */
function secondEpoch(chosen: Partial<RoomSettings> = {}) {
  const settings = { ...defaultSettings, stock, ...chosen };
  const register = memoryRegister();
  let room: Room = newRoom(
    2,
    drawChance((count) => new Uint8Array(count)),
    begun,
  );
  const hand = {
    now: begun,
    get state() {
      return room.state;
    },
    register,
    before: register.ofEpoch(1),
    trickled: register.ofEpoch(epochOfTrickled),
    take: (...calls: readonly RoomCall[]): readonly RoomAnswer[] =>
      register.transaction(() => {
        const turn = { settings, register, name: "", hmac: hmacSha256, now: hand.now };
        const taken = takeCalls(room, calls, () => undefined, turn);
        room = taken.room;
        return taken.answers;
      }),
  };
  hand.now += minuteMs;
  hand.take();
  hand.now += minuteMs;
  hand.take({ kind: "pass", line, passId: "of somebody inside" });
  expect(hand.state).toMatchObject({ inside: 1, stock: { stock: { buying: 1, sold: 0 } } });
  return hand;
}

/** What others have, and what they may buy. */
const ofOthers = ({ state }: ReturnType<typeof secondEpoch>) => {
  const { inside, turnover, allowance, stock: counted } = state;
  const { sold, ...stockOfOthers } = counted?.stock ?? {};
  return { inside, turnover, allowance, stockOfOthers };
};

const soldIn = ({ state }: ReturnType<typeof secondEpoch>) => state.stock?.stock.sold;

const admissionBefore = (number: number, change: Partial<Admission> = {}): Admission => ({
  ...{ line, number, passId: `before ${number}`, admittedAt: begun, endsAt, fetched: true },
  ...{ ended: null, endedAt: null, units: null },
  way: { place: number, joinedAt: 0, calledAt: null, cameAt: 0, told: null, wave: null },
  ...change,
});

const passBefore = (number: number): PassInLine => ({
  ...{ epoch: 1, line, number },
  pass: { id: `before ${number}`, endsAt },
});

const trickled = (chance: number): PassInLine => ({
  ...{ epoch: 2, line, number: trickledNumber(chance) },
  pass: { id: `trickled ${chance}`, endsAt },
});

type EndCall = Extract<RoomCall, { kind: "end" }>;

const end = (pass: PassInLine, how: Partial<EndCall> = {}): EndCall => ({
  ...{ kind: "end", reason: "complete", units: null },
  ...pass,
  ...how,
});
const order = (pass: PassInLine): RoomCall => ({ kind: "order", ...pass });

const confirmation = { order: "A-1", page: "/thanks" };
const unknown = { kind: "void" };
const ordered = { kind: "ended", reason: "complete", confirmation };

describe("the number of whoever trickles in", () => {
  test("is none that a line ever gives, and one that a token may hold", () => {
    for (const chance of [0, 0.5, 1 - Number.EPSILON / 2]) {
      const number = trickledNumber(chance);
      expect([isTrickled({ number }), Number.isSafeInteger(number)]).toEqual([true, true]);
    }
    expect(isTrickled({ number: 1_000_000_000 })).toBe(false);
    expect(trickledNumber(0.25)).not.toBe(trickledNumber(0.25 + Number.EPSILON));
  });
});

describe.each([
  ["of an epoch before", passBefore(1)],
  ["that trickled in", trickled(0.3)],
] as const)("a pass %s", (_, pass) => {
  const room = (chosen: Partial<RoomSettings> = {}) => {
    const hand = secondEpoch(chosen);
    hand.before.write(admissionBefore(1));
    return hand;
  };

  test("may order, orders once, and is told what was ordered", () => {
    const hand = room();
    const others = ofOthers(hand);
    expect(hand.take(order(pass))).toEqual([{ kind: "may-order", until: endsAt }]);
    const first = end(pass, { units: 3, order: "A-1", confirmation });
    const again = end(pass, { units: 5, order: "a page that confirms it" });
    expect(hand.take(first, first, again, order(pass))[3]).toEqual(ordered);
    expect(soldIn(hand)).toBe(3);
    hand.now = endsAt + 1;
    expect(hand.take(order(pass))).toEqual([ordered]);
    expect(ofOthers(hand)).toMatchObject({
      inside: others.inside,
      stockOfOthers: others.stockOfOthers,
    });
  });

  test.each(["revoked", "left"] as const)(
    "that was %s orders no more, and has no grace",
    (reason) => {
      const hand = room();
      hand.take(end(pass, { reason }));
      for (const now of [hand.now, endsAt, endsAt + minuteMs]) {
        hand.now = now;
        expect(hand.take(order(pass))).toEqual([{ kind: "ended", reason }]);
      }
    },
  );

  test("whose order is told after it was left has ordered", () => {
    const hand = room();
    hand.take(end(pass, { reason: "left" }), end(pass, { units: 2, confirmation }));
    expect(hand.take(order(pass))).toEqual([ordered]);
    expect(soldIn(hand)).toBe(2);
  });

  test("counts each of several orders once", () => {
    const hand = room({ ordersPerAdmission: 2 });
    const told = ["a", "a", "b", "b"].map((name) => end(pass, { units: 1, order: name }));
    expect(hand.take(...told.slice(0, 2), order(pass))[2]).toMatchObject({ kind: "may-order" });
    expect(soldIn(hand)).toBe(1);
    expect(hand.take(...told.slice(2), order(pass))[2]).toMatchObject({ reason: "complete" });
    expect(soldIn(hand)).toBe(2);
  });

  test("is not renewed, whatever became of it", () => {
    const hand = room();
    const { epoch, number } = pass;
    const shown = { renewal: 0, attempt: "one", wants: "renewal" } as const;
    const renew: RoomCall = { kind: "renew", epoch, line, number, shown };
    expect(hand.take(renew)).toEqual([{ kind: "void" }]);
    hand.take(end(pass, { reason: "revoked" }));
    expect(hand.take(renew)).toEqual([{ kind: "void" }]);
  });

  test("of another name is no such pass", () => {
    const hand = room();
    hand.take(end(pass, { reason: "revoked" }));
    const foreign = { ...pass, pass: { id: "of somebody else", endsAt } };
    expect(hand.take(end(foreign, { units: 4 }), order(foreign))).toEqual([unknown, unknown]);
    expect(soldIn(hand)).toBe(0);
  });
});

describe("a pass of an epoch before", () => {
  test("that ordered in it orders no more", () => {
    const hand = secondEpoch();
    const row = { ended: "complete", endedAt: begun, units: 2, confirmation } as const;
    hand.before.write(admissionBefore(1, row));
    hand.take(end(passBefore(1), { units: 2 }));
    expect(hand.take(order(passBefore(1)))).toEqual([ordered]);
    expect(soldIn(hand)).toBe(0);
  });

  test("that nobody fetched, or that was never given, is unknown", () => {
    const hand = secondEpoch();
    hand.before.write(admissionBefore(1, { fetched: false }));
    for (const pass of [passBefore(1), passBefore(2)]) {
      expect(hand.take(end(pass, { units: 1 }), order(pass))).toEqual([unknown, unknown]);
    }
    expect(soldIn(hand)).toBe(0);
  });

  test("may finish a form in the grace after its own end, and not longer", () => {
    const hand = secondEpoch({ graceMinutes: 5 });
    hand.before.write(admissionBefore(1));
    hand.now = endsAt + minuteMs;
    const until = endsAt + 5 * minuteMs;
    expect(hand.take(order(passBefore(1)))).toEqual([{ kind: "may-order", until }]);
    hand.now = until;
    expect(hand.take(order(passBefore(1)))).toEqual([{ kind: "ended", reason: "expired" }]);
  });

  test("has orders of its own, and not those of whoever has its number now", () => {
    const hand = secondEpoch({ ordersPerAdmission: 2 });
    hand.before.write(admissionBefore(1));
    const inside = { epoch: 2, line, number: 1 };
    hand.take(end(inside, { units: 1, order: "a" }), end(passBefore(1), { units: 1, order: "a" }));
    expect(soldIn(hand)).toBe(2);
    for (const pass of [inside, passBefore(1)]) {
      expect(hand.take(order(pass))).toMatchObject([{ kind: "may-order" }]);
    }
  });

  test("is found by its place where an earlier release, or a merchant, names no more", () => {
    const hand = secondEpoch();
    hand.before.write(admissionBefore(1));
    const { pass, ...place } = passBefore(1);
    expect(hand.take(end(place, { units: 2, confirmation }), order(place))[1]).toEqual(ordered);
    expect(soldIn(hand)).toBe(2);
  });
});

describe("a pass that trickled in", () => {
  test("has a row when something becomes of it, and not before", () => {
    const hand = secondEpoch();
    const pass = trickled(0.7);
    hand.take(order(pass));
    expect(hand.trickled.find(line, pass.number)).toBeUndefined();
    hand.take(end(pass, { reason: "revoked" }));
    expect(hand.trickled.find(line, pass.number)).toMatchObject({
      ...{ passId: "trickled 0.7", endsAt, ended: "revoked", endedAt: hand.now, units: null },
    });
    expect(hand.register.rows.size).toBe(1);
  });

  test("has no grace, which would be given anew at the end of each", () => {
    const hand = secondEpoch({ graceMinutes: 5 });
    hand.now = endsAt + minuteMs;
    expect(hand.take(order(trickled(0.7)))).toEqual([{ kind: "may-order", until: endsAt }]);
  });

  test("without its name is unknown", () => {
    const hand = secondEpoch();
    const { pass, ...place } = trickled(0.7);
    expect(hand.take(end(place, { units: 2 }), order(place))).toEqual([unknown, unknown]);
    expect(soldIn(hand)).toBe(0);
  });

  test("is forgotten when no pass of its time can be good any more", () => {
    const hand = secondEpoch();
    const [old, long, next] = [trickled(0.1), trickled(0.2), trickled(0.3)] as const;
    hand.take(end(old, { reason: "left" }));
    const { pass, ...place } = long;
    hand.take(end({ ...place, pass: { id: pass?.id ?? "" } }, { units: 1 }));
    const known = () =>
      [old, long, next].map(({ number }) => hand.trickled.find(line, number)?.ended);
    hand.now = endsAt + longestSessionMs;
    hand.take(end(next, { reason: "revoked" }));
    expect(known()).toEqual(["left", "complete", "revoked"]);
    hand.now += 1;
    hand.take(end(next, { reason: "revoked" }));
    expect(known()).toEqual([undefined, "complete", undefined]);
  });
});

const number = fc.constantFrom(1, 2, 3);
const told = fc.record({
  pass: fc.oneof(number.map(passBefore), fc.constantFrom(0.1, 0.2).map(trickled)),
  reason: fc.constantFrom("complete", "complete", "revoked", "left"),
  units: fc.integer({ min: 0, max: 4 }),
  name: fc.constantFrom("a", "b", "c"),
});
type Told = typeof told extends fc.Arbitrary<infer One> ? One : never;

test("whatever is told of them, in whatever order and however often, counts once and for nobody else", () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(told, fc.boolean()), { maxLength: 30 }),
      fc.integer({ min: 1, max: 3 }),
      (steps, ordersPerAdmission) => {
        const hand = secondEpoch({ ordersPerAdmission });
        for (const which of [1, 2, 3]) hand.before.write(admissionBefore(which));
        const others = ofOthers(hand);
        const expected = new Map<string, Expected>();
        for (const [one, isTwice] of steps) {
          const call = end(one.pass, { reason: one.reason, units: one.units, order: one.name });
          hand.take(...(isTwice ? [call, call] : [call]));
          const id = one.pass.pass?.id ?? "";
          const before = expected.get(id) ?? { orders: new Map(), ended: false, late: null };
          expected.set(id, tell(before, one, ordersPerAdmission));
          expect(ofOthers(hand)).toEqual(others);
          const sums = [...expected.values()].map(unitsOf);
          expect(soldIn(hand)).toBe(sums.reduce((sum, units) => sum + units, 0));
          expect(hand.register.rows.size).toBe(1);
        }
      },
    ),
  );
});

/** A pass as somebody with a pencil would keep it. */
interface Expected {
  /** Units by the order's name, of those that counted. */
  readonly orders: ReadonlyMap<string, number>;
  readonly ended: boolean;
  /** Of an order that was told after the pass was left or revoked. */
  readonly late: number | null;
}

const unitsOf = ({ orders, late }: Expected): number =>
  [...orders.values()].reduce((sum, units) => sum + units, late ?? 0);

function tell(before: Expected, { reason, units, name }: Told, most: number): Expected {
  if (reason !== "complete") return { ...before, ended: true };
  if (before.orders.has(name)) return before;
  if (before.ended) {
    const isFull = before.orders.size === most || before.late !== null;
    return isFull ? before : { ...before, late: units };
  }
  const orders = new Map([...before.orders, [name, units] as const]);
  return { ...before, orders, ended: orders.size === most };
}
