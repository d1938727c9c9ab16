import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { ShardAddress } from "../../src/domain/admission-shard.ts";
import type { RoomCall } from "../../src/domain/calls.ts";
import type { RoomSettings } from "../../src/domain/settings.ts";
import type { RoomSnapshot } from "../../src/domain/snapshot.ts";
import type { RoomEnv } from "../../src/env.ts";
import { createRooms } from "../../src/http/rooms.ts";
import { snapshotWith } from "./snapshots.ts";
import { waiting } from "./waiting.ts";

/** Rooms whose objects are never reached: what is known of them is offered. */
const createRoomsOfNobody = () => {
  const env = { WAITING_ROOM: { getByName: () => ({}) } };
  return createRooms(env as unknown as RoomEnv);
};

describe("a room client", () => {
  test("is one for each room, so that all requests of an isolate share what is known", () => {
    const roomOf = createRoomsOfNobody();
    expect(roomOf("a")).toBe(roomOf("a"));
    expect(roomOf("a")).not.toBe(roomOf("b"));
  });

  test.each<readonly [string, RoomSnapshot]>([
    ["fewer were called", snapshotWith({ issued: 20, serving: 9 })],
    ["fewer had joined", snapshotWith({ issued: 19, serving: 10 })],
    ["the settings were older", snapshotWith({ issued: 20, serving: 10 }, 0)],
    ["another line was still going on", snapshotWith({ epoch: 0, issued: 900, serving: 800 })],
  ])("is not taken back by a snapshot that was overtaken on its way: %s", (_, late) => {
    const { snapshot } = createRoomsOfNobody()("a");
    const known = snapshotWith({ issued: 20, serving: 10 });
    snapshot.offer(known);
    snapshot.offer(late);
    expect(snapshot.peek(waiting().ctx)).toBe(known);
  });

  test.each<readonly [string, RoomSnapshot]>([
    ["more were called", snapshotWith({ issued: 20, serving: 11 })],
    ["nothing happened", snapshotWith({ issued: 20, serving: 10 })],
    ["the next line began", snapshotWith({ epoch: 2, issued: 0, serving: 0 })],
  ])("goes on with one that is newer: %s", (_, next) => {
    const { snapshot } = createRoomsOfNobody()("a");
    snapshot.offer(snapshotWith({ issued: 20, serving: 10 }));
    snapshot.offer(next);
    expect(snapshot.peek(waiting().ctx)).toBe(next);
  });
});

/** A room that is known to have so many shards, and what each of its objects is asked. */
function roomWithShards(
  admissionShards: RoomSettings["admissionShards"],
  broken: readonly string[] = [],
) {
  const known = snapshotWith({ issued: 20, serving: 10 });
  const asked: { readonly object: string; readonly address?: ShardAddress | undefined }[] = [];
  const snapshotOf = (shards: RoomSettings["admissionShards"]): RoomSnapshot => ({
    ...known,
    settings: { ...known.settings, admissionShards: shards },
  });
  const objects = (kind: string) => ({
    getByName: (name: string) => ({
      async take(calls: readonly RoomCall[], address?: ShardAddress) {
        const object = `${kind} ${name}`;
        asked.push({ object, address });
        if (broken.includes(object)) throw new Error("the object was reset");
        return {
          answers: calls.map(() => ({ kind: "done" })),
          snapshot: snapshotOf(admissionShards),
        };
      },
    }),
  });
  const env = { WAITING_ROOM: objects("room"), ADMISSION_SHARD: objects("shard") };
  const room = createRooms(env as unknown as RoomEnv)("a");
  room.snapshot.offer(snapshotOf(admissionShards));
  const enter: RoomCall = {
    kind: "enter",
    epoch: 1,
    line: "general",
    number: 1,
    passId: "a pass",
    ticket: { joinedAt: 0, told: null, wave: null },
  };
  return {
    asked,
    enter: () => room.ask(enter, waiting().ctx),
    become: (shards: RoomSettings["admissionShards"]) => room.snapshot.offer(snapshotOf(shards)),
  };
}

describe("a visitor's call", () => {
  test("goes to the room itself where there are no shards", async () => {
    const room = roomWithShards(0);
    await room.enter();
    expect(room.asked.map(({ object }) => object)).toEqual(["room a"]);
  });

  test("goes by one shard of the room after the other, and never past them", async () => {
    const room = roomWithShards(4);
    for (let turn = 0; turn < 8; turn++) await room.enter();
    const names = room.asked.map(({ object }) => object);
    expect(names.slice(0, 4).toSorted()).toEqual(
      ["a/0", "a/1", "a/2", "a/3"].map((name) => `shard ${name}`),
    );
    expect(names.slice(4)).toEqual(names.slice(0, 4));
    for (const { address } of room.asked) expect(address).toEqual({ room: "a", shards: 4 });
  });

  test("is asked of another shard when the first one fails", async () => {
    const room = roomWithShards(4, ["shard a/2"]);
    for (let turn = 0; turn < 4; turn++) expect(await room.enter()).toEqual({ kind: "done" });
    const names = room.asked.map(({ object }) => object);
    expect(names[names.indexOf("shard a/2") + 1]).toBe("shard a/3");
  });

  test("goes as the settings say now: a change needs no reset", async () => {
    const room = roomWithShards(4);
    await room.enter();
    room.become(0);
    await room.enter();
    expect(room.asked.at(-1)?.object).toBe("room a");
  });
});

describe("of a room that has said nothing for two seconds", () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  const place = { epoch: 1, line: "general", number: 1, passId: "a pass" };
  const sent = {
    ...{ passId: "a pass", id: "a write", path: "/order", gateway: "a", behind: null },
    word: "goes-on",
  } as const;
  const calls = {
    enter: { kind: "enter", ...place, ticket: { joinedAt: 0, told: null, wave: null } },
    order: { kind: "order", ...place, sent },
  } as const satisfies Record<string, RoomCall>;

  function silentRoom() {
    const known = snapshotWith({ issued: 20, serving: 10 });
    const object = { isWell: false, asked: [] as string[] };
    const take = async (taken: readonly RoomCall[]) => {
      object.asked.push(...taken.map(({ kind }) => kind));
      if (!object.isWell) await new Promise(() => undefined);
      return { answers: taken.map(() => ({ kind: "done" })), snapshot: known };
    };
    const snapshot = () => new Promise(() => undefined);
    const env = { WAITING_ROOM: { getByName: () => ({ take, snapshot }) } };
    const room = createRooms(env as unknown as RoomEnv)("a");
    room.snapshot.offer(known);
    const ask = async (kind: keyof typeof calls, waitsMs = 2_000) => {
      const answer = room.ask(calls[kind], waiting().ctx).then(
        () => "answered",
        () => "refused",
      );
      await vi.advanceTimersByTimeAsync(waitsMs);
      return answer;
    };
    return { object, ask };
  }

  test("nobody who would go in asks again", async () => {
    const { object, ask } = silentRoom();
    expect(await ask("enter")).toBe("refused");
    for (let later = 0; later < 100; later++) expect(await ask("enter", 0)).toBe("refused");
    expect(object.asked).toEqual(["enter"]);
  });

  test("writes under way go on asking, so that it hears of them as soon as it can", async () => {
    const { object, ask } = silentRoom();
    await ask("enter");
    object.isWell = true;
    expect(await ask("order")).toBe("answered");
    expect(await ask("enter")).toBe("answered");
  });
});
