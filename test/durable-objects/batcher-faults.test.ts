/**
 * Ends at every point between a join and its answer: of the batcher before and after its outbox, of the room
 * before and after it gave the run, of the batcher again before and after it settled. Whoever asks again with
 * the same key has one place, and no number is given to two.
 */

import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { TicketBatcher } from "../../durable-objects/ticket-batcher.ts";
import type { WaitingRoom } from "../../durable-objects/waiting-room.ts";
import type { RoomAnswer } from "../../src/domain/calls.ts";
import {
  crashBatcher,
  joinCall,
  joinCalls,
  newSurgeRoom,
  type SurgeRoom,
} from "./batcher-calls.ts";
import { numbersIn } from "./room-calls.ts";

// It goes on by itself: a batcher waits by it.
beforeEach(() => {
  vi.useFakeTimers({ toFake: ["Date"], shouldAdvanceTime: true });
});
afterEach(() => {
  vi.useRealTimers();
});

const lineOnly = { queue: "always" } as const;

type Stub = DurableObjectStub<TicketBatcher> | DurableObjectStub<WaitingRoom>;

const isWrite = (statement: string): boolean =>
  /^\s*(insert|update|delete|replace)\b/i.test(statement);

/**
 * The object dies at the n-th row that it writes from now on: before it, or after it.
 * @returns whether it has come to that
 */
async function dieAtWrite(stub: Stub, n: number, after: boolean): Promise<() => boolean> {
  let written = 0;
  await runInDurableObject(stub as DurableObjectStub<WaitingRoom>, (_, state) => {
    const { sql } = state.storage;
    const exec = sql.exec.bind(sql);
    Object.defineProperty(sql, "exec", {
      configurable: true,
      value(statement: string, ...bindings: unknown[]) {
        const isLast = isWrite(statement) && ++written === n;
        if (isLast && !after) state.abort("a crash");
        const rows = exec(statement, ...bindings);
        if (isLast && after) state.abort("a crash");
        return rows;
      },
    });
  });
  return () => written >= n;
}

/** Joins of 20 keys and two invited customers, each from two devices. */
const crowd = [
  ...joinCalls(20),
  joinCall("phone-1", "customer 1"),
  joinCall("laptop-1", "customer 1"),
  joinCall("phone-2", "customer 2"),
  joinCall("laptop-2", "customer 2"),
];

async function expectOnePlaceEach(
  surge: SurgeRoom,
  answers: readonly RoomAnswer[],
  others: readonly RoomAnswer[],
): Promise<void> {
  const numbers = numbersIn(answers);
  expect(numbers).toHaveLength(24);
  expect(new Set([...numbers, ...numbersIn(others)]).size).toBe(22 + others.length);
  expect(numbers[20]).toBe(numbers[21]);
  expect(numbers[22]).toBe(numbers[23]);
  expect(await surge.joinUntilHeard(0, crowd)).toEqual(answers);
  // What was left open was asked for again: not even a number is lost.
  const room = env.WAITING_ROOM.get(surge.room.id);
  expect((await room.live()).joined).toBe(22 + others.length);
}

describe.each([
  ["the batcher", (surge: SurgeRoom) => surge.batcher(0)],
  ["the room", (surge: SurgeRoom) => surge.room],
] as const)("%s", (_, dying) => {
  test.each([
    ["before", false],
    ["after", true],
  ] as const)("may die %s any row that it writes while a crowd joins", async (_, after) => {
    let deaths = 0;
    for (let n = 1; ; n++) {
      const surge = await newSurgeRoom(lineOnly);
      const others = [
        ...(await surge.join(0, [joinCall("early")])),
        ...(await surge.join(1, joinCalls(3, 500))),
      ];
      const hasDied = await dieAtWrite(dying(surge), n, after);
      const answers = await surge.joinUntilHeard(0, crowd);
      if (!hasDied()) break;
      deaths++;
      others.push(...(await surge.joinUntilHeard(1, joinCalls(3, 600))));
      await expectOnePlaceEach(surge, answers, others);
    }
    // The run and the numbers; the outbox, and what came of it.
    expect(deaths).toBeGreaterThanOrEqual(2);
  });
});

describe("a batcher that dies with joins under way", () => {
  test("again and again, gives each key one number, whoever heard it when", async () => {
    const surge = await newSurgeRoom(lineOnly);
    const heard = new Map<string, Set<number>>();
    const keys = Array.from({ length: 40 }, (_, index) => `visitor-${index}`);
    let failures = 0;
    for (let death = 0; death < 8; death++) {
      const joining = keys.map(async (key) => {
        const answers = await surge.join(0, [joinCall(key)]).catch(() => null);
        if (answers === null) failures++;
        for (const number of numbersIn(answers ?? [])) {
          heard.set(key, (heard.get(key) ?? new Set()).add(number));
        }
      });
      for (let turn = 0; turn < death; turn++) await new Promise((go) => setTimeout(go, 0));
      await crashBatcher(surge.batcher(0));
      await Promise.all(joining);
    }
    const last = await Promise.all(
      keys.map(async (key) => numbersIn(await surge.joinUntilHeard(0, [joinCall(key)]))[0] ?? 0),
    );
    expect(failures).toBeGreaterThan(0);
    expect(new Set(last).size).toBe(keys.length);
    keys.forEach((key, index) => {
      expect([...(heard.get(key) ?? []), last[index]]).toEqual(
        Array((heard.get(key)?.size ?? 0) + 1).fill(last[index]),
      );
    });
  });
});

test("numbers of two batchers whose objects and room die in turn never overlap", async () => {
  const surge = await newSurgeRoom(lineOnly);
  const given: number[] = [];
  for (let round = 0; round < 6; round++) {
    const joining = [0, 1].map((index) =>
      surge.joinUntilHeard(index, joinCalls(15, 1_000 * index + round * 15)),
    );
    await crashBatcher(surge.batcher(round % 2));
    for (const answers of await Promise.all(joining)) given.push(...numbersIn(answers));
  }
  expect(given).toHaveLength(180);
  expect(new Set(given).size).toBe(180);
});
