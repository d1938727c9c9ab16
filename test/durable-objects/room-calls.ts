/** What a gateway would ask of a room, and the room it asks: a new one for each test. */

import { evictDurableObject, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { vi } from "vitest";
import type { WaitingRoom } from "../../durable-objects/waiting-room.ts";
import type { Admission } from "../../src/domain/admission.ts";
import type { EnterCall, RoomAnswer, RoomCall } from "../../src/domain/calls.ts";
import type { RoomSettings } from "../../src/domain/settings.ts";

export type RoomStub = DurableObjectStub<WaitingRoom>;

export async function newRoom(values: Partial<RoomSettings> = {}): Promise<RoomStub> {
  const room = env.WAITING_ROOM.getByName(crypto.randomUUID());
  await change(room, values);
  // A raised rate gives nothing at once; a minute later the burst is there.
  letPass(60_000);
  return room;
}

export const change = (room: RoomStub, values: Partial<RoomSettings>) =>
  room.changeSettings({ values, mode: "merge", expectedVersion: null, who: "the test" });

export const join = (key: string): RoomCall => ({
  kind: "join",
  line: "general",
  invitation: null,
  key,
  ticketId: `ticket of ${key}`,
  passId: `pass of ${key}`,
});

export const joins = (count: number, from = 1): readonly RoomCall[] =>
  Array.from({ length: count }, (_, index) => join(`visitor ${from + index}`));

export const pass = (passId: string): RoomCall => ({ kind: "pass", line: "general", passId });

export const enter = (number: number, passId = `pass of ${number}`): EnterCall => ({
  kind: "enter",
  epoch: 1,
  line: "general",
  number,
  passId,
  ticket: { joinedAt: 0, told: null, wave: null },
});

export async function askOne(room: RoomStub, call: RoomCall): Promise<RoomAnswer> {
  const { answers } = await room.take([call]);
  const [answer] = answers;
  if (answer === undefined) throw new TypeError("The room gave no answer");
  return answer;
}

/** Objects and tests share an isolate, and so a clock that tests may move: see `vi.useFakeTimers`. */
export const letPass = (ms: number): void => {
  vi.setSystemTime(Date.now() + ms);
};

/** Comes to the door again and again, as told, until let in. */
export async function enterWhenCalled(room: RoomStub, number: number): Promise<Admission> {
  for (let attempt = 0; attempt < 100; attempt++) {
    const answer = await askOne(room, enter(number));
    if (answer.kind === "admitted") return answer.admission;
    letPass(answer.kind === "at-the-door" ? answer.retryAfterMs : 500);
  }
  throw new Error(`Ticket ${number} was never let in`);
}

/** The ticket numbers that a batch was given. */
export const numbersIn = (answers: readonly RoomAnswer[]): readonly number[] =>
  answers.flatMap((answer) => ("joined" in answer && answer.joined ? [answer.joined.number] : []));

const tables = ["room", "settings", "audit", "admissions", "departures"] as const;

/** How many rows each table holds. */
export const rowsOf = (room: RoomStub) =>
  runInDurableObject(room, (_, { storage }) => {
    const rows = tables.map((table) => {
      const [row] = storage.sql.exec<{ count: number }>(`SELECT count(*) AS count FROM ${table}`);
      return [table, row?.count ?? 0] as const;
    });
    return Object.fromEntries(rows) as Readonly<Record<(typeof tables)[number], number>>;
  });

export const bytesOf = (room: RoomStub): Promise<number> =>
  runInDurableObject(room, (_, { storage }) => storage.sql.databaseSize);

/** From now on a write to this table fails, until `heal`. */
export const breakWrites = (room: RoomStub, table: (typeof tables)[number]): Promise<void> =>
  runInDurableObject(room, (_, { storage }) => {
    storage.sql.exec(
      `CREATE TRIGGER broken BEFORE INSERT ON ${table} BEGIN SELECT RAISE(ABORT, 'the disk is broken'); END`,
    );
  });

export const heal = (room: RoomStub): Promise<void> =>
  runInDurableObject(room, (_, { storage }) => {
    storage.sql.exec("DROP TRIGGER broken");
  });

/** Ends the object in the middle of its life, without a word. @returns the way to the next one */
export async function crash(room: RoomStub): Promise<RoomStub> {
  await outcomeOf(runInDurableObject(room, (_, state) => state.abort("a crash")));
  return env.WAITING_ROOM.get(room.id);
}

/** Ends the object as the platform does when nobody asks for a while. */
export async function evict(room: RoomStub): Promise<RoomStub> {
  await evictDurableObject(room);
  return room;
}

/** "done", or what the object said when it failed. */
export const outcomeOf = (call: Promise<unknown>): Promise<string> =>
  call.then(
    () => "done",
    (error: unknown) => String(error),
  );
