import fc from "fast-check";
import { expect, test } from "vitest";
import { enterCall, letEverybodyIn, roomInHand, start } from "../support/room-in-hand.ts";

const always = { queue: "always" } as const;

test("while nobody waits and there is room, whoever joins is let through at once", () => {
  const room = roomInHand({ admissionsPerMinute: 600 });
  expect(room.join()).toMatchObject({ kind: "admitted", joined: { number: 1 } });
  expect(room.take({ kind: "pass", line: "general", passId: "p" })).toMatchObject([
    { kind: "busy" },
  ]);
  room.wait(1_000);
  expect(room.take({ kind: "pass", line: "general", passId: "p" })).toMatchObject([
    { kind: "admitted", admission: { number: 2, passId: "p", admittedAt: start + 1_000 } },
  ]);
});

test("where there is no room, passing makes no place and writes nothing", () => {
  const room = roomInHand({ admissionsPerMinute: 60, capacity: 1 });
  room.join();
  room.wait(2_000);
  const { state } = room;
  for (let asked = 0; asked < 100; asked++) {
    expect(room.take({ kind: "pass", line: "general", passId: "p" })).toEqual([{ kind: "busy" }]);
  }
  expect(room.state).toEqual(state);
});

test("once somebody waits, nobody passes them, not even where there is room", () => {
  const room = roomInHand({ admissionsPerMinute: 600 });
  room.joinMany(3);
  room.wait(1_500);
  expect(room.join()).toMatchObject({ kind: "joined" });
  expect(room.take({ kind: "pass", line: "general", passId: "p" })).toEqual([{ kind: "busy" }]);
});

test("when everybody in line has left, whoever comes is let through within seconds", () => {
  const room = roomInHand({ admissionsPerMinute: 600 });
  room.joinMany(5);
  room.wait(1_000);
  room.wait(4_000);
  expect(room.join()).toMatchObject({ kind: "admitted" });
});

test("in a room that always queues, nobody is let through at once", () => {
  const room = roomInHand({ ...always, admissionsPerMinute: 600 });
  expect(room.join()).toMatchObject({ kind: "joined", joined: { number: 1 } });
  expect(room.take({ kind: "pass", line: "general", passId: "p" })).toEqual([{ kind: "busy" }]);
});

test("fifty times the same ticket in one batch are one admission and one pass", () => {
  const room = roomInHand({ ...always, admissionsPerMinute: 6_000 });
  room.join();
  room.wait(1_000);
  const answers = room.take(...Array.from({ length: 50 }, () => enterCall(1)));
  const passes = answers.map((answer) => answer.kind === "admitted" && answer.admission.passId);
  expect(new Set(passes).size).toBe(1);
  expect(passes[0]).not.toBe(false);
  expect(room.register.rows.size).toBe(1);
  expect(room.line.admitted).toBe(1);
});

test("fifty times the same ticket one after the other are one admission and one pass", () => {
  const room = roomInHand({ ...always, admissionsPerMinute: 6_000 });
  room.join();
  const passes = Array.from({ length: 50 }, () => {
    room.wait(100);
    const answer = room.enter(1);
    return answer.kind === "admitted" ? answer.admission.passId : "";
  });
  expect(new Set(passes).size).toBe(1);
  expect(room.line.admitted).toBe(1);
});

test("with a capacity of 20, exactly 20 of 200 who come at the same instant get in", () => {
  const room = roomInHand({ admissionsPerMinute: 6_000, capacity: 20 });
  const numbers = room.joinMany(200);
  letEverybodyIn(room, numbers, 30_000);
  expect(room.register.active.size).toBe(20);
  const admitted = [...room.register.rows.values()].map(({ number }) => number);
  expect(admitted.sort((a, b) => a - b)).toEqual(numbers.slice(0, 20));
});

test("whoever goes frees a slot for the next in order of place", () => {
  const room = roomInHand({ admissionsPerMinute: 6_000, capacity: 2 });
  const numbers = room.joinMany(4);
  letEverybodyIn(room, numbers, 10_000);
  room.take({ kind: "end", epoch: 1, line: "general", number: 1, reason: "complete", units: null });
  letEverybodyIn(room, [4, 3], 10_000);
  expect([...room.register.active]).toEqual([2, 3]);
});

test("in the first minute at 60 a minute, 60 are let in and the burst of one", () => {
  const room = roomInHand({ ...always, admissionsPerMinute: 60 });
  const admitted = letEverybodyIn(room, room.joinMany(100), 90_000);
  const first = Math.min(...admitted.values());
  const inFirstMinute = [...admitted.values()].filter((at) => at <= first + 60_000);
  expect(inFirstMinute).toHaveLength(61);
});

test("an idle hour banks no more than the burst", () => {
  const room = roomInHand({ admissionsPerMinute: 600 });
  room.join();
  room.wait(3_600_000);
  const atOnce = room.take(
    ...Array.from(
      { length: 100 },
      (_, index) => ({ kind: "pass", line: "general", passId: `${index}` }) as const,
    ),
  );
  expect(atOnce.filter(({ kind }) => kind === "admitted")).toHaveLength(10);
});

test("those who are present are let in in order of place, in whatever order they ask", () => {
  const order = fc.shuffledSubarray(
    Array.from({ length: 30 }, (_, index) => index + 1),
    { minLength: 30 },
  );
  fc.assert(
    fc.property(order, (numbers) => {
      const room = roomInHand({ ...always, admissionsPerMinute: 600 });
      room.joinMany(30);
      const admitted = letEverybodyIn(room, numbers, 20_000);
      const slots = [...admitted].sort(([a], [b]) => a - b).map(([, at]) => at);
      expect(slots).toHaveLength(30);
      expect(slots).toEqual(slots.toSorted((a, b) => a - b));
    }),
    { numRuns: 30 },
  );
});

test("nobody goes in over somebody lower who was called a moment ago and may be about to ask", () => {
  const room = roomInHand({ ...always, admissionsPerMinute: 600 });
  room.joinMany(5);
  room.wait(1_000);
  expect(room.enter(3)).toMatchObject({ kind: "at-the-door" });
  room.wait(1_000);
  expect(room.enter(2)).toMatchObject({ kind: "at-the-door" });
  expect(room.enter(1)).toMatchObject({ kind: "admitted" });
});

test("forty people at the head who left delay the next by seconds", () => {
  const room = roomInHand({ ...always, admissionsPerMinute: 60 });
  room.joinMany(60);
  const admitted = letEverybodyIn(
    room,
    Array.from({ length: 20 }, (_, i) => 41 + i),
    40_000,
  );
  expect(Math.min(...admitted.values()) - start).toBeLessThan(9_000);
  expect(admitted.size).toBe(20);
});

test("who must wait a moment is told when: asking then, with nobody in between, they are let in", () => {
  fc.assert(
    fc.property(fc.constantFrom(10, 60, 90, 600), fc.nat(3_000), (admissionsPerMinute, pauseMs) => {
      const room = roomInHand({ ...always, admissionsPerMinute });
      room.joinMany(2);
      room.wait(1_000);
      room.take(enterCall(1), enterCall(2));
      room.wait(pauseMs % 400);
      let answer = room.enter(2);
      for (let asked = 0; answer.kind === "at-the-door" && asked < 4; asked++) {
        room.now += answer.retryAfterMs;
        answer = room.enter(2);
      }
      expect(answer).toMatchObject({ kind: "admitted" });
    }),
  );
});

test("whoever stood at the door and is gone costs no slot: the next in order has it", () => {
  const room = roomInHand({ ...always, admissionsPerMinute: 60 });
  const numbers = room.joinMany(6);
  room.wait(1_000);
  room.take(...numbers.map((number) => enterCall(number)));
  const admitted = letEverybodyIn(room, [1, 2, 3, 5, 6], 12_000);
  expect(room.register.rows.has(4)).toBe(false);
  const slots = [...admitted.values()];
  expect(Math.max(...slots) - Math.min(...slots)).toBeLessThan(5_000);
});

test("a called visitor who comes after the claim window is first among the present", () => {
  const room = roomInHand({ ...always, admissionsPerMinute: 60, claimWindowSeconds: 10 });
  room.joinMany(200);
  const others = Array.from({ length: 199 }, (_, index) => index + 2);
  letEverybodyIn(room, others, 60_000);
  const before = room.line.admitted;
  let answer = room.enter(1);
  while (answer.kind === "at-the-door") {
    room.wait(answer.retryAfterMs);
    answer = room.enter(1);
  }
  expect(answer).toMatchObject({ kind: "admitted" });
  expect(room.line.admitted).toBeLessThanOrEqual(before + 3);
});

test("whoever is not called yet is told so, and has come nowhere", () => {
  const room = roomInHand({ ...always, admissionsPerMinute: 1 });
  room.joinMany(500);
  expect(room.enter(500)).toEqual({ kind: "not-called" });
  expect(room.door).toHaveLength(0);
});

test.each([
  [
    "of another epoch",
    {
      kind: "enter",
      epoch: 2,
      line: "general",
      number: 1,
      passId: "p",
      ticket: { joinedAt: 0, told: null, wave: null },
    },
  ],
  [
    "never issued",
    {
      kind: "enter",
      epoch: 1,
      line: "general",
      number: 3,
      passId: "p",
      ticket: { joinedAt: 0, told: null, wave: null },
    },
  ],
] as const)("a ticket %s is void", (_what, call) => {
  const room = roomInHand({ ...always, admissionsPerMinute: 600 });
  room.joinMany(2);
  room.wait(1_000);
  expect(room.take(call)).toEqual([{ kind: "void" }]);
});
