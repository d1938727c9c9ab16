import { expect, test } from "vitest";
import { enterCall, letEverybodyIn, roomInHand } from "../support/room-in-hand.ts";

const settings = { queue: "always", admissionsPerMinute: 600 } as const;

/** A room with number 1 inside, 2 at the door, 3 called and 400 uncalled. */
function fullOfStages() {
  const room = roomInHand({ ...settings, capacity: 1 });
  room.joinMany(400);
  room.wait(1_000);
  room.enter(1);
  room.wait(3_000);
  expect(room.enter(1)).toMatchObject({ kind: "admitted" });
  expect(room.enter(2)).toMatchObject({ kind: "at-the-door" });
  return room;
}

test("a join repeated with its key is the same join: in one batch, and for a minute after", () => {
  const room = roomInHand(settings);
  const call = {
    kind: "join",
    line: "general",
    invitation: null,
    key: "k",
    ticketId: "t",
    passId: "p",
  } as const;
  const [first, second] = room.take(call, { ...call, ticketId: "other" });
  expect(second).toEqual(first);
  room.wait(30_000);
  expect(room.join("k")).toEqual(first);
  expect(room.line.issued).toBe(1);
});

test("what a batch made of the room is noted as told: its answer carries the snapshot that pages are told from", () => {
  const room = roomInHand({ ...settings, queue: "when-needed", capacity: 2 });
  const told = () => room.last.after.lines.flatMap((line) => line.told.at(-1) ?? []);
  room.join();
  room.wait(1_000);
  expect(told()).toMatchObject([{ pace: { free: 1 } }]);
  expect(room.join()).toMatchObject({ kind: "admitted" });
  expect(told()).toMatchObject([{ pace: { free: 0 } }]);
});

test("a join repeated after it was let in gives the same admission", () => {
  const room = roomInHand({ admissionsPerMinute: 600 });
  const first = room.join("k");
  expect(first).toMatchObject({ kind: "admitted" });
  expect(room.join("k")).toEqual(first);
  expect(room.line.admitted).toBe(1);
});

test("whoever left, or whose session is over, joins anew with the same key", () => {
  const room = roomInHand(settings);
  room.join("k");
  room.leave(1);
  expect(room.join("k")).toMatchObject({ joined: { number: 2 } });
  letEverybodyIn(room, [2], 10_000);
  room.take({ kind: "end", epoch: 1, line: "general", number: 2, reason: "complete", units: null });
  expect(room.join("k")).toMatchObject({ joined: { number: 3 } });
});

test("after a quiet time whoever comes first passes at once, though some who were called never came and the room restarted", () => {
  const room = roomInHand({ admissionsPerMinute: 600 });
  room.joinMany(5);
  for (let second = 0; second < 30; second++) room.wait(1_000);
  expect(room.line).toMatchObject({ serving: 5, admitted: 1 });
  room.restart();
  expect(room.join()).toMatchObject({ kind: "admitted" });
});

test("after a restart whoever stood at the door is waited for until they ask as told", () => {
  const room = roomInHand({ ...settings, capacity: 1 });
  room.joinMany(3);
  room.wait(1_000);
  letEverybodyIn(room, [1], 5_000);
  // Long enough that everybody who was called had the time to come.
  for (let turn = 0; turn < 4; turn++) {
    expect(room.enter(2)).toMatchObject({ kind: "at-the-door" });
    room.wait(2_000);
  }
  room.restart();
  room.take({ kind: "end", epoch: 1, line: "general", number: 1, reason: "complete", units: null });
  expect(room.enter(3)).not.toMatchObject({ kind: "admitted" });
  room.wait(2_000);
  expect(room.enter(2)).not.toMatchObject({ kind: "void" });
  room.wait(3_500);
  expect(room.enter(2)).toMatchObject({ kind: "admitted" });
  expect(room.enter(3)).toMatchObject({ kind: "at-the-door" });
});

test("after a restart a repeated join gets a new place, and the first one delays nobody", () => {
  const room = roomInHand(settings);
  room.join("k");
  room.restart();
  expect(room.join("k")).toMatchObject({ joined: { number: 2 } });
  expect(letEverybodyIn(room, [2], 10_000).size).toBe(1);
});

test.each([
  ["inside", 1],
  ["at the door", 2],
  ["called and on the way", 3],
  ["in line", 400],
])("leaving is possible for somebody %s, at once and for good", (_stage, number) => {
  const room = fullOfStages();
  expect(room.leave(number)).toEqual({ kind: "done" });
  expect(["void", "ended"]).toContain(room.enter(number).kind);
  expect(room.register.active.has(number)).toBe(false);
  expect(room.line.left).toBe(number === 1 ? 0 : 1);
  expect([...room.notes.violations]).toEqual([]);
});

test("leaving twice is leaving once", () => {
  const room = fullOfStages();
  for (const number of [400, 400, 3, 3, 2, 2, 1, 1]) room.leave(number);
  const { admitted, left, leftUncalled } = room.line;
  expect({ admitted, left, leftUncalled }).toEqual({ admitted: 1, left: 3, leftUncalled: 1 });
});

test("leaving and asking in the same batch is leaving", () => {
  const room = fullOfStages();
  const leave = { kind: "leave", epoch: 1, line: "general", number: 2 } as const;
  expect(room.take(enterCall(2), leave)).toEqual([{ kind: "void" }, { kind: "done" }]);
  expect(room.door).toHaveLength(0);
});

test("a session ends once: the slot is free, the pass is over, asking again changes nothing", () => {
  const room = fullOfStages();
  const end = {
    kind: "end",
    epoch: 1,
    line: "general",
    number: 1,
    reason: "complete",
    units: null,
  } as const;
  expect(room.take(end, end, end)).toEqual([{ kind: "done" }, { kind: "done" }, { kind: "done" }]);
  expect(room.enter(1)).toEqual({ kind: "ended", reason: "complete" });
  expect(room.take({ kind: "renew", epoch: 1, line: "general", number: 1 })).toEqual([
    { kind: "ended", reason: "complete" },
  ]);
  expect(room.register.find("general", 1)?.ended).toBe("complete");
});

test("a session whose time is over ends by itself, and frees its slot", () => {
  const room = roomInHand({ ...settings, capacity: 1, sessionMinutes: 1 });
  letEverybodyIn(room, room.joinMany(1), 10_000);
  room.wait(61_000);
  expect(room.state.inside).toBe(0);
  expect(room.enter(1)).toEqual({ kind: "ended", reason: "expired" });
});

test("a session that is over is given back or taken back all the same, for what its grace allows", () => {
  const room = roomInHand({ ...settings, capacity: 1, sessionMinutes: 1 });
  letEverybodyIn(room, room.joinMany(1), 10_000);
  room.wait(61_000);
  const place = { epoch: 1, line: "general", number: 1 };
  room.take({ kind: "end", reason: "revoked", ...place, units: null });
  expect(room.state.inside).toBe(0);
  expect(room.register.find("general", 1)?.ended).toBe("revoked");
  expect(room.take({ kind: "order", ...place })).toEqual([{ kind: "ended", reason: "revoked" }]);
  // And no later word makes another end of it.
  room.take({ kind: "end", reason: "left", ...place, units: null });
  expect(room.register.find("general", 1)?.ended).toBe("revoked");
});

test("a session that is used is renewed, and none that was never begun", () => {
  const room = roomInHand({ ...settings, sessionMinutes: 1 });
  letEverybodyIn(room, room.joinMany(2), 4_000);
  room.wait(50_000);
  const renew = (number: number) => ({ kind: "renew", epoch: 1, line: "general", number }) as const;
  const [one, other] = room.take(renew(1), renew(3));
  expect(one).toMatchObject({ kind: "admitted", admission: { endsAt: room.now + 60_000 } });
  expect(other).toEqual({ kind: "void" });
});

test.each([
  ["paused", "joined", "refused"],
  ["draining", "refused", "at-the-door"],
  ["closed", "refused", "refused"],
  ["sold-out", "refused", "refused"],
] as const)(
  "in a room that is %s a newcomer is %s and a called one %s",
  (state, joined, entered) => {
    const room = roomInHand(settings);
    room.joinMany(20);
    room.wait(1_000);
    room.change({ state });
    expect(room.join().kind).toBe(joined);
    expect(room.enter(5).kind).toBe(entered);
  },
);

test("whoever is inside stays inside, whatever the merchant does to the line", () => {
  const room = roomInHand(settings);
  letEverybodyIn(room, room.joinMany(1), 4_000);
  for (const state of ["paused", "closed", "sold-out", "draining"] as const) {
    room.change({ state, capacity: 0, admissionsPerMinute: 0 });
    expect(room.enter(1)).toMatchObject({ kind: "admitted" });
    expect(room.take({ kind: "renew", epoch: 1, line: "general", number: 1 })).toMatchObject([
      { kind: "admitted" },
    ]);
  }
});

test("nobody is let in while the room is paused, closed or sold out, and the first within seconds of its opening", () => {
  for (const state of ["paused", "closed", "sold-out"] as const) {
    const room = roomInHand(settings);
    const numbers = room.joinMany(100);
    letEverybodyIn(room, numbers, 6_000);
    const before = room.register.rows.size;
    room.change({ state });
    letEverybodyIn(room, numbers, 300_000);
    // Slots given before the change begin within two seconds after it.
    expect(room.register.rows.size).toBe(before);
    room.change({ state: "open" });
    letEverybodyIn(room, numbers, 5_000);
    expect(room.register.rows.size).toBeGreaterThan(before + 10);
    expect([...room.notes.violations]).toEqual([]);
  }
});

test("a pause does not look like people who do not come", () => {
  const room = roomInHand(settings);
  const numbers = room.joinMany(300);
  letEverybodyIn(room, numbers, 10_000);
  const before = room.line.attendance.shown / room.line.attendance.called;
  room.change({ state: "paused" });
  room.wait(600_000);
  room.change({ state: "open" });
  letEverybodyIn(room, numbers, 6_000);
  const after = room.line.attendance.shown / room.line.attendance.called;
  expect(after).toBeGreaterThan(before - 0.05);
});

test("a rate that is raised or lowered half-way holds from then on, within two seconds", () => {
  const room = roomInHand(settings);
  const numbers = room.joinMany(300);
  letEverybodyIn(room, numbers, 10_000);
  const admitted = () => room.register.rows.size;
  room.change({ admissionsPerMinute: 60 });
  letEverybodyIn(room, numbers, 2_000);
  const before = admitted();
  letEverybodyIn(room, numbers, 10_000);
  expect(admitted() - before).toBeGreaterThanOrEqual(9);
  expect(admitted() - before).toBeLessThanOrEqual(11);
  expect([...room.notes.violations]).toEqual([]);
});

test("a lowered capacity turns nobody out, and lets nobody in until there is room", () => {
  const room = roomInHand({ ...settings, capacity: 10 });
  const numbers = room.joinMany(40);
  letEverybodyIn(room, numbers, 10_000);
  room.change({ capacity: 4 });
  letEverybodyIn(room, numbers, 10_000);
  expect(room.register.active.size).toBe(10);
  for (let number = 1; number <= 7; number++) {
    room.take({ kind: "end", epoch: 1, line: "general", number, reason: "complete", units: null });
  }
  letEverybodyIn(room, numbers, 10_000);
  expect(room.register.active.size).toBe(4);
});
