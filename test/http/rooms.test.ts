import { describe, expect, test } from "vitest";
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
