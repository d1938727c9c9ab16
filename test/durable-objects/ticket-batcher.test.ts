import { evictDurableObject, runInDurableObject } from "cloudflare:test";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { RoomAnswer } from "../../src/domain/calls.ts";
import { gatherMs } from "../../src/domain/ticket-batcher.ts";
import { crashBatcher, joinCall, joinCalls, newSurgeRoom } from "./batcher-calls.ts";
import {
  askOne,
  breakWrites,
  change,
  enter,
  heal,
  join,
  letPass,
  numbersIn,
} from "./room-calls.ts";

// It goes on by itself: a batcher waits by it.
beforeEach(() => {
  vi.useFakeTimers({ toFake: ["Date"], shouldAdvanceTime: true });
});
afterEach(() => {
  vi.useRealTimers();
});

const lineOnly = { queue: "always" } as const;

const kindsOf = (answers: readonly RoomAnswer[]) => [...new Set(answers.map(({ kind }) => kind))];

describe("joining through batchers", () => {
  test("gives each number once, however many batchers ask at the same time", async () => {
    const surge = await newSurgeRoom(lineOnly);
    const answers = await Promise.all(
      Array.from({ length: 48 }, (_, index) =>
        surge.join(index % 16, joinCalls(50, 1 + index * 50)),
      ),
    );
    const numbers = answers.flatMap(numbersIn);
    expect(new Set(numbers).size).toBe(2_400);
    expect(Math.max(...numbers)).toBe(2_400);
    expect((await surge.room.live()).joined).toBe(2_400);
  });

  test("asks the room no more often than once in its time to gather, for all who came meanwhile", async () => {
    const surge = await newSurgeRoom(lineOnly);
    const sequences = () =>
      runInDurableObject(surge.batcher(3), (_, { storage }) => [
        ...storage.sql.exec("SELECT sequence FROM outboxes"),
      ]);
    const begunAt = performance.now();
    const answers = await Promise.all(
      Array.from({ length: 300 }, async (_, index) => {
        const { answers } = await surge.batcher(3).join(joinCalls(1, 1 + index), surge.address(3));
        return answers;
      }),
    );
    const turns = 1 + (performance.now() - begunAt) / gatherMs(16);
    expect(new Set(answers.flatMap(numbersIn)).size).toBe(300);
    expect((await sequences()).length).toBeLessThanOrEqual(turns);
  });

  test("with the same key is one join: in one call, in many, and for the minute after", async () => {
    const surge = await newSurgeRoom(lineOnly);
    const first = await Promise.all(
      Array.from({ length: 20 }, () =>
        surge.join(0, [joinCall("a"), joinCall("b"), joinCall("a")]),
      ),
    );
    const again = await surge.join(0, [joinCall("b"), joinCall("a")]);
    for (const answers of first) expect(numbersIn(answers)).toEqual([1, 2, 1]);
    expect(numbersIn(again)).toEqual([2, 1]);
    expect((await surge.room.live()).joined).toBe(2);
  });

  test("is remembered across the batcher's end, however it came", async () => {
    const surge = await newSurgeRoom(lineOnly);
    await surge.join(0, joinCalls(1));
    const before = numbersIn(await surge.join(0, joinCalls(30)));
    await evictDurableObject(surge.batcher(0));
    expect(numbersIn(await surge.join(0, joinCalls(30)))).toEqual(before);
    await crashBatcher(surge.batcher(0));
    expect(numbersIn(await surge.joinUntilHeard(0, joinCalls(30)))).toEqual(before);
    expect((await surge.room.live()).joined).toBe(30);
  });

  test("is remembered across its end also when others waited behind, for customers and for keys", async () => {
    const surge = await newSurgeRoom(lineOnly);
    await surge.join(0, joinCalls(1));
    // A full group: whoever comes next waits behind it.
    const full = [...joinCalls(999, 2), joinCall("phone", "customer 1")];
    const answers = await Promise.all(
      [full, joinCalls(1, 2_000)].map((calls) => surge.batcher(0).join(calls, surge.address(0))),
    );
    await evictDurableObject(surge.batcher(0));
    const again = await surge.join(0, full);
    expect(again).toEqual(answers[0]?.answers);
    expect(new Set(numbersIn(again)).size).toBe(1_000);
  });

  test("is a new join for whoever left meanwhile, and the old one for whoever is in", async () => {
    const surge = await newSurgeRoom({ ...lineOnly, admissionsPerMinute: 60_000 });
    await surge.join(0, joinCalls(1));
    await surge.join(0, [joinCall("left"), joinCall("entered")]);
    await askOne(surge.room, { kind: "leave", epoch: 2, line: "general", number: 2 });
    letPass(30_000);
    const entered = await askOne(surge.room, { ...enter(3), epoch: 2 } as never);
    expect(entered.kind).toBe("admitted");
    const answers = await surge.join(0, [joinCall("left"), joinCall("entered")]);
    expect(answers).toMatchObject([
      { kind: "joined", joined: { number: 4 } },
      { kind: "admitted", admission: { number: 3, passId: "pass of 3" } },
    ]);
  });

  test("lets people in at once while there is room, as without batchers", async () => {
    const surge = await newSurgeRoom({ admissionsPerMinute: 60_000, capacity: 3 });
    letPass(60_000);
    const answers = await surge.join(5, joinCalls(5));
    expect(answers.map(({ kind }) => kind)).toEqual([
      "admitted",
      "admitted",
      "admitted",
      "joined",
      "joined",
    ]);
    expect(await surge.join(5, joinCalls(1))).toEqual(answers.slice(0, 1));
  });

  test.each(["closed", "draining", "sold-out"] as const)(
    "is refused to all when %s",
    async (state) => {
      const surge = await newSurgeRoom(lineOnly);
      await surge.join(1, joinCalls(1));
      await change(surge.room, { state });
      const answers = await surge.join(1, joinCalls(20, 2));
      expect(kindsOf(answers)).toEqual(["refused"]);
      expect((await surge.room.live()).joined).toBe(1);
      await change(surge.room, { state: "open" });
      // Those who were turned away are nobody that a batcher would come back for.
      await evictDurableObject(surge.batcher(1));
      expect(numbersIn(await surge.join(1, joinCalls(1, 100)))).toEqual([2]);
    },
  );

  test("keeps rows for no more than two minutes", async () => {
    const surge = await newSurgeRoom({ ...lineOnly, admissionsPerMinute: 0 });
    const rows = () =>
      runInDurableObject(surge.batcher(0), (_, { storage }) => [
        ...storage.sql.exec("SELECT sequence FROM outboxes"),
      ]);
    for (let turn = 0; turn < 3; turn++) await surge.join(0, joinCalls(100, turn * 100));
    expect(await rows()).toHaveLength(3);
    letPass(121_000);
    await surge.join(0, joinCalls(1, 1_000));
    expect(await rows()).toHaveLength(1);
  });
});

describe("an invited customer", () => {
  test("has one place on any device, also after the batcher's end", async () => {
    const surge = await newSurgeRoom(lineOnly);
    await surge.join(7, joinCalls(1));
    const devices = ["phone", "laptop", "tablet"].map((key) => joinCall(key, "customer 1"));
    const first = await Promise.all(devices.map((device) => surge.join(7, [device])));
    await evictDurableObject(surge.batcher(7));
    letPass(600_000);
    const later = await surge.join(7, [joinCall("another", "customer 1")]);
    const numbers = [...first, later].flatMap(numbersIn);
    expect(numbers).toEqual([2, 2, 2, 2]);
  });

  test("is kept under a keyed hash only", async () => {
    const surge = await newSurgeRoom(lineOnly);
    await surge.join(7, joinCalls(1));
    await surge.join(7, [joinCall("phone", "customer 1")]);
    const kept = await runInDurableObject(surge.batcher(7), (_, { storage }) =>
      JSON.stringify([
        [...storage.sql.exec("SELECT * FROM invited")],
        [...storage.sql.exec("SELECT * FROM outboxes")],
      ]),
    );
    expect(kept).toContain("ticket of phone");
    expect(kept).not.toContain("customer 1");
  });

  test("whose session is over is told so, and gets no second place", async () => {
    const surge = await newSurgeRoom({ ...lineOnly, admissionsPerMinute: 60_000 });
    await surge.join(7, joinCalls(1));
    await surge.join(7, [joinCall("phone", "customer 1")]);
    letPass(30_000);
    await askOne(surge.room, { ...enter(2), epoch: 2 } as never);
    await askOne(surge.room, {
      kind: "end",
      epoch: 2,
      line: "general",
      number: 2,
      reason: "complete",
      units: null,
    });
    expect(await surge.join(7, [joinCall("laptop", "customer 1")])).toEqual([
      { kind: "ended", reason: "complete" },
    ]);
  });
});

describe("an epoch", () => {
  test("that ended meanwhile voids the joins of the one before, and gives no number twice", async () => {
    const surge = await newSurgeRoom(lineOnly);
    const old = numbersIn(await surge.join(2, joinCalls(10)));
    await surge.room.reset("the test");
    expect(kindsOf(await surge.join(2, joinCalls(10)))).toEqual(["void"]);
    const { answers } = await surge
      .batcher(2)
      .join(joinCalls(10), { ...surge.address(2), epoch: 3 });
    expect(old).toEqual(numbersIn(answers));
    expect(answers.map((answer) => "joined" in answer && answer.joined?.epoch)).toEqual(
      Array(10).fill(3),
    );
  });

  test("with batchers takes no join past them, and one without them none through them", async () => {
    const surge = await newSurgeRoom(lineOnly);
    expect(await askOne(surge.room, join("a"))).toEqual({ kind: "void" });
    await change(surge.room, { batchers: 0 });
    expect(await askOne(surge.room, join("a"))).toEqual({ kind: "void" });
    await surge.room.reset("the test");
    expect(await askOne(surge.room, join("a"))).toMatchObject({ joined: { number: 1, epoch: 3 } });
    expect(await surge.join(0, joinCalls(1))).toEqual([{ kind: "void" }]);
  });

  test("goes on with the batchers that it began with, and says so", async () => {
    const surge = await newSurgeRoom(lineOnly);
    const answer = await change(surge.room, { batchers: 32 });
    expect(answer.stored).toMatchObject({ chosen: { batchers: 32 }, batchersInForce: 16 });
    expect((await surge.room.snapshot()).batching).toMatchObject({ batchers: 16 });
    await surge.room.reset("the test");
    expect((await surge.room.snapshot()).batching).toMatchObject({ batchers: 32 });
    expect((await surge.room.settings()).batchersInForce).toBe(32);
  });
});

describe("a room in trouble", () => {
  test("fails its joins; repeated after it, each has one place", async () => {
    const surge = await newSurgeRoom(lineOnly);
    await surge.join(0, joinCalls(1));
    await breakWrites(surge.room, "room");
    await expect(surge.join(0, joinCalls(20, 2))).rejects.toThrow("the disk is broken");
    await heal(surge.room);
    const numbers = numbersIn(await surge.joinUntilHeard(0, joinCalls(20, 2)));
    expect(new Set(numbers).size).toBe(20);
    expect((await surge.room.live()).joined).toBe(21);
  });
});
