import { runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { LiveFigures, WaitingRoom } from "../../durable-objects/waiting-room.ts";
import { estimateWait } from "../../src/domain/estimate.ts";
import { nothingLearned } from "../../src/domain/margins.ts";
import type { SavedRoom } from "../../src/domain/room-state.ts";
import {
  askOne,
  breakWrites,
  bytesOf,
  change,
  crash,
  enter,
  enterWhenCalled,
  evict,
  heal,
  join,
  joins,
  letPass,
  newRoom,
  numbersIn,
  outcomeOf,
  pass,
  type RoomStub,
  rowsOf,
} from "./room-calls.ts";

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["Date"] });
});
afterEach(() => {
  vi.useRealTimers();
});

const lineOnly = { queue: "always" } as const;

const countOf = (kinds: readonly { readonly kind: string }[], kind: string): number =>
  kinds.filter((answer) => answer.kind === kind).length;

describe("joining", () => {
  test("gives a batch consecutive numbers in its order, and the next batch the next ones", async () => {
    const room = await newRoom(lineOnly);
    const first = await room.take(joins(500));
    const second = await room.take(joins(500, 501));
    const numbers = [...numbersIn(first.answers), ...numbersIn(second.answers)];
    expect(numbers).toEqual(Array.from({ length: 1_000 }, (_, index) => index + 1));
    expect(second.snapshot.lines["general"]?.issued).toBe(1_000);
  });

  test("gives each number once, however many batches come at the same time", async () => {
    const room = await newRoom(lineOnly);
    const batches = await Promise.all(
      Array.from({ length: 20 }, (_, index) => room.take(joins(50, index * 50 + 1))),
    );
    const numbers = batches.flatMap(({ answers }) => numbersIn(answers));
    expect(new Set(numbers).size).toBe(1_000);
    expect(Math.max(...numbers)).toBe(1_000);
  });

  test("with the same key is one join, in one batch, in several, and for the minute after", async () => {
    const room = await newRoom(lineOnly);
    const { answers } = await room.take([join("a"), join("b"), join("a"), join("a")]);
    expect(numbersIn(answers)).toEqual([1, 2, 1, 1]);
    const again = await Promise.all([1, 2, 3].map(() => askOne(room, join("b"))));
    expect(numbersIn(again)).toEqual([2, 2, 2]);
    expect(again[0]).toMatchObject({ joined: { ticketId: "ticket of b" } });
    expect((await room.snapshot()).lines["general"]?.issued).toBe(2);
  });

  test("with the same key after being let in at once is the same admission", async () => {
    const room = await newRoom();
    const first = await askOne(room, join("a"));
    expect(first.kind).toBe("admitted");
    expect(await askOne(room, join("a"))).toEqual(first);
    expect((await rowsOf(room)).admissions).toBe(1);
  });

  test("keeps nothing of those who wait: 50,000 people are as many rows and bytes as none", async () => {
    const room = await newRoom({ ...lineOnly, admissionsPerMinute: 0 });
    await room.take(joins(1, 0));
    const rows = await rowsOf(room);
    const bytes = await bytesOf(room);
    for (let from = 1; from < 50_000; from += 500) await room.take(joins(500, from));
    expect((await room.snapshot()).lines["general"]?.issued).toBe(50_001);
    expect(await rowsOf(room)).toEqual(rows);
    expect(await bytesOf(room)).toBe(bytes);
  });
});

describe("being let in at once", () => {
  test("is for exactly as many as there is room for, when 200 come in the same instant", async () => {
    const room = await newRoom({ capacity: 20, admissionsPerMinute: 6_000 });
    const batches = await Promise.all(
      Array.from({ length: 10 }, (_, batch) =>
        room.take(Array.from({ length: 20 }, (_, index) => pass(`pass ${batch}.${index}`))),
      ),
    );
    const answers = batches.flatMap((batch) => batch.answers);
    expect(countOf(answers, "admitted")).toBe(20);
    expect(countOf(answers, "busy")).toBe(180);
    expect((await rowsOf(room)).admissions).toBe(20);
  });

  test("is for no more than the burst, whatever the capacity", async () => {
    const room = await newRoom({ admissionsPerMinute: 60 });
    const { answers } = await room.take(
      Array.from({ length: 100 }, (_, index) => pass(`${index}`)),
    );
    expect(countOf(answers, "admitted")).toBe(1);
  });

  test("asked for again, because the answer was lost, is the same admission and takes no second slot", async () => {
    const room = await newRoom({ capacity: 5, admissionsPerMinute: 6_000 });
    const first = await askOne(room, pass("a"));
    const again = await Promise.all([1, 2, 3].map(() => askOne(room, pass("a"))));
    for (const answer of again) expect(answer).toEqual(first);
    expect((await room.live()).inside).toBe(1);
    expect((await rowsOf(room)).admissions).toBe(1);
  });

  test("is nobody else's to have by joining with the name of the pass", async () => {
    const room = await newRoom({ ...lineOnly, queue: "when-needed", admissionsPerMinute: 6_000 });
    await askOne(room, pass("a"));
    expect(await askOne(room, join("a"))).toMatchObject({ admission: { number: 2 } });
  });

  test("writes nothing for those who are turned away", async () => {
    const room = await newRoom(lineOnly);
    const before = [
      await rowsOf(room),
      (await room.snapshot()).lines["general"]?.issued,
      await bytesOf(room),
    ];
    for (let batch = 0; batch < 4; batch++) {
      const { answers } = await room.take(
        Array.from({ length: 500 }, (_, index) => pass(`${index}`)),
      );
      expect(countOf(answers, "busy")).toBe(500);
    }
    expect([
      await rowsOf(room),
      (await room.snapshot()).lines["general"]?.issued,
      await bytesOf(room),
    ]).toEqual(before);
  });
});

describe("entering", () => {
  test("fifty times in parallel is one admission, and everybody gets the same pass", async () => {
    const room = await newRoom(lineOnly);
    await room.take([join("a")]);
    const { passId } = await enterWhenCalled(room, 1);
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, index) => askOne(room, enter(1, `another pass ${index}`))),
    );
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    expect(answers[0]).toMatchObject({ kind: "admitted", admission: { number: 1, passId } });
    expect((await rowsOf(room)).admissions).toBe(1);
    expect((await room.live()).admitted).toBe(1);
  });

  test("for the first time, from fifty connections, is one admission as well", async () => {
    const room = await newRoom(lineOnly);
    await room.take([join("a")]);
    await room.snapshot();
    const passIds = await Promise.all(
      Array.from({ length: 50 }, async (_, index) => {
        for (let attempt = 0; attempt < 200; attempt++) {
          const answer = await askOne(room, enter(1, `pass ${index}`));
          if (answer.kind === "admitted") return answer.admission.passId;
          letPass(5);
          await new Promise((resolve) => setTimeout(resolve, 5));
        }
        return null;
      }),
    );
    expect(new Set(passIds).size).toBe(1);
    expect(passIds[0]).toMatch(/^pass /);
    expect((await rowsOf(room)).admissions).toBe(1);
  });

  test("is void for a number never given, for another epoch, and for a place that was left", async () => {
    const room = await newRoom(lineOnly);
    await room.take(joins(2));
    await askOne(room, { kind: "leave", epoch: 1, line: "general", number: 2 });
    const { answers } = await room.take([enter(3), enter(2), { ...enter(1), epoch: 2 } as never]);
    expect(answers.map(({ kind }) => kind)).toEqual(["void", "void", "void"]);
  });
});

describe("a pass taken or given back", () => {
  test("is listed for the gateways until its time would have ended; a completed one is not", async () => {
    const room = await newRoom({ admissionsPerMinute: 6_000 });
    await room.take(["a", "b", "c", "d"].map(pass));
    await room.take([
      { kind: "end", epoch: 1, line: "general", number: 1, reason: "revoked", units: null },
      { kind: "end", epoch: 1, line: "general", number: 2, reason: "complete", units: null },
      { kind: "end", epoch: 1, line: "general", number: 3, reason: "left", units: null },
    ]);
    expect((await room.snapshot()).revoked).toEqual(["a", "c"]);
    expect((await room.live()).inside).toBe(1);
    await evict(room);
    expect((await room.snapshot()).revoked).toEqual(["a", "c"]);
  });

  test("is given back once: ending twice frees one slot", async () => {
    const room = await newRoom({ admissionsPerMinute: 6_000, capacity: 5 });
    await room.take(["a", "b"].map(pass));
    const end = {
      kind: "end",
      epoch: 1,
      line: "general",
      number: 1,
      reason: "complete",
      units: null,
    } as const;
    await room.take([end, end, end]);
    expect((await room.live()).inside).toBe(1);
  });
});

describe.each([
  ["an eviction", evict],
  ["a crash", crash],
] as const)("after %s", (_, end) => {
  test("numbers go on, and a number given is never given again", async () => {
    let room = await newRoom(lineOnly);
    await room.take(joins(7));
    room = await end(room);
    expect(numbersIn((await room.take(joins(2, 8))).answers)).toEqual([8, 9]);
  });

  test("entering again gives the same pass", async () => {
    let room = await newRoom(lineOnly);
    await room.take([join("a")]);
    const admission = await enterWhenCalled(room, 1);
    room = await end(room);
    expect(await askOne(room, enter(1, "another pass"))).toEqual({
      kind: "admitted",
      admission,
      epoch: 1,
    });
  });

  test("who was called stays called, and nothing is counted twice", async () => {
    let room = await newRoom(lineOnly);
    await room.take(joins(5));
    await enterWhenCalled(room, 1);
    const before = await room.live();
    room = await end(room);
    const after = await room.live();
    const servingIn = ({ snapshot }: typeof before) => snapshot.lines["general"]?.serving ?? 0;
    expect(servingIn(after)).toBeGreaterThanOrEqual(servingIn(before));
    expect(totalsOf(after)).toEqual(totalsOf(before));
    expect(after.inside).toBe(before.inside);
    expect(after.admittedLastMinute).toBe(1);
  });

  test("no allowance has come from nowhere", async () => {
    let room = await newRoom({ admissionsPerMinute: 1 });
    expect((await askOne(room, pass("first"))).kind).toBe("admitted");
    room = await end(room);
    expect((await askOne(room, pass("second"))).kind).toBe("busy");
  });

  test("capacity is still taken", async () => {
    let room = await newRoom({ capacity: 2, admissionsPerMinute: 6_000 });
    await room.take(["a", "b"].map(pass));
    room = await end(room);
    expect((await askOne(room, pass("c"))).kind).toBe("busy");
  });

  test("settings and the record of their changes are there", async () => {
    let room = await newRoom({ admissionsPerMinute: 77 });
    const [settings, audit] = [await room.settings(), await room.audit()];
    room = await end(room);
    expect(await room.settings()).toEqual(settings);
    expect(await room.audit()).toEqual(audit);
    expect((await room.snapshot()).settings.admissionsPerMinute).toBe(77);
  });
});

test("a state that an earlier release wrote is read, and the line goes on", async () => {
  const room = await newRoom(lineOnly);
  await room.take(joins(3));
  await enterWhenCalled(room, 1);
  const before = await room.live();
  await runInDurableObject(room, (_, { storage }) => {
    const [row] = storage.sql.exec<{ state: string }>("SELECT state FROM room");
    const { lines, epoch, allowance, rate, inside } = JSON.parse(row?.state ?? "{}");
    const [{ issued, serving, cohorts, admitted, left, leftUncalled }] = lines;
    const totals = { admitted, left, leftUncalled };
    const earlier = { epoch, allowance, rate, inside, issued, serving, cohorts, totals };
    expect(Object.values(earlier)).not.toContain(undefined);
    storage.sql.exec("UPDATE room SET state = ?", JSON.stringify(earlier));
  });
  await evict(room);
  expect(totalsOf(await room.live())).toEqual(totalsOf(before));
  await askOne(room, {
    kind: "end",
    epoch: 1,
    line: "general",
    number: 1,
    reason: "complete",
    units: null,
  });
  await enterWhenCalled(room, 2);
  expect((await room.live()).inside).toBe(1);
});

test("margins that an earlier release learned in its own way are learned anew, and waits are told", async () => {
  const room = await newRoom(lineOnly);
  await room.take(joins(30));
  await runInDurableObject(room, (_, { storage }) => {
    const [row] = storage.sql.exec<{ state: string }>("SELECT state FROM room");
    const saved = JSON.parse(row?.state ?? "{}");
    saved.forecasts.margins = saved.forecasts.margins.map(() => ({
      early: 1,
      late: 1,
      learned: 9,
    }));
    storage.sql.exec("UPDATE room SET state = ?", JSON.stringify(saved));
  });
  await evict(room);
  const { snapshot } = await room.live();
  const pace = snapshot.lines["general"]?.pace;
  expect(pace?.margins).toEqual(nothingLearned);
  expect(pace && estimateWait(pace, 10)?.highMs).toBeGreaterThan(0);
});

const totalsOf = ({ joined, admitted, left }: LiveFigures) => ({ joined, admitted, left });

describe("a step that fails half-way", () => {
  const memoryAndDisk = async (room: RoomStub) => {
    const { lines } = await room.snapshot();
    const { issued, serving } = lines["general"] ?? {};
    const live = await room.live();
    const rows = await rowsOf(room);
    return { issued, serving, totals: totalsOf(live), inside: live.inside, rows };
  };

  test.each(["admissions", "room"] as const)(
    "leaves neither rows nor memory behind: %s cannot be written",
    async (table) => {
      const room = await newRoom();
      await askOne(room, pass("first"));
      const before = await memoryAndDisk(room);
      await breakWrites(room, table);
      // The first two would be let in, and the third row is never reached.
      const batch = [pass("second"), join("a"), join("b")];
      expect(await outcomeOf(room.take(batch))).toMatch("broken");
      await heal(room);
      expect(await memoryAndDisk(room)).toEqual(before);
      await evict(room);
      expect(await memoryAndDisk(room)).toEqual(before);
    },
  );

  test("remembers no join of it, so that a repeated one is made and not recalled", async () => {
    const room = await newRoom(lineOnly);
    await room.snapshot();
    await breakWrites(room, "room");
    expect(await outcomeOf(room.take([join("a")]))).toMatch("broken");
    await heal(room);
    await room.take([join("b")]);
    expect(numbersIn([await askOne(room, join("a"))])).toEqual([2]);
  });

  test("is not the end: the next one goes well", async () => {
    const room = await newRoom();
    await breakWrites(room, "admissions");
    expect(await outcomeOf(room.take([pass("a")]))).toMatch("broken");
    await heal(room);
    expect(await askOne(room, pass("b"))).toMatchObject({
      kind: "admitted",
      admission: { number: 1 },
    });
  });

  test.each(["settings", "audit"] as const)(
    "changes no setting: %s cannot be written",
    async (table) => {
      const room = await newRoom({ capacity: 7 });
      const before = [await room.settings(), await room.audit()];
      await breakWrites(room, table);
      expect(await outcomeOf(change(room, { capacity: 8, message: "Hello" }))).toMatch("broken");
      await heal(room);
      expect([await room.settings(), await room.audit()]).toEqual(before);
      expect((await room.snapshot()).settings.capacity).toBe(7);
      await evict(room);
      expect([await room.settings(), await room.audit()]).toEqual(before);
    },
  );
});

describe("changing the settings", () => {
  test("writes who changed what, from what to what, with the version", async () => {
    const room = await newRoom();
    await change(room, { capacity: 7, message: "Hello" });
    await change(room, { capacity: 9 });
    expect(await room.audit()).toMatchObject([
      { who: "the test", field: "capacity", fromJson: "7", toJson: "9", settingsVersion: 2 },
      {
        who: "the test",
        field: "message",
        fromJson: "null",
        toJson: '"Hello"',
        settingsVersion: 1,
      },
      { who: "the test", field: "capacity", fromJson: "null", toJson: "7", settingsVersion: 1 },
    ]);
  });

  test("is refused to whoever saw another version, and says which it is", async () => {
    const room = await newRoom({ capacity: 1 });
    const seen = { mode: "merge", expectedVersion: 1, who: "the test" } as const;
    const answers = await Promise.all([
      room.changeSettings({ ...seen, values: { capacity: 2 } }),
      room.changeSettings({ ...seen, values: { capacity: 3 } }),
    ]);
    expect(answers.map(({ kind }) => kind).sort()).toEqual(["changed", "stale"]);
    expect(answers.map(({ stored }) => stored.version)).toEqual([2, 2]);
    expect((await room.audit()).map(({ toJson }) => toJson)).toHaveLength(2);
  });

  test("that changes nothing is no new version", async () => {
    const room = await newRoom({ capacity: 7 });
    const { stored } = await change(room, { capacity: 7 });
    expect(stored.version).toBe(1);
    expect(await room.audit()).toHaveLength(1);
  });

  test("whole takes back what is not named, in part keeps it", async () => {
    const room = await newRoom({ capacity: 7, message: "Hello" });
    await change(room, { capacity: 8 });
    expect((await room.settings()).chosen).toEqual({ capacity: 8, message: "Hello" });
    await room.changeSettings({
      values: { capacity: 9 },
      mode: "replace",
      expectedVersion: null,
      who: "the test",
    });
    expect((await room.settings()).chosen).toEqual({ capacity: 9 });
  });

  test("takes effect with the answer", async () => {
    const room = await newRoom();
    await change(room, { state: "paused" });
    expect((await askOne(room, pass("a"))).kind).toBe("busy");
    await change(room, { state: "open" });
    expect((await room.snapshot()).passesAtOnce).toBe(true);
  });
});

describe("the alarm", () => {
  const told = async (room: RoomStub) => {
    const live = await room.live();
    const { issued, serving } = live.snapshot.lines["general"] ?? {};
    return { serving, issued, totals: totalsOf(live), inside: live.inside };
  };

  test("brings a line on that nobody asks about", async () => {
    const room = await newRoom({ ...lineOnly, admissionsPerMinute: 0 });
    await room.take(joins(500));
    await change(room, { admissionsPerMinute: 60 });
    const servingOnDisk = () =>
      runInDurableObject(room, (_, { storage }) => {
        const [row] = storage.sql.exec<{ state: string }>("SELECT state FROM room");
        const { lines } = JSON.parse(row?.state ?? "{}") as Partial<SavedRoom>;
        return lines?.find(({ name }) => name === "general")?.serving ?? 0;
      });
    expect(await runDurableObjectAlarm(room)).toBe(true);
    expect(await servingOnDisk()).toBeGreaterThan(0);
  });

  test("doubled, early or late admits nobody and takes nothing back", async () => {
    const room = await newRoom({ ...lineOnly, admissionsPerMinute: 6_000 });
    await room.take(joins(5));
    await enterWhenCalled(room, 1);
    const before = await told(room);
    const rows = await rowsOf(room);
    await runInDurableObject(room, (instance: WaitingRoom) => {
      for (let index = 0; index < 10; index++) instance.alarm();
    });
    await runDurableObjectAlarm(room);
    expect(await told(room)).toEqual(before);
    expect(await rowsOf(room)).toEqual(rows);
  });

  test("lost only makes a quiet room wait for the next question", async () => {
    const room = await newRoom(lineOnly);
    await room.take(joins(3));
    await runInDurableObject(room, (_, { storage }) => storage.deleteAlarm());
    await enterWhenCalled(room, 1);
    await enterWhenCalled(room, 2);
    expect((await rowsOf(room)).admissions).toBe(2);
  });

  test("leaves an empty room asleep", async () => {
    const room = await newRoom();
    await askOne(room, pass("a"));
    await room.snapshot();
    expect(await runDurableObjectAlarm(room)).toBe(false);
  });
});
