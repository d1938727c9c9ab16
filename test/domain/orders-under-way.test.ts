/** One write of a pass after the other, whichever gateways they come to, as the room says. */

import { describe, expect, test } from "vitest";
import type { RoomAnswer, RoomCall } from "../../src/domain/calls.ts";
import { goesOnEveryMs, type SentWrite, unknownForMs } from "../../src/domain/orders-under-way.ts";
import { generalLine } from "../../src/domain/settings.ts";
import { type RoomInHand, roomInHand } from "../support/room-in-hand.ts";

const silentMs = 3 * goesOnEveryMs;

/** Somebody who is inside, and how two gateways speak for them. */
function shopper(settings = {}) {
  const room = roomInHand({ admissionsPerMinute: 60_000, ...settings });
  const [number = 0] = room.joinMany(1);
  const place = { epoch: 1, line: generalLine, number };
  const say = (sent: Partial<SentWrite>, at: RoomInHand = room): RoomAnswer | undefined => {
    const write = { passId: "pass", id: "a", path: "/one", gateway: "A", behind: null } as const;
    return at.take({ kind: "order", ...place, sent: { ...write, word: "asks", ...sent } })[0];
  };
  const complete = { kind: "end", reason: "complete", units: 1, ...place } satisfies RoomCall;
  return { room, say, complete };
}

const granted = expect.objectContaining({ kind: "may-order" });
const other = { id: "b", path: "/two", gateway: "B" };
const same = { id: "b", path: "/one", gateway: "B" };

describe("a write of a pass", () => {
  test("waits for the one that another gateway sends, and goes when that is over", () => {
    const { say } = shopper();
    expect(say({})).toEqual(granted);
    expect(say(other)).toEqual({ kind: "wait-behind", behind: "a", isSame: false });
    say({ word: "is-over" });
    expect(say({ ...other, behind: "a" })).toEqual(granted);
    expect(say({})).toEqual({ kind: "wait-behind", behind: "b", isSame: false });
  });

  test("is told that the order is placed, in whichever batch the room hears of it", () => {
    const { room, say, complete } = shopper();
    say({});
    room.take(complete);
    expect(say(other)).toMatchObject({ kind: "ended", reason: "complete" });
  });

  test("waits for nobody else's, and for none of its own gateway, which sees to that itself", () => {
    const { say } = shopper();
    say({});
    expect(say({ ...other, passId: "another pass" })).toEqual(granted);
    expect(say({ id: "c", path: "/two" })).toEqual(granted);
  });

  test("asked for again under the same name is the same write", () => {
    const { say } = shopper();
    expect([say({}), say({})]).toEqual([granted, granted]);
  });

  test("goes beside one that takes too long, and that one takes nothing back", () => {
    const { say } = shopper();
    say({});
    expect(say({ ...other, word: "goes-beside" })).toEqual(granted);
    say({ word: "goes-on" });
    say({ word: "is-over" });
    expect(say({ id: "c", gateway: "C" })).toMatchObject({ kind: "wait-behind", behind: "b" });
  });

  test("waits as long as the other gateway says that it goes on, and not for one that died", () => {
    const { room, say } = shopper();
    say({});
    for (let second = 0; second < 60; second++) {
      room.now += goesOnEveryMs;
      say({ word: "goes-on" });
      expect(say(other)).toMatchObject({ kind: "wait-behind" });
    }
    room.now += silentMs;
    expect(say({ ...other, behind: "a" })).toEqual(granted);
  });

  test.each([
    [
      "is a failure of the shop",
      ({ say }: ReturnType<typeof shopper>) => say({ word: "has-failed" }),
    ],
    ["died with its gateway", ({ room }: ReturnType<typeof shopper>) => room.wait(silentMs)],
  ])(
    "to the path of one whose fate %s is not sent after it, and is heard when pressed anew",
    (_, end) => {
      const shopping = shopper();
      const { say } = shopping;
      say({});
      expect(say(same)).toEqual({ kind: "wait-behind", behind: "a", isSame: true });
      end(shopping);
      expect(say({ ...same, behind: "a" })).toEqual({ kind: "order-unknown" });
      expect(say({ ...same, id: "c" })).toEqual(granted);
    },
  );
});

test("of one that the shop took and hung up on, nobody sends another to that path for a second, though they come later", () => {
  const { room, say } = shopper();
  say({});
  say({ word: "is-unknown" });
  room.now += unknownForMs - 1;
  expect(say(same)).toEqual({ kind: "order-unknown" });
  expect(say(other)).toEqual(granted);
  room.now += 1;
  expect(say(same)).toEqual(granted);
});

describe("a restart with a write on its way", () => {
  test("lets no other go until its gateway had time to say that it goes on", () => {
    const { room, say } = shopper();
    say({});
    room.restart();
    expect(say(other)).toEqual({ kind: "wait-behind", behind: null, isSame: false });
    room.now += goesOnEveryMs;
    say({ word: "goes-on" });
    room.now += silentMs - 1;
    expect(say({ ...other, behind: null })).toMatchObject({ kind: "wait-behind", behind: "a" });
    say({ word: "is-over" });
    expect(say({ ...other, behind: "a" })).toEqual(granted);
  });

  test("that its gateway did not survive keeps nobody longer than that", () => {
    const { room, say } = shopper();
    say({});
    room.restart();
    room.now += silentMs;
    expect(say(other)).toEqual(granted);
  });

  test("keeps nobody waiting when the room was asleep: nobody was heard of for ten seconds", () => {
    const { room, say } = shopper();
    say({});
    say({ word: "is-over" });
    room.now += 10 * goesOnEveryMs;
    room.restart();
    expect(say(other)).toEqual(granted);
  });

  test("of a write that goes on for long is known as well, also when it follows on another", () => {
    const { room, say } = shopper();
    say({});
    for (let second = 1; second <= 30; second++) {
      room.now += goesOnEveryMs;
      say({ word: "goes-on" });
    }
    for (let restarts = 1; restarts <= 4; restarts++) {
      room.now += 2 * goesOnEveryMs;
      room.restart();
      expect(say(other)).toMatchObject({ kind: "wait-behind" });
    }
  });

  test("and a clock that went back keep nobody waiting for it", () => {
    const { room, say } = shopper();
    say({});
    room.restart();
    room.now -= 60 * 60_000;
    expect(say(other)).toEqual(granted);
  });
});

test("a hundred writes in a row are noted once for a restart", () => {
  const { room, say } = shopper();
  const noted = new Set<number>();
  for (let each = 0; each < 100; each++) {
    say({ id: `${each}` });
    noted.add(room.state.orderUnderWayUntil);
    say({ id: `${each}`, word: "is-over" });
    room.now += 50;
  }
  expect(noted.size).toBe(1);
});

test("a room remembers nothing of writes that are over", () => {
  const { room, say } = shopper();
  for (let each = 0; each < 100; each++) {
    const sent = { passId: `pass ${each}`, id: `${each}` };
    say(sent);
    if (each % 3 > 0) say({ ...sent, word: each % 3 === 1 ? "is-over" : "is-unknown" });
  }
  room.now += 2 * silentMs;
  say({ passId: "nobody", word: "is-over" });
  expect(room.last.after.orders.byPass.size).toBe(0);
});
