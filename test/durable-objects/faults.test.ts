/**
 * Ends and failures at every point of a room's life: before any call, with a call under way, and after
 * any of the rows that a step writes. What was acknowledged stays, and nothing happens twice.
 */

import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { RoomAnswer, RoomCall } from "../../src/domain/calls.ts";
import {
  change,
  crash,
  enter,
  enterWhenCalled,
  evict,
  join,
  joins,
  newRoom,
  numbersIn,
  outcomeOf,
  pass,
  type RoomStub,
  rowsOf,
} from "./room-calls.ts";

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["Date"] });
});
afterEach(() => {
  vi.useRealTimers();
});

/** Everything that was promised to somebody in this room, and every row that stands for it. */
async function promisesOf(room: RoomStub, numbers: readonly number[]) {
  const passes = [];
  for (const number of numbers) passes.push(await passOf(room, number));
  const { joined, admitted, left, inside } = await room.live();
  const { revoked, settingsVersion } = await room.snapshot();
  const audit = (await room.audit()).map(({ field, toJson }) => [field, toJson]);
  const totals = { joined, admitted, left };
  return { passes, totals, inside, revoked, settingsVersion, audit, rows: await rowsOf(room) };
}

/** The pass that an admitted ticket gets again; what became of it otherwise. */
async function passOf(room: RoomStub, number: number): Promise<string> {
  const [answer] = (await room.take([enter(number, "a pass too late")])).answers;
  return answer?.kind === "admitted" ? answer.admission.passId : (answer?.kind ?? "no answer");
}

type Deed = (room: RoomStub) => Promise<unknown>;

/** One day of a room: people come, are called, go in, stay, leave; the merchant turns the knobs. */
const day: readonly Deed[] = [
  (room) => room.take(joins(3)),
  (room) => enterWhenCalled(room, 1),
  (room) => room.take(joins(3, 4)),
  (room) => room.take([{ kind: "leave", epoch: 1, line: "general", number: 5 }]),
  (room) => enterWhenCalled(room, 3),
  (room) => change(room, { admissionsPerMinute: 1_200, message: "Soon" }),
  (room) => enterWhenCalled(room, 2),
  (room) => room.take([{ kind: "renew", epoch: 1, line: "general", number: 2 }]),
  (room) =>
    room.take([
      { kind: "end", epoch: 1, line: "general", number: 1, reason: "complete", units: null },
    ]),
  (room) =>
    room.take([
      { kind: "end", epoch: 1, line: "general", number: 3, reason: "revoked", units: null },
    ]),
  (room) => change(room, { capacity: 2 }),
  (room) => enterWhenCalled(room, 4),
  (room) => room.take(joins(1, 7)),
];

const everybody = [1, 2, 3, 4, 5];
const lineOnly = { queue: "always", admissionsPerMinute: 600 } as const;

async function live(
  isEndedBefore: (deed: number) => boolean,
  end: (room: RoomStub) => Promise<RoomStub>,
) {
  let room = await newRoom(lineOnly);
  for (const [index, deed] of day.entries()) {
    if (isEndedBefore(index)) room = await end(room);
    await deed(room);
  }
  return promisesOf(room, everybody);
}

describe.each([
  ["an eviction", evict],
  ["a crash", crash],
] as const)("%s", (_, end) => {
  test.each([...day.keys()])(
    "before deed %i of a day changes nothing of what the day brings",
    async (deed) => {
      const undisturbed = await live(() => false, end);
      expect(undisturbed.passes).toEqual(["ended", "pass of 2", "ended", "pass of 4", "void"]);
      expect(await live((index) => index === deed, end)).toEqual(undisturbed);
    },
  );

  test("before each deed of the day changes nothing either", async () => {
    expect(await live(() => true, end)).toEqual(await live(() => false, end));
  });
});

/** What a batch said to whoever asked; null when its answer was lost. */
async function heard(calls: Promise<{ readonly answers: readonly RoomAnswer[] }>) {
  try {
    return (await calls).answers;
  } catch {
    return null;
  }
}

/** Aborts the object, however far it has come with what it was asked before. */
const abort = (room: RoomStub): Promise<string> =>
  outcomeOf(runInDurableObject(room, (_, state) => state.abort("a crash")));

/** Lets whatever else is under way take so many turns. */
async function takeTurns(count: number): Promise<void> {
  for (let turn = 0; turn < count; turn++) await new Promise((resolve) => setTimeout(resolve, 0));
}

const turns = [0, 1, 2, 3, 5, 8];

describe("a crash with calls under way", () => {
  test.each(turns)(
    "gives no number twice and forgets none that was acknowledged, %i turns in",
    async (turn) => {
      let room = await newRoom(lineOnly);
      const given: number[] = [];
      let lost = 0;
      for (let crashes = 0; crashes < 5; crashes++) {
        const from = crashes * 30;
        const batches = [0, 10, 20].map((more) => heard(room.take(joins(10, from + more))));
        await takeTurns(turn);
        const aborted = abort(room);
        for (const answers of await Promise.all(batches)) {
          if (answers === null) lost++;
          else given.push(...numbersIn(answers));
        }
        await aborted;
        room = env.WAITING_ROOM.get(room.id);
      }
      given.push(...numbersIn((await room.take(joins(1, 1_000))).answers));
      expect(new Set(given).size).toBe(given.length);
      expect(given).toEqual(given.toSorted((a, b) => a - b));
      expect(given).toHaveLength((15 - lost) * 10 + 1);
      expect((await room.live()).joined).toBeGreaterThanOrEqual(given.length);
    },
  );

  test.each(turns)("admits nobody twice and takes no pass back, %i turns in", async (turn) => {
    let room = await newRoom({ ...lineOnly, admissionsPerMinute: 6_000 });
    const passes = new Map<number, Set<string>>();
    await room.take(joins(6));
    for (let number = 1; number <= 6; number++) {
      await room.snapshot();
      const answers = ["left", "right"].map((hand) =>
        heard(room.take([enter(number, `${hand} pass of ${number}`)])),
      );
      await takeTurns(turn);
      const aborted = abort(room);
      for (const answer of (await Promise.all(answers)).flatMap((one) => one ?? [])) {
        if (answer.kind === "admitted") note(passes, answer.admission);
      }
      await aborted;
      room = env.WAITING_ROOM.get(room.id);
      note(passes, await enterWhenCalled(room, number));
    }
    expect([...passes.values()].map(({ size }) => size)).toEqual([1, 1, 1, 1, 1, 1]);
    expect((await rowsOf(room)).admissions).toBe(6);
    expect((await room.live()).admitted).toBe(6);
  });
});

function note(
  passes: Map<number, Set<string>>,
  { number, passId }: { readonly number: number; readonly passId: string },
): void {
  passes.set(number, (passes.get(number) ?? new Set()).add(passId));
}

/** All that the room would tell, but for the figures of the last minute, and all its rows. */
async function wholeOf(room: RoomStub) {
  const { joined, admitted, left, inside, waiting, called } = await room.live();
  const { arrivalsLastMinute: _, ...snapshot } = await room.snapshot();
  return {
    counts: { joined, admitted, left, inside, waiting, called },
    snapshot,
    settings: await room.settings(),
    audit: await room.audit(),
    rows: await rowsOf(room),
  };
}

const isWrite = (statement: string): boolean =>
  /^\s*(insert|update|delete|replace)\b/i.test(statement);

/**
 * From now on the n-th row that the object writes is the last: after it, it throws.
 * @returns how to mend it, which tells whether it came to that
 */
async function throwAfterWrite(room: RoomStub, n: number): Promise<() => Promise<boolean>> {
  let written = 0;
  await runInDurableObject(room, (_, { storage }) => {
    const { sql } = storage;
    const exec = sql.exec.bind(sql);
    Object.defineProperty(sql, "exec", {
      configurable: true,
      value(statement: string, ...bindings: unknown[]) {
        const rows = exec(statement, ...bindings);
        if (isWrite(statement) && ++written === n) throw new Error(`thrown after write ${n}`);
        return rows;
      },
    });
  });
  return async () => {
    await runInDurableObject(room, (_, { storage }) => {
      Reflect.deleteProperty(storage.sql, "exec");
    });
    return written >= n;
  };
}

describe("a step that throws after a row was written", () => {
  const steps: readonly (readonly [string, Deed])[] = [
    ["that lets people in at once", (room) => room.take(["a", "b", "c"].map(pass))],
    [
      "of several kinds of calls",
      (room) =>
        room.take([
          { kind: "end", epoch: 1, line: "general", number: 1, reason: "left", units: null },
          { kind: "leave", epoch: 1, line: "general", number: 2 },
          { kind: "leave", epoch: 1, line: "general", number: 9 },
          join("new"),
          pass("late"),
        ] satisfies readonly RoomCall[]),
    ],
    ["that changes settings", (room) => change(room, { capacity: 99, message: "Hello" })],
  ];

  test.each(steps)("leaves nothing, whichever row it was: a step %s", async (_, step) => {
    let faults = 0;
    for (let n = 1; ; n++) {
      const room = await newRoom({ admissionsPerMinute: 60_000 });
      await room.take(["first", "second"].map(pass));
      const before = await wholeOf(room);
      const mend = await throwAfterWrite(room, n);
      const outcome = await outcomeOf(step(room));
      if (!(await mend())) {
        expect(outcome).toBe("done");
        break;
      }
      expect(outcome).toMatch(`thrown after write ${n}`);
      expect(await wholeOf(room)).toEqual(before);
      await evict(room);
      expect(await wholeOf(room)).toEqual(before);
      expect(await outcomeOf(step(room))).toBe("done");
      faults++;
    }
    expect(faults).toBeGreaterThanOrEqual(3);
  });
});
