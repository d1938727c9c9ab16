import { runInDurableObject } from "cloudflare:test";
import { expect, test } from "vitest";
import { RoomStore, type StoredRegister } from "../../durable-objects/room-store.ts";
import { forOneStep } from "../../durable-objects/step-register.ts";
import type { Admission, Register } from "../../src/domain/admission.ts";
import type { RoomCall } from "../../src/domain/calls.ts";
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
  (register) => register.markLeft("general", 2, 2),
];
const everybody = [
  ["general", 1],
  ["general", 2],
  ["general", 3],
  ["members", 2],
] as const;

const entering = ([line, number]: (typeof everybody)[number]): RoomCall => ({
  ...{ kind: "enter", epoch: 1, line, number, passId: "of the test" },
  ticket: { joinedAt: 0, told: null, wave: null },
});

/** Alone in the line, or some together; one of them knocks twice. */
const knocking: readonly (readonly RoomCall[])[] = [
  [],
  everybody.map(entering),
  [...everybody.slice(1), ...everybody].map(entering),
];

test.each(knocking.map((calls) => [calls.length, calls] as const))(
  "what a step that hears %i calls remembers of a row is what the table says, after each change",
  async (_count, calls) => {
    for (const before of [0, 1, 3, changes.length]) {
      await runInDurableObject(await newRoom(), (_, { storage }) => {
        const rows = new RoomStore(storage, "the test").register(1);
        for (const change of changes.slice(0, before)) change(rows);
        const step = forOneStep(rows, calls);
        for (const change of [() => undefined, ...changes]) {
          change(step);
          for (const [line, number] of everybody) {
            expect(step.find(line, number)).toEqual(rows.find(line, number));
            expect(step.hasLeft(line, number)).toBe(rows.hasLeft(line, number));
          }
        }
      });
    }
  },
);

test("those who knock together are looked up together, when the first of them is asked for", async () => {
  await runInDurableObject(await newRoom(), (_, { storage }) => {
    const rows = new RoomStore(storage, "the test").register(1);
    rows.write(admission(2));
    let asked = 0;
    const exec = storage.sql.exec.bind(storage.sql);
    const counted: typeof exec = (query, ...values) => {
      asked += 1;
      return exec(query, ...values) as never;
    };
    Object.defineProperty(storage.sql, "exec", { configurable: true, value: counted });
    const step = forOneStep(rows, everybody.map(entering));
    expect(asked).toBe(0);
    for (const number of [1, 2, 3]) {
      step.hasLeft("general", number);
      step.find("general", number);
    }
    expect(asked).toBe(2);
  });
});

test("a row is read once in a step, whether it is there or not, and anew in the next", async () => {
  await runInDurableObject(await newRoom(), (_, { storage }) => {
    const rows = new RoomStore(storage, "the test").register(1);
    let read = 0;
    const counted: StoredRegister = {
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
