/**
 * Entering by way of shards: as without them, whatever dies. What a shard is asked is asked of the room, and
 * the room alone decides.
 */

import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { AdmissionShard } from "../../durable-objects/admission-shard.ts";
import type { WaitingRoom } from "../../durable-objects/waiting-room.ts";
import { shardGatherMs } from "../../src/domain/admission-shard.ts";
import type { RoomAnswer, RoomCall } from "../../src/domain/calls.ts";
import { nothingSeen } from "../../src/domain/origin-sight.ts";
import type { RoomSettings } from "../../src/domain/settings.ts";
import {
  breakWrites,
  change,
  crash,
  enter,
  heal,
  joins,
  letPass,
  newRoom,
  outcomeOf,
  pass,
  type RoomStub,
  rowsOf,
} from "./room-calls.ts";

// The clock goes on when a test says so, however slow the machine is; a shard waits by timers.
beforeEach(() => {
  vi.useFakeTimers({ toFake: ["Date"] });
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
});

const shards = 4;
/** What they are told, to gather for less long: the tests take less time. */
const few = 1;

interface ShardedRoom {
  readonly room: RoomStub;
  readonly shard: (index: number) => DurableObjectStub<AdmissionShard>;
  ask(index: number, calls: readonly RoomCall[]): Promise<readonly RoomAnswer[]>;
  /** As gateways do, by one shard after the other, until the answer comes. */
  askUntilHeard(calls: readonly RoomCall[]): Promise<readonly RoomAnswer[]>;
}

/** With so many in line, all of whom are called as soon as the rate allows. */
async function shardedRoom(values: Partial<RoomSettings> = {}, inLine = 200): Promise<ShardedRoom> {
  const room = await newRoom({ queue: "always", admissionShards: shards, ...values });
  await room.take(joins(inLine));
  const name = room.name ?? "";
  const shard = (index: number) => env.ADMISSION_SHARD.getByName(`${name}/${index}`);
  const ask: ShardedRoom["ask"] = async (index, calls) =>
    (await shard(index % shards).take(calls, { room: name, shards: few })).answers;
  return {
    room,
    shard,
    ask,
    async askUntilHeard(calls) {
      for (let turn = 0; turn < 20; turn++) {
        const answers = await ask(turn, calls).catch(() => null);
        if (answers) return answers;
      }
      throw new Error("The room never answered");
    },
  };
}

/** Everybody comes to the door and again, each by another shard each time, until nobody is let in any more. */
async function letIn(sharded: ShardedRoom, numbers: readonly number[], rounds: number) {
  const inside = new Map<number, Extract<RoomAnswer, { kind: "admitted" }>>();
  for (let round = 0; round < rounds; round++) {
    const waiting = numbers.filter((number) => !inside.has(number));
    if (waiting.length === 0) break;
    await Promise.all(
      waiting.map(async (number, index) => {
        const [answer] = await sharded.ask(index + round, [enter(number)]).catch(() => []);
        if (answer?.kind === "admitted") inside.set(number, answer);
      }),
    );
    letPass(500);
  }
  return inside;
}

const upTo = (count: number) => Array.from({ length: count }, (_, index) => index + 1);

/** The most that began within any second. */
function fullestSecond(instants: readonly number[]): number {
  const sorted = instants.toSorted((one, other) => one - other);
  return Math.max(
    ...sorted.map((from) => sorted.filter((at) => at >= from && at < from + 1_000).length),
  );
}

const crashShard = (stub: DurableObjectStub<AdmissionShard>): Promise<string> =>
  outcomeOf(runInDurableObject(stub, (_, state) => state.abort("a crash")));

describe("a shard", () => {
  test("gives each of its gateways their own answers, in the order of their calls", async () => {
    const sharded = await shardedRoom({ admissionsPerMinute: 0 });
    const answers = await Promise.all(
      upTo(30).map((turn) =>
        sharded.ask(0, [
          enter(turn + 500),
          { kind: "join", ...joinOf(`key ${turn}`) },
          { kind: "renew", epoch: 1, line: "general", number: turn },
        ]),
      ),
    );
    for (const [index, three] of answers.entries()) {
      expect(three.map(({ kind }) => kind)).toEqual(["void", "joined", "void"]);
      expect(three[1]).toMatchObject({ joined: { ticketId: `ticket of key ${index + 1}` } });
    }
  });

  test("asks the room once for all who come within its time to gather, and tells what they saw of the shop", async () => {
    const sharded = await shardedRoom();
    const questions = await noteQuestions(sharded.room);
    const begunAt = performance.now();
    const address = { room: sharded.room.name ?? "", shards };
    const asking: Promise<unknown>[] = [];
    for (const number of upTo(60)) {
      const seen = { ...nothingSeen, asked: 1 };
      asking.push(sharded.shard(2).take([enter(number)], address, seen));
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
    await Promise.all(asking);
    const turns = 2 + (performance.now() - begunAt) / shardGatherMs(shards);
    expect(questions.length).toBeLessThanOrEqual(turns);
    expect(questions.reduce((sum, seen) => sum + seen, 0)).toBe(60);
  });

  test("writes nothing down", async () => {
    const sharded = await shardedRoom();
    await letIn(sharded, upTo(20), 2);
    const tables = await runInDurableObject(sharded.shard(0), (_, { storage }) => [
      ...storage.sql.exec(
        "SELECT name FROM sqlite_master WHERE name NOT LIKE '\\_cf%' ESCAPE '\\'",
      ),
    ]);
    expect(tables).toEqual([]);
  });

  test("fails those who asked when the room does, and goes on as soon as it is well", async () => {
    const sharded = await shardedRoom();
    await breakWrites(sharded.room, "room");
    const asked = upTo(5).map((number) => outcomeOf(sharded.ask(0, joins(1, 500 + number))));
    for (const outcome of await Promise.all(asked)) expect(outcome).toContain("the disk is broken");
    await heal(sharded.room);
    expect(await sharded.ask(0, joins(1, 501))).toMatchObject([{ joined: { number: 201 } }]);
  });
});

describe("entering by way of shards", () => {
  test("fifty times at once with one ticket is one admission, and the same pass, also after crashes", async () => {
    const sharded = await shardedRoom({ admissionsPerMinute: 6_000 });
    const inside = await letIn(sharded, [1], 20);
    const passId = inside.get(1)?.admission.passId;
    const attempts = () =>
      Promise.all(
        upTo(50).map((turn) =>
          sharded.ask(turn, [enter(1, `another pass ${turn}`)]).catch(() => []),
        ),
      );
    const heard = [...(await attempts())];
    const again = attempts();
    await crash(sharded.room);
    await crashShard(sharded.shard(1));
    heard.push(...(await again), await sharded.askUntilHeard([enter(1, "the last pass")]));
    const passes = heard.flat().map((answer) => "admission" in answer && answer.admission.passId);
    expect(passes.length).toBeGreaterThan(50);
    expect(new Set(passes)).toEqual(new Set([passId]));
    expect(await rowsOf(env.WAITING_ROOM.get(sharded.room.id))).toMatchObject({ admissions: 1 });
  });

  test("lets in at the rate over all shards together, each once, while shards and room die", async () => {
    const sharded = await shardedRoom({ admissionsPerMinute: 1_200 });
    const inside = new Map<number, Extract<RoomAnswer, { kind: "admitted" }>>();
    for (let death = 0; death < 4; death++) {
      const waiting = upTo(120).filter((number) => !inside.has(number));
      const entering = letIn(sharded, waiting, 12);
      await (death % 2 === 0 ? crashShard(sharded.shard(death % shards)) : crash(sharded.room));
      for (const [number, answer] of await entering) inside.set(number, answer);
    }
    expect(inside.size).toBeGreaterThan(60);
    const rows = await admissionsIn(env.WAITING_ROOM.get(sharded.room.id));
    expect(new Set(rows.map(({ number }) => number)).size).toBe(rows.length);
    // One second of the rate, and the burst.
    expect(fullestSecond(rows.map(({ admittedAt }) => admittedAt))).toBeLessThanOrEqual(40);
    for (const [number, { admission }] of inside) {
      expect(rows.find((row) => row.number === number)).toMatchObject({
        passId: admission.passId,
        admittedAt: admission.admittedAt,
      });
    }
  });

  test("lets in the lowest places first, by whichever shard they come", async () => {
    const sharded = await shardedRoom({ admissionsPerMinute: 600 });
    await letIn(sharded, upTo(30), 20);
    const rows = await admissionsIn(sharded.room);
    const inOrderOfTime = rows.toSorted((one, other) => one.admittedAt - other.admittedAt);
    expect(rows).toHaveLength(30);
    for (const [index, { number, admittedAt }] of inOrderOfTime.entries()) {
      const passed = inOrderOfTime.slice(0, index).filter((one) => one.number > number);
      for (const one of passed) expect(admittedAt - one.admittedAt).toBeLessThanOrEqual(2_000);
    }
  });

  test("lets in no more than the cap, and nobody while the room is paused or who is not called", async () => {
    const sharded = await shardedRoom({ admissionsPerMinute: 60_000, capacity: 3 });
    expect((await sharded.ask(0, [enter(200)])).map(({ kind }) => kind)).toEqual(["not-called"]);
    await letIn(sharded, upTo(12), 9);
    expect((await sharded.room.live()).inside).toBe(3);
    await change(sharded.room, { state: "paused", capacity: null });
    expect((await letIn(sharded, upTo(12), 6)).size).toBeLessThanOrEqual(3);
    expect((await sharded.room.live()).inside).toBe(3);
  });

  test("is void after a reset, by every shard", async () => {
    const sharded = await shardedRoom();
    await letIn(sharded, [1], 20);
    await sharded.room.reset("the test");
    for (const index of upTo(shards)) {
      expect(await sharded.ask(index, [enter(1), enter(2)])).toEqual([
        { kind: "void" },
        { kind: "void" },
      ]);
    }
  });

  test("at once, while nobody waits, gives a pass that is asked for again through another shard", async () => {
    const sharded = await shardedRoom({ queue: "when-needed", admissionsPerMinute: 600 }, 1);
    letPass(10_000);
    await letIn(sharded, [1], 20);
    letPass(60_000);
    const [first] = await sharded.ask(0, [pass("the pass")]);
    const [again] = await sharded.ask(3, [pass("the pass")]);
    expect(first).toMatchObject({ kind: "admitted", admission: { passId: "the pass" } });
    expect(again).toEqual(first);
  });
});

describe("a room behind shards", () => {
  test.each([
    ["before", false],
    ["after", true],
  ] as const)(
    "may die %s any row that it writes while a crowd enters, and each is let in once",
    async (_, after) => {
      let deaths = 0;
      for (const n of [1, 4]) {
        const sharded = await shardedRoom({ admissionsPerMinute: 6_000 }, 10);
        await letIn(sharded, [1], 8);
        const hasDied = await dieAtWrite(sharded.room, n, after);
        const inside = await letIn(sharded, upTo(10), 5);
        // Whoever stood at the door has five seconds to come back to it.
        for (const [number, answer] of await letIn(sharded, upTo(10), 16))
          inside.set(number, answer);
        if (hasDied()) deaths++;
        const rows = await admissionsIn(env.WAITING_ROOM.get(sharded.room.id));
        expect(rows.map(({ number }) => number)).toEqual(upTo(10));
        expect(new Set(rows.map(({ passId }) => passId)).size).toBe(10);
        expect(inside.size).toBe(10);
      }
      expect(deaths).toBe(2);
    },
  );
});

const joinOf = (key: string) => ({
  line: "general",
  key,
  ticketId: `ticket of ${key}`,
  passId: `pass of ${key}`,
  invitation: null,
});

/** For each question to the room from now on, how many requests to the shop it tells of. */
async function noteQuestions(room: RoomStub): Promise<readonly number[]> {
  const questions: number[] = [];
  await runInDurableObject(room, (instance: WaitingRoom) => {
    const real = Object.getPrototypeOf(instance) as Pick<WaitingRoom, "take">;
    const { take } = real;
    vi.spyOn(real, "take").mockImplementation(function (
      this: WaitingRoom,
      ...[calls, seen]: Parameters<WaitingRoom["take"]>
    ) {
      questions.push(seen?.asked ?? 0);
      return take.call(this, calls, seen);
    });
  });
  return questions;
}

const admissionsIn = (room: RoomStub) =>
  runInDurableObject(room, (_, { storage }) => [
    ...storage.sql.exec<{ number: number; passId: string; admittedAt: number }>(
      `SELECT number, pass_id AS passId, admitted_at AS admittedAt FROM admissions ORDER BY number`,
    ),
  ]);

/**
 * The room dies at the n-th row that it writes from now on: before it, or after it.
 * @returns whether it has come to that
 */
async function dieAtWrite(room: RoomStub, n: number, after: boolean): Promise<() => boolean> {
  let written = 0;
  await runInDurableObject(room, (_, state) => {
    const { sql } = state.storage;
    const exec = sql.exec.bind(sql);
    Object.defineProperty(sql, "exec", {
      configurable: true,
      value(statement: string, ...bindings: unknown[]) {
        const isLast = /^\s*(insert|update|delete)\b/i.test(statement) && ++written === n;
        if (isLast && !after) state.abort("a crash");
        const rows = exec(statement, ...bindings);
        if (isLast && after) state.abort("a crash");
        return rows;
      },
    });
  });
  return () => written >= n;
}
