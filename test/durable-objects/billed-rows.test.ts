import { runInDurableObject } from "cloudflare:test";
import type { DurableObject } from "cloudflare:workers";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { TicketBatcher } from "../../durable-objects/ticket-batcher.ts";
import { rowsWritten } from "../../src/cli/simulate/network/inputs.ts";
import { joinCalls, newSurgeRoom } from "./batcher-calls.ts";
import {
  askOne,
  change,
  enter,
  enterWhenCalled,
  joins,
  letPass,
  newRoom,
  type RoomStub,
} from "./room-calls.ts";

// What the platform charges as a row written, and the simulated network's bill goes by.

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["Date"] });
});
afterEach(() => {
  vi.useRealTimers();
});

interface Billed {
  readonly rows: number;
  /** Of them, those of admissions. */
  readonly admissionRows: number;
  readonly alarmsSet: number;
}

/** Counts what one object's storage is made to write from now on. */
async function billOf(object: RoomStub | DurableObjectStub<TicketBatcher>): Promise<() => Billed> {
  let rows = 0;
  let admissionRows = 0;
  let alarmsSet = 0;
  await runInDurableObject<DurableObject, void>(object, (_, { storage }) => {
    const { sql } = storage;
    const exec = sql.exec.bind(sql);
    const counted: typeof exec = (query, ...values) => {
      const cursor = exec<Record<string, SqlStorageValue>>(query, ...values);
      rows += cursor.rowsWritten;
      if (query.includes("admissions")) admissionRows += cursor.rowsWritten;
      return cursor as never;
    };
    Object.defineProperty(sql, "exec", { configurable: true, value: counted });
    const set = storage.setAlarm.bind(storage);
    const setAlarm: typeof set = (at) => {
      alarmsSet += 1;
      return set(at);
    };
    Object.defineProperty(storage, "setAlarm", { configurable: true, value: setAlarm });
  });
  return () => ({ rows, admissionRows, alarmsSet });
}

const longLine = async (): Promise<RoomStub> => {
  const room = await newRoom({ queue: "always", admissionsPerMinute: 600, sessionMinutes: 1 });
  await room.take(joins(5_000));
  return room;
};

test("a batch of joins writes one row, however many are in it", async () => {
  const room = await longLine();
  const bill = await billOf(room);
  await room.take(joins(500, 10_000));
  expect(bill().rows).toBe(rowsWritten.perCall);
});

test("a look at a line that moves writes one row at most", async () => {
  const room = await longLine();
  const bill = await billOf(room);
  for (let look = 0; look < 20; look++) {
    letPass(50);
    await room.snapshot();
  }
  expect(bill().rows).toBeGreaterThan(0);
  expect(bill().rows).toBeLessThanOrEqual(20 * rowsWritten.perCall);
});

test("a look at a line that somebody else looked at a moment ago writes none, and is as it was", async () => {
  const room = await longLine();
  letPass(70_000);
  const first = await room.snapshot();
  const bill = await billOf(room);
  letPass(19);
  expect(await room.snapshot()).toEqual(first);
  expect(bill().rows).toBe(0);
  letPass(1);
  expect((await room.snapshot()).asOf).toBe(first.asOf + 20);
});

test("whatever changes a room is in the very next look at it", async () => {
  const room = await longLine();
  const before = await room.snapshot();
  await room.take(joins(1, 9_000));
  const joined = await room.snapshot();
  expect(joined.lines["general"]?.issued).toBe((before.lines["general"]?.issued ?? 0) + 1);
  await change(room, { state: "paused" });
  expect((await room.snapshot()).access).toBe("paused");
  await room.reset("the test");
  expect((await room.snapshot()).epoch).toBe(2);
  letPass(-1);
  expect((await room.snapshot()).asOf).toBe(Date.now());
});

test("an admission writes as many rows as the bill counts, from entering to the end of the session", async () => {
  const room = await longLine();
  letPass(70_000);
  await room.snapshot();
  const bill = await billOf(room);
  await enterWhenCalled(room, 1);
  letPass(180_000);
  await room.snapshot();
  // Both the step that lets in and the one that ends the session write the room's state, too.
  expect(bill().rows - 2 * rowsWritten.perCall).toBe(rowsWritten.perAdmission);
});

test("a slot that is lent first takes one row more than one for somebody who is kept at the door", async () => {
  const rowsOf = async (heldMs: number) => {
    const room = await newRoom({ queue: "always", admissionsPerMinute: 60_000, capacity: 1 });
    await room.take(joins(10));
    await enterWhenCalled(room, 1);
    letPass(4_000);
    await room.take([{ ...enter(2), heldMs }]);
    const bill = await billOf(room);
    const left = { epoch: 1, line: "general", number: 1, reason: "left", units: null } as const;
    await room.take([{ kind: "end", ...left }]);
    letPass(1_000);
    expect(await askOne(room, enter(2))).toMatchObject({ kind: "admitted" });
    return bill().admissionRows;
  };
  expect((await rowsOf(0)) - (await rowsOf(10_000))).toBe(rowsWritten.perLentAdmission);
});

test("a run of numbers writes as many rows as the bill counts, in its batcher and in the room", async () => {
  const { room, batcher, join } = await newSurgeRoom({ queue: "always" });
  let next = 1;
  const run = async () => {
    await join(0, joinCalls(5, next));
    next += 5;
  };
  // Not so seldom that nobody knows whether there still is a line.
  const often = async (runs: number) => {
    for (let count = 0; count < runs; count++) {
      await run();
      letPass(700);
    }
  };
  // Until the outboxes of two minutes are there, and the next ones take the place of the oldest.
  await often(72);
  const bills = [await billOf(batcher(0)), await billOf(room)];
  const runs = 6;
  await often(runs);
  const rows = bills.reduce((sum, bill) => sum + bill().rows, 0);
  expect(rows / runs).toBe(rowsWritten.perRun + rowsWritten.perCall);
});

test("the next tick is set once a second, however often the room is asked", async () => {
  const room = await longLine();
  const bill = await billOf(room);
  for (let look = 0; look < 30; look++) {
    letPass(100);
    await room.snapshot();
  }
  expect(bill().alarmsSet).toBeGreaterThanOrEqual(2);
  expect(bill().alarmsSet).toBeLessThanOrEqual(4 * rowsWritten.perTick);
});

test("the next tick is set anew after the clock was set back", async () => {
  const room = await longLine();
  letPass(-3_600_000);
  const bill = await billOf(room);
  await room.snapshot();
  expect(bill().alarmsSet).toBe(1);
});
