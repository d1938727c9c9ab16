/** Passes that hold no slot, in the real object: what became of them outlives it, and is forgotten in time. */

import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { PassInLine, RoomCall } from "../../src/domain/calls.ts";
import { longestSessionMs } from "../../src/domain/session.ts";
import { minuteMs } from "../../src/domain/time.ts";
import { trickledNumber } from "../../src/domain/trickled.ts";
import { askOne, crash, join, letPass, newRoom, type RoomStub, rowsOf } from "./room-calls.ts";

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["Date"] });
});
afterEach(() => {
  vi.useRealTimers();
});

const line = "general";

const trickled = (chance: number, lastsMs = 15 * minuteMs): PassInLine => ({
  ...{ epoch: 1, line, number: trickledNumber(chance) },
  pass: { id: `trickled ${chance}`, endsAt: Date.now() + lastsMs },
});

/** Let in, and inside as the next epoch begins. */
async function passBefore(room: RoomStub): Promise<PassInLine> {
  const answer = await askOne(room, join("of the epoch before"));
  if (answer.kind !== "admitted") throw new TypeError(`Not let in: ${answer.kind}`);
  const { number, passId: id, endsAt } = answer.admission;
  return { epoch: 1, line, number, pass: { id, endsAt } };
}

const revoke = (pass: PassInLine): RoomCall => ({
  ...{ kind: "end", reason: "revoked", units: null },
  ...pass,
});
const complete = (pass: PassInLine, units = 2): RoomCall => ({
  ...{ kind: "end", reason: "complete", units, order: "A-1" },
  ...{ ...pass, confirmation: { order: "A-1", page: "/thanks" } },
});
const order = (pass: PassInLine): RoomCall => ({ kind: "order", ...pass });
const ordered = {
  ...{ kind: "ended", reason: "complete" },
  confirmation: { order: "A-1", page: "/thanks" },
};

const stock = { units: 100, perOrder: 2 };
const revokedIn = async (room: RoomStub) => (await room.snapshot()).revoked;
const soldIn = async (room: RoomStub) => (await room.live()).stock?.sold;

const kinds = [
  ["of an epoch before", passBefore],
  ["that trickled in", async () => trickled(1 - Number.EPSILON / 2)],
] as const;

describe.each(kinds)("a pass %s", (_, passIn) => {
  const begin = async () => {
    const room = await newRoom({ stock, sessionMinutes: 15 });
    const pass = await passIn(room);
    await room.reset("the test");
    letPass(minuteMs);
    expect(await askOne(room, join("of this epoch"))).toMatchObject({ kind: "admitted" });
    return { room, pass };
  };

  test("that was revoked is told to every gateway, after a crash as well, and until its end", async () => {
    const { room, pass } = await begin();
    await room.take([revoke(pass)]);
    expect(await revokedIn(room)).toEqual([pass.pass?.id]);
    const next = await crash(room);
    expect(await revokedIn(next)).toEqual([pass.pass?.id]);
    expect((await next.live()).inside).toBe(1);
    expect(await askOne(next, order(pass))).toEqual({ kind: "ended", reason: "revoked" });
    letPass(20 * minuteMs);
    expect(await revokedIn(next)).toEqual([]);
    expect((await next.live()).inside).toBe(0);
  });

  test("that ordered has ordered, after a crash as well, and its units are sold once", async () => {
    const { room, pass } = await begin();
    await room.take([complete(pass)]);
    const next = await crash(room);
    await next.take([complete(pass)]);
    expect(await askOne(next, order(pass))).toEqual(ordered);
    expect(await soldIn(next)).toBe(2);
    expect((await next.live()).inside).toBe(1);
  });

  test("writes no row for the question whether it may order, and one at most for the answer", async () => {
    const { room, pass } = await begin();
    const { admissions } = await rowsOf(room);
    expect(await askOne(room, order(pass))).toMatchObject({ kind: "may-order" });
    expect((await rowsOf(room)).admissions).toBe(admissions);
    await room.take([complete(pass), complete(pass)]);
    expect((await rowsOf(room)).admissions - admissions).toBeLessThanOrEqual(1);
  });
});

test("who ordered before a reset has ordered after it, and nothing is sold by that", async () => {
  const room = await newRoom({ stock });
  const pass = await passBefore(room);
  await room.take([complete(pass)]);
  await room.reset("the test");
  await room.take([complete(pass)]);
  const next = await crash(room);
  expect(await askOne(next, order(pass))).toEqual(ordered);
  expect(await soldIn(next)).toBe(0);
});

describe("passes that trickled in", () => {
  test("are told apart, however close their numbers are", async () => {
    const room = await newRoom({ stock });
    const all = [0.5, 0.5 + 2 * Number.EPSILON, 0, 1 - Number.EPSILON / 2].map((chance) =>
      trickled(chance),
    );
    const [first, ...others] = all;
    if (!first) throw new TypeError("There is a first");
    await room.take([complete(first)]);
    const next = await crash(room);
    expect(await askOne(next, order(first))).toEqual(ordered);
    for (const pass of others) {
      expect(await askOne(next, order(pass))).toMatchObject({ kind: "may-order" });
    }
  });

  test("are nobody whom the room let in: neither in its figures nor in its report", async () => {
    const room = await newRoom({ stock });
    await room.take([complete(trickled(0.1)), revoke(trickled(0.2))]);
    const next = await crash(room);
    const { admittedLastMinute, inside, joined, admitted } = await next.live();
    expect([admittedLastMinute, inside, joined, admitted]).toEqual([0, 0, 0, 0]);
    expect((await next.fairness()).judged).toBe(0);
  });

  test("are forgotten a week after their end", async () => {
    const room = await newRoom({ stock });
    await room.take([revoke(trickled(0.1)), complete(trickled(0.2))]);
    letPass(longestSessionMs);
    await room.take([revoke(trickled(0.3))]);
    expect((await rowsOf(room)).admissions).toBe(3);
    letPass(16 * minuteMs);
    await room.take([revoke(trickled(0.4))]);
    expect((await rowsOf(room)).admissions).toBe(2);
  });
});
