/** A slot whose turn it is goes to a visitor at the door who is about to ask: lent, until they do. */

import { expect, test } from "vitest";
import { enterCall, letEverybodyIn, type RoomInHand, roomInHand } from "../support/room-in-hand.ts";

/** Number 1 is inside; number 2 stands at the door, a session is lent to them, and they do not ask again. */
function withLentSession(): RoomInHand {
  const room = roomInHand({ queue: "always", admissionsPerMinute: 600, capacity: 1 });
  room.joinMany(4);
  room.wait(1_000);
  expect(room.enter(1)).toMatchObject({ kind: "admitted" });
  room.wait(4_000);
  expect(room.enter(2)).toMatchObject({ kind: "at-the-door" });
  room.take({ kind: "end", epoch: 1, line: "general", number: 1, reason: "complete", units: null });
  expect(room.register.find("general", 2)).toMatchObject({ fetched: false });
  return room;
}

test("a lent session holds its slot, and is nobody's who was let in", () => {
  const room = withLentSession();
  expect(room.state.inside).toBe(1);
  expect(room.line.admitted).toBe(1);
});

test("whoever comes for it has the session from its slot on", () => {
  const room = withLentSession();
  const slot = room.register.find("general", 2)?.admittedAt ?? Number.NaN;
  room.wait(10_000);
  expect(room.enter(2)).toMatchObject({
    kind: "admitted",
    admission: { fetched: true, endsAt: slot + 15 * 60_000 },
  });
  expect(room.line.admitted).toBe(2);
});

test("a lent session that nobody comes for is taken back: the next has it, and the ticket may try again", () => {
  const room = withLentSession();
  room.wait(75_000);
  expect(letEverybodyIn(room, [3], 10_000).size).toBe(1);
  room.take({ kind: "end", epoch: 1, line: "general", number: 3, reason: "complete", units: null });
  expect(letEverybodyIn(room, [2], 10_000).size).toBe(1);
  expect([...room.notes.violations]).toEqual([]);
});

test("whoever gives up with a session lent to them frees it at once, for good", () => {
  const room = withLentSession();
  expect(room.leave(2)).toEqual({ kind: "done" });
  expect(room.state.inside).toBe(0);
  expect(room.enter(2)).toEqual({ kind: "void" });
  expect(letEverybodyIn(room, [3], 10_000).size).toBe(1);
});

test("a lent session can be neither renewed nor ended: nobody has a pass for it", () => {
  const room = withLentSession();
  const [renewed, ended] = room.take(
    { kind: "renew", epoch: 1, line: "general", number: 2 },
    { kind: "end", epoch: 1, line: "general", number: 2, reason: "complete", units: null },
  );
  expect(renewed).toEqual({ kind: "void" });
  expect(ended).toEqual({ kind: "void" });
  expect(room.register.find("general", 2)).toMatchObject({ fetched: false, ended: null });
});

test("a restart takes nothing of it away", () => {
  const room = withLentSession();
  room.restart();
  room.wait(100);
  expect(room.enter(2)).toMatchObject({ kind: "admitted" });
  expect(room.state.inside).toBe(1);
});

test("somebody who asks with the same number of another epoch does not fetch it for them", () => {
  const room = roomInHand({ queue: "always", admissionsPerMinute: 600, capacity: 1 });
  room.joinMany(2);
  room.wait(1_000);
  room.enter(1);
  room.wait(4_000);
  room.enter(2);
  room.take(
    { kind: "end", epoch: 1, line: "general", number: 1, reason: "complete", units: null },
    enterCall(2, 7),
  );
  expect(room.register.find("general", 2)).toMatchObject({ fetched: false });
});
