import { expect, test } from "vitest";
import { enterCall, roomInHand } from "../support/room-in-hand.ts";

const always = { queue: "always" } as const;

test("everybody at the door is told how long until their slot, and it is so", () => {
  const room = roomInHand({ ...always, admissionsPerMinute: 60 });
  const numbers = room.joinMany(5);
  // The first goes in at once; the others stand behind each other, a second apart.
  const answers = room.take(...numbers.map((number) => enterCall(number)));
  const told = answers.map((answer) => (answer.kind === "at-the-door" ? answer.waitMs : null));
  const asked = room.now;
  const slots = new Map<number, number>();
  for (let knock = 0; knock < 60 && slots.size < numbers.length; knock += 1) {
    const again = room.take(...numbers.map((number) => enterCall(number)));
    numbers.forEach((number, index) => {
      const answer = again[index];
      if (answer?.kind === "admitted") slots.set(number, answer.admission.admittedAt);
    });
    room.wait(100);
  }
  numbers.forEach((number, index) => {
    const wait = told[index];
    if (wait !== null && wait !== undefined) {
      expect((slots.get(number) ?? 0) - asked).toBeCloseTo(wait, 3);
    }
  });
  expect(told.filter((wait) => wait !== null).length).toBeGreaterThanOrEqual(2);
});

test("in a full room nobody is told a time that depends on others", () => {
  const room = roomInHand({ ...always, admissionsPerMinute: 6_000, capacity: 1 });
  room.joinMany(3);
  expect(room.enter(1)).toMatchObject({ kind: "admitted" });
  room.wait(4_000);
  expect(room.enter(2)).toMatchObject({ kind: "at-the-door", waitMs: null });
});
