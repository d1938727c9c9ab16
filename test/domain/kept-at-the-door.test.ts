/** Whoever is kept at the door by their gateway, which asks for them in a moment, is as good as asking. */

import { expect, test } from "vitest";
import type { RoomSettings } from "../../src/domain/settings.ts";
import { enterCall, type RoomInHand, roomInHand } from "../support/room-in-hand.ts";

const longEnoughMs = 5_000;

/** Three are in, and number 4 is told to ask again in two seconds: a second before the slot that is next. */
function withTheNext(heldMs: number | null, settings: Partial<RoomSettings> = {}): RoomInHand {
  const room = roomInHand({ queue: "always", admissionsPerMinute: 60, ...settings });
  room.joinMany(6);
  room.wait(5_000);
  const [, , , answer] = room.take(
    ...[1, 2, 3].map((number) => enterCall(number)),
    heldMs === null ? enterCall(4) : { ...enterCall(4), heldMs },
  );
  expect(answer).toMatchObject({ kind: "at-the-door", retryAfterMs: 2_000 });
  expect(room.line.admitted).toBe(3);
  return room;
}

const rowOf = (room: RoomInHand) => room.register.find("general", 4);

test("a slot that is given to somebody who is kept is theirs at once, and the pass the one that they ask for", () => {
  const room = withTheNext(longEnoughMs);
  room.wait(1_500);
  const row = rowOf(room);
  expect(row).toMatchObject({ fetched: true });
  expect(room.line.admitted).toBe(4);
  room.wait(500);
  expect(room.enter(4)).toEqual({ kind: "admitted", admission: row, epoch: 1 });
  expect(rowOf(room)).toBe(row);
  expect([...room.notes.violations]).toEqual([]);
});

test.each([
  ["sent home", null],
  ["told to ask later than they are kept", 1_999],
] as const)("to somebody who was %s it is not given before they ask", (_, heldMs) => {
  const room = withTheNext(heldMs);
  room.wait(1_500);
  expect(rowOf(room)).toBeUndefined();
  room.wait(500);
  expect(room.enter(4)).toMatchObject({ kind: "admitted" });
});

test("whoever was kept and has not asked in time is passed over like anybody else", () => {
  const room = withTheNext(longEnoughMs, { capacity: 3 });
  room.wait(2_600);
  room.take({ kind: "end", epoch: 1, line: "general", number: 1, reason: "complete", units: null });
  expect(room.enter(5)).toMatchObject({ kind: "admitted" });
  expect(rowOf(room)).toBeUndefined();
});

test("whoever is let in while they are kept, and leaves, frees the slot", () => {
  const room = withTheNext(longEnoughMs);
  room.wait(1_500);
  expect(room.state.inside).toBe(4);
  expect(room.leave(4)).toEqual({ kind: "done" });
  expect(room.state.inside).toBe(3);
  expect(rowOf(room)).toMatchObject({ ended: "left" });
});
