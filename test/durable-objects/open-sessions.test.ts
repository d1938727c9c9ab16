import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import fc from "fast-check";
import { describe, expect, test, vi } from "vitest";
import { RoomStore } from "../../durable-objects/room-store.ts";
import type { Admission, Register } from "../../src/domain/admission.ts";
import { newRoom as freshRoom, savedOf } from "../../src/domain/room-state.ts";
import { drawChance } from "../../src/hash.ts";
import { memoryRegister } from "../support/memory-register.ts";
import { askOne, crash, enter, enterWhenCalled, joins, letPass, newRoom } from "./room-calls.ts";

// A session that ran out has no mark of its own in the rows. These are the rows against ones that have.

const start = Date.UTC(2026, 10, 17, 15);
const chance = drawChance((count) => new Uint8Array(count));
const state = savedOf(freshRoom(1, chance, start));
const line = "general";
const numbers = [1, 2, 3, 4, 5];

/** A storage without a room in it: the Directory's own tables do not get in the way. */
const inStorage = <T>(run: (storage: DurableObjectStorage) => T): Promise<T> =>
  runInDurableObject(env.DIRECTORY.getByName(crypto.randomUUID()), (_, { storage }) =>
    run(storage),
  );

const begun = (number: number, now: number, { lasts, fetched }: Begin): Admission => ({
  line,
  number,
  passId: `pass of ${number}`,
  admittedAt: now,
  endsAt: now + lasts,
  fetched,
  ended: null,
  endedAt: null,
  units: null,
  way: { place: number, joinedAt: 0, calledAt: null, cameAt: now, told: null, wave: null },
});

interface Begin {
  readonly lasts: number;
  readonly fetched: boolean;
}

type OfOne =
  | ({ readonly kind: "begin"; readonly number: number } & Begin)
  | { readonly kind: "renew"; readonly number: number; readonly lasts: number }
  | { readonly kind: "leave" | "order"; readonly number: number };

type Deed = OfOne | { readonly kind: "end" } | { readonly kind: "extend"; readonly byMs: number };

/** What a step of the room does to the rows: of a number, what its row lets it do. */
function act(register: Register, deed: Deed, now: number): void {
  if (deed.kind === "extend") register.extendSessions(deed.byMs);
  else if (deed.kind === "end") endRunOut(register, now);
  else {
    const after = changed(register.find(line, deed.number), deed, now);
    if (after) register.write(after);
  }
}

function endRunOut(register: Register, now: number): void {
  for (const admission of register.runOut(now)) {
    if (admission.fetched) {
      register.write({ ...admission, ended: "expired", endedAt: now, units: null });
    } else register.remove(line, admission.number);
  }
}

function changed(row: Admission | undefined, deed: OfOne, now: number): Admission | undefined {
  if (deed.kind === "begin") return row ? undefined : begun(deed.number, now, deed);
  if (!row) return undefined;
  const isOpen = row.ended === null;
  switch (deed.kind) {
    case "order":
      return isOpen ? undefined : { ...row, units: 1 };
    case "leave":
      return isOpen ? { ...row, ended: "left", endedAt: now } : undefined;
    case "renew":
      return isOpen ? { ...row, fetched: true, endsAt: now + deed.lasts } : undefined;
  }
}

const number = fc.constantFrom(...numbers);
const lasts = fc.integer({ min: 1, max: 9_000 });
const deed: fc.Arbitrary<Deed> = fc.oneof(
  fc.record({ kind: fc.constant("begin" as const), number, lasts, fetched: fc.boolean() }),
  fc.record({ kind: fc.constant("renew" as const), number, lasts }),
  fc.record({ kind: fc.constantFrom("leave" as const, "order" as const), number }),
  { weight: 3, arbitrary: fc.record({ kind: fc.constant("end" as const) }) },
  fc.record({ kind: fc.constant("extend" as const), byMs: fc.integer({ min: 0, max: 5_000 }) }),
);

interface Step {
  /** How far the clock goes before it; back, too. */
  readonly byMs: number;
  readonly deeds: readonly Deed[];
  readonly how: "done" | "fails" | "restarts after it";
  /** Whether it writes the room's row, too. */
  readonly writesRoom: boolean;
}

const step: fc.Arbitrary<Step> = fc.record({
  byMs: fc.oneof(
    { weight: 4, arbitrary: fc.integer({ min: 0, max: 6_000 }) },
    fc.integer({ min: -20_000, max: 0 }),
  ),
  deeds: fc.array(deed, { minLength: 1, maxLength: 4 }),
  how: fc.constantFrom("done", "done", "fails", "restarts after it"),
  writesRoom: fc.boolean(),
});

/** All that the rows say. When a session was found to be over they do not; it had ended by then. */
const rowsIn = (register: Register, now: number) => ({
  found: numbers.map((number) => {
    const row = register.find(line, number);
    return row && { ...row, endedAt: row.ended === "expired" ? "once it ended" : row.endedAt };
  }),
  due: register
    .runOut(now)
    .map(({ number }) => number)
    .sort(),
});

function takeStep(
  step: Step,
  store: RoomStore,
  memory: ReturnType<typeof memoryRegister>,
  now: number,
): void {
  const take = (register: Register) => {
    for (const one of step.deeds) act(register, one, now);
    if (step.how === "fails") throw new Error("a step that fails");
  };
  const both = [
    () =>
      store.transaction(() => {
        take(store.register(1));
        if (step.writesRoom) store.writeState(state);
      }),
    () => memory.transaction(() => take(memory)),
  ];
  for (const one of both) {
    if (step.how === "fails") expect(one).toThrow("a step that fails");
    else one();
  }
}

describe("sessions that run out", () => {
  test("are over in the rows as if each had a mark, whatever fails, and wherever the clock goes", async () => {
    await inStorage((storage) => {
      let life = 0;
      fc.assert(
        fc.property(fc.array(step, { minLength: 1, maxLength: 14 }), (steps) => {
          let store = new RoomStore(storage, `life ${life++}`);
          storage.sql.exec("DELETE FROM admissions; DELETE FROM room");
          store.transaction(() => store.writeState(state));
          const memory = memoryRegister();
          let now = start;
          for (const one of steps) {
            now += one.byMs;
            takeStep(one, store, memory, now);
            if (one.how === "restarts after it") store = new RoomStore(storage, `life ${life++}`);
            expect(rowsIn(store.register(1), now)).toEqual(rowsIn(memory, now));
          }
        }),
        { numRuns: 250 },
      );
    });
  });

  test("free their slots once, also when the room begins anew after that", async () => {
    vi.useFakeTimers({ toFake: ["Date"] });
    try {
      let room = await newRoom({ queue: "always", admissionsPerMinute: 600, sessionMinutes: 1 });
      await room.take(joins(4));
      for (const number of [1, 2]) await enterWhenCalled(room, number);
      const insideOf = async () => (await room.live()).inside;
      expect(await insideOf()).toBe(2);
      letPass(70_000);
      expect(await insideOf()).toBe(0);
      room = await crash(room);
      expect(await insideOf()).toBe(0);
      expect(await askOne(room, enter(1))).toMatchObject({ kind: "ended", reason: "expired" });
    } finally {
      vi.useRealTimers();
    }
  });
});
