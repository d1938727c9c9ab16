import { setTimeout as pause } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { mostWithin } from "../../src/cli/rush/judge/windows.ts";
import type { VisitorStatus } from "../../src/protocol.ts";
import { openRoom, type ProtectedRoom } from "../support/protected-room.ts";
import { type Stack, startStack } from "../support/stack.ts";
import { claimsOf, slotOf, type Tokens, type Visitor, visit } from "../support/visitor.ts";

const kills = 20;
/** Lives long enough that the called have come to the door again and go in; the others end within a second. */
const longLives = new Set([7, 14]);

let stack: Stack;
beforeAll(async () => {
  stack = await startStack();
});
afterAll(() => stack.stop());

/** What the visitors of a room were promised, as they heard it themselves. */
interface Heard {
  /** Each ticket when it was acknowledged, and the pass that it became. */
  readonly places: { readonly ticket: Tokens; readonly visitor: Visitor }[];
  /** The instant from which each pass counts, by its name. */
  readonly slots: Map<string, number>;
  /** Requests without an answer, or with none but that the room does not answer. */
  failures: number;
  /** Answers in which the number ahead was greater than before. */
  aheadGrew: number;
}

const nothingHeard = (): Heard => ({ places: [], slots: new Map(), failures: 0, aheadGrew: 0 });

describe("a gateway whose workerd is killed 20 times under load", () => {
  it("loses, moves and doubles no place and no admission, and keeps the rate", async () => {
    const rate = { line: 100, passing: 20 };
    const line = await openRoom(stack, {
      queue: "always",
      admissionsPerMinute: rate.line * 60,
    });
    /** Here three times as many knock as may enter, who neither wait nor come back. */
    const passing = await openRoom(stack, { admissionsPerMinute: rate.passing * 60 });
    const waited = nothingHeard();
    const passed = nothingHeard();
    const load = startLoad(line, waited, passing, passed);

    for (let kill = 1; kill <= kills; kill++) {
      const before = { places: waited.places.length, passed: passed.slots.size };
      const entered = waited.slots.size;
      await until(
        () =>
          waited.places.length >= before.places + 3 &&
          passed.slots.size >= before.passed + 3 &&
          (!longLives.has(kill) || waited.slots.size >= entered + 10),
      );
      await stack.workerd.kill("SIGKILL");
      await stack.workerd.restart();
    }
    const enteredAmongKills = waited.slots.size;
    await load.end();

    // It did happen in the middle of things.
    expect(waited.failures + passed.failures).toBeGreaterThan(kills);
    expect(enteredAmongKills).toBeGreaterThanOrEqual(20);
    await expectEachPlaceOnce(line, waited);
    await expectPassesOnce(passing);
    await expectRateKept(line, waited.slots, rate.line);
    await expectRateKept(passing, passed.slots, rate.passing);
    expect(passed.slots.size).toBeGreaterThan(kills * 3);
  });
});

function startLoad(line: ProtectedRoom, waited: Heard, passing: ProtectedRoom, passed: Heard) {
  let isOver = false;
  const shopping: Promise<void>[] = [];

  async function comeToTheLine(): Promise<void> {
    while (!isOver) {
      const visitor = visit(line);
      if (await happens(visitor.join(), waited)) {
        waited.places.push({ ticket: visitor.tokens, visitor });
        shopping.push(goIn(visitor, waited));
      }
      await pause(100);
    }
  }

  async function passBy(): Promise<void> {
    while (!isOver) {
      const visitor = visit(passing);
      await happens(visitor.open("/"), passed);
      if (visitor.tokens.pass !== undefined) noteSlot(passed, visitor.tokens.pass);
      await pause(60);
    }
  }

  const coming = [comeToTheLine(), comeToTheLine(), passBy(), passBy(), passBy(), passBy()];
  return {
    /** Nobody comes any more; whoever waits is let in. */
    async end() {
      isOver = true;
      await Promise.all(coming);
      await Promise.all(shopping);
    },
  };
}

/** Asks as told, whatever happens on the way, until inside and at the shop. */
async function goIn(visitor: Visitor, heard: Heard): Promise<void> {
  let ahead = Number.POSITIVE_INFINITY;
  let isCalled = false;
  while (visitor.tokens.pass === undefined) {
    const status: VisitorStatus | undefined = await happens(
      isCalled ? visitor.knock() : visitor.status(),
      heard,
    );
    isCalled = status?.state === "called";
    if (status?.ahead != null) {
      if (status.ahead > ahead) heard.aheadGrew++;
      ahead = status.ahead;
    }
    if (status?.state !== "admitted") await pause(Math.min(status?.pollAfterMs ?? 200, 1_000));
  }
  noteSlot(heard, visitor.tokens.pass);
  while (((await happens(visitor.open("/"), heard))?.status ?? 500) !== 200) await pause(100);
}

const noteSlot = ({ slots }: Heard, pass: string): unknown =>
  slots.set(claimsOf(pass).jti, slotOf(pass));

/** What came of it; undefined when the connection broke or the room could not be reached. */
async function happens<Value>(asked: Promise<Value>, heard: Heard): Promise<Value | undefined> {
  try {
    return await asked;
  } catch {
    heard.failures++;
    return undefined;
  }
}

async function until(isReached: () => boolean): Promise<void> {
  await expect.poll(isReached, { timeout: 60_000, interval: 10 }).toBe(true);
}

async function expectEachPlaceOnce(line: ProtectedRoom, { places, aheadGrew }: Heard) {
  const numbers = places.map(({ ticket }) => claimsOf(ticket.ticket).number);
  expect(new Set(numbers).size).toBe(numbers.length);
  expect(aheadGrew).toBe(0);

  const passIds = places.map(({ visitor }) => claimsOf(visitor.tokens.pass).jti);
  expect(places.map(({ visitor }) => claimsOf(visitor.tokens.pass).number)).toEqual(numbers);
  // Entering again gives the same pass, whoever asks with the ticket.
  const again = places.map(async ({ ticket }) => {
    const copy = visit(line, { tokens: ticket });
    await copy.knock();
    return claimsOf(copy.tokens.pass).jti;
  });
  expect(await Promise.all(again)).toEqual(passIds);

  const seen = passesByNumber(await line.log());
  expect([...seen.keys()].toSorted(ascending)).toEqual(numbers.toSorted(ascending));
  expect(places.map((_, index) => [...(seen.get(numbers[index] ?? 0) ?? [])])).toEqual(
    passIds.map((passId) => [passId]),
  );
  // Tickets whose answer was lost took a number and nothing else.
  expect((await line.live()).totals.admitted).toBe(places.length);
}

async function expectPassesOnce(room: ProtectedRoom): Promise<void> {
  const seen = passesByNumber(await room.log());
  expect([...seen.values()].filter((passes) => passes.size > 1)).toEqual([]);
  const passes = [...seen.values()].flatMap((ids) => [...ids]);
  expect(new Set(passes).size).toBe(passes.length);
}

/**
 * In any window of w seconds at most rate·w and a second's burst: of the instants from which passes count
 * to the millisecond, and of first requests at the shop within what the ways there differed in length.
 */
async function expectRateKept(
  room: ProtectedRoom,
  slots: ReadonlyMap<string, number>,
  perSecond: number,
): Promise<void> {
  const seen = new Map<string, number>();
  for (const { at, assertion } of await room.log()) {
    const passId = assertion?.pass ?? "nobody";
    seen.set(passId, Math.min(at, seen.get(passId) ?? Number.POSITIVE_INFINITY));
  }
  const onTheWayMs = [...slots].map(([passId, slot]) => (seen.get(passId) ?? Number.NaN) - slot);
  const jitterMs = Math.max(...onTheWayMs) - Math.min(...onTheWayMs);
  // Two clocks of one machine, and passes count to the millisecond.
  expect(Math.min(...onTheWayMs)).toBeGreaterThan(-2);
  for (const seconds of [0.2, 0.5, 1, 3, 10, 60]) {
    const windowMs = seconds * 1_000 - 1;
    const burst = perSecond;
    expect(mostWithin([...slots.values()], windowMs)).toBeLessThanOrEqual(
      perSecond * seconds + burst,
    );
    expect(mostWithin([...seen.values()], windowMs)).toBeLessThanOrEqual(
      perSecond * (seconds + jitterMs / 1_000) + burst,
    );
  }
}

function passesByNumber(log: Awaited<ReturnType<ProtectedRoom["log"]>>) {
  const passes = new Map<number, Set<string>>();
  for (const { assertion } of log) {
    if (assertion?.pass == null) throw new Error("Something reached the shop without an assertion");
    const ids = passes.get(assertion.number) ?? new Set();
    passes.set(assertion.number, ids.add(assertion.pass));
  }
  return passes;
}

const ascending = (a: number, b: number): number => a - b;
