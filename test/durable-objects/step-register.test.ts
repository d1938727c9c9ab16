import { runInDurableObject } from "cloudflare:test";
import { expect, test } from "vitest";
import { RoomStore } from "../../durable-objects/room-store.ts";
import { forOneStep } from "../../durable-objects/step-register.ts";
import type { Admission, Register } from "../../src/domain/admission.ts";
import { newRoom } from "./room-calls.ts";

const admission = (number: number, change: Partial<Admission> = {}): Admission => ({
  line: "general",
  number,
  passId: `pass of ${number}`,
  admittedAt: 1_000,
  endsAt: 9_000,
  fetched: false,
  ended: null,
  endedAt: null,
  units: null,
  way: { place: number, joinedAt: 0, calledAt: null, cameAt: 5, told: null, wave: null },
  ...change,
});

const way = { place: 2, joinedAt: 1, calledAt: 3, cameAt: 4, told: { lowMs: 1, highMs: 2 } };
const chain = {
  ...{ latest: 1, handedAt: 1_500, handedTo: "an attempt", held: 0, heldSince: 1_000 },
  ...{ clonedAt: null, returns: 0 },
};

/** What a step may do to the rows, each in turn. */
const changes: readonly ((register: Register) => void)[] = [
  (register) => register.write(admission(1)),
  (register) => register.write(admission(1, { fetched: true })),
  (register) => register.write(admission(2, { line: "members", way: { ...way, wave: "first" } })),
  (register) => register.extendSessions(500),
  (register) => register.write(admission(3, { chain })),
  (register) => register.remove("general", 1),
  (register) => register.write(admission(1, { ended: "left", endedAt: 2_000 })),
];
const everybody = [
  ["general", 1],
  ["general", 2],
  ["general", 3],
  ["members", 2],
] as const;

test("what a step remembers of a row is what the table says, after each change", async () => {
  await runInDurableObject(await newRoom(), (_, { storage }) => {
    const rows = new RoomStore(storage, "the test").register(1);
    const step = forOneStep(rows);
    for (const change of changes) {
      change(step);
      for (const [line, number] of everybody) {
        expect(step.find(line, number)).toEqual(rows.find(line, number));
      }
    }
  });
});

test("a row is read once in a step, whether it is there or not, and anew in the next", async () => {
  await runInDurableObject(await newRoom(), (_, { storage }) => {
    const rows = new RoomStore(storage, "the test").register(1);
    let read = 0;
    const counted: Register = {
      ...rows,
      find(line, number) {
        read += 1;
        return rows.find(line, number);
      },
    };
    const step = forOneStep(counted);
    step.find("general", 1);
    step.find("general", 1);
    expect(read).toBe(1);
    rows.write(admission(1));
    expect(step.find("general", 1)).toBeUndefined();
    expect(forOneStep(counted).find("general", 1)).toEqual(admission(1));
  });
});
