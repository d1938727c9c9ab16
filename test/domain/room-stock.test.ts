import { describe, expect, test } from "vitest";
import type { RoomCall } from "../../src/domain/calls.ts";
import { leftOf } from "../../src/domain/stock.ts";
import { letEverybodyIn, type RoomInHand, roomInHand } from "../support/room-in-hand.ts";

const shop = (units: number, perOrder = 1) =>
  roomInHand({ queue: "always", stock: { units, perOrder }, admissionsPerMinute: 6_000 });

const complete = (room: RoomInHand, number: number, units: number | null) =>
  room.take({ kind: "end", epoch: 1, line: "general", number, reason: "complete", units });

const stockIn = ({ state }: RoomInHand) => {
  if (state.stock === null) throw new TypeError("Nothing is counted");
  return state.stock.stock;
};

describe("a room with stock", () => {
  test("lets in as many as can buy, and nobody more", () => {
    const room = shop(7, 2);
    const admitted = letEverybodyIn(room, room.joinMany(20), 30_000);
    expect([...admitted.keys()]).toEqual([1, 2, 3]);
  });

  test("gives what one did not buy to the next, once a late report can be ruled out", () => {
    const room = shop(1);
    const [first = 0, second = 0] = room.joinMany(2);
    letEverybodyIn(room, [first], 5_000);
    room.take({
      kind: "end",
      epoch: 1,
      line: "general",
      number: first,
      reason: "left",
      units: null,
    });
    expect(letEverybodyIn(room, [second], 8_000).size).toBe(0);
    expect(letEverybodyIn(room, [second], 12_000).size).toBe(1);
  });

  test("is sold out once, when not a whole order is left, and says so to all", () => {
    const room = shop(3, 2);
    const [first = 0, second = 0] = room.joinMany(5);
    letEverybodyIn(room, [first], 5_000);
    complete(room, first, 2);
    room.wait(1_000);
    expect(room.snapshot().access).toBe("sold-out");
    expect(stockIn(room).soldOutAt).not.toBeNull();
    expect(room.enter(second)).toEqual({ kind: "refused", access: "sold-out" });
    expect(room.join()).toEqual({ kind: "refused", access: "sold-out" });
  });

  test("counts an order once, however often and however late it is reported", () => {
    const room = shop(10, 3);
    const [first = 0] = room.joinMany(1);
    letEverybodyIn(room, [first], 5_000);
    complete(room, first, 3);
    complete(room, first, 3);
    expect(stockIn(room)).toMatchObject({ sold: 3, buying: 0 });

    const [second = 0] = room.joinMany(1);
    letEverybodyIn(room, [second], 10_000);
    room.take({
      kind: "end",
      epoch: 1,
      line: "general",
      number: second,
      reason: "left",
      units: null,
    });
    room.wait(60_000);
    complete(room, second, 1);
    expect(stockIn(room)).toMatchObject({ sold: 4, buying: 0, lapsing: [] });
  });

  test("counts one of several orders once, also when it is told again after the visitor left", () => {
    const room = roomInHand({
      ...{ queue: "always", admissionsPerMinute: 6_000, ordersPerAdmission: 2 },
      stock: { units: 10, perOrder: 3 },
    });
    const [number = 0] = room.joinMany(1);
    letEverybodyIn(room, [number], 5_000);
    const word = { kind: "end", epoch: 1, line: "general", number } as const;
    const order = { ...word, reason: "complete", units: 3, order: "A-1" } as const;
    room.take(order);
    room.take({ ...word, reason: "left", units: null }, order);
    expect(stockIn(room)).toMatchObject({ sold: 3, buying: 0 });
  });

  test("counts what the shop sold beyond the last order, once for each number that it gave", () => {
    const room = shop(10, 3);
    const [number = 0] = room.joinMany(1);
    letEverybodyIn(room, [number], 5_000);
    const told = (order: string | null, units: number): RoomCall => ({
      ...{ epoch: 1, line: "general", number },
      ...{ kind: "end", reason: "complete", units },
      ...{ order: order ?? "/thanks", confirmation: { order, page: null } },
    });
    room.take(told("A-1", 3), told("A-1", 3), told(null, 3), told("A-2", 2), told("A-2", 2));
    expect(stockIn(room)).toMatchObject({ sold: 5, buying: 0, outcomes: { orders: 1 } });
    const [answer] = room.take({ kind: "order", epoch: 1, line: "general", number });
    expect(answer).toMatchObject({ confirmation: { order: "A-1" } });
  });

  test("takes an order without a number of units for one", () => {
    const room = shop(10, 3);
    const [first = 0] = room.joinMany(1);
    letEverybodyIn(room, [first], 5_000);
    complete(room, first, null);
    expect(stockIn(room).sold).toBe(1);
  });

  test("counts what is sold elsewhere once for each key", () => {
    const room = shop(10);
    for (const key of ["a", "a", "b"]) room.take({ kind: "sold", key, units: 2 });
    expect(leftOf(stockIn(room), { units: 10, perOrder: 1 })).toBe(6);
  });

  test("opens again when the merchant finds more, and only then", () => {
    const room = shop(1);
    const [first = 0, second = 0] = room.joinMany(2);
    letEverybodyIn(room, [first], 5_000);
    complete(room, first, 1);
    room.wait(60_000);
    room.restart();
    room.wait(60_000);
    expect(room.snapshot().access).toBe("sold-out");
    room.change({ stock: { units: 2, perOrder: 1 } });
    expect(room.snapshot().access).toBe("open");
    expect(letEverybodyIn(room, [second], 20_000).size).toBe(1);
  });

  test("counts everybody who is inside when the counting begins", () => {
    const room = roomInHand({ queue: "always", admissionsPerMinute: 6_000 });
    letEverybodyIn(room, room.joinMany(3), 10_000);
    room.change({ stock: { units: 3, perOrder: 1 } });
    expect(stockIn(room).buying).toBe(3);
    expect(letEverybodyIn(room, room.joinMany(2), 5_000).size).toBe(0);
  });

  test("takes back at once what was lent to somebody who never came", () => {
    const room = shop(1);
    const [first = 0, second = 0] = room.joinMany(2);
    room.enter(first);
    room.wait(4_000);
    room.wait(200);
    letEverybodyIn(room, [second], 100_000);
    expect(stockIn(room).outcomes.sessions).toBe(0);
    expect(stockIn(room).buying).toBe(1);
  });
});
