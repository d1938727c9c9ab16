import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { RoomCall } from "../../src/domain/calls.ts";
import type { RoomSnapshot } from "../../src/domain/snapshot.ts";
import type { RoomEnv } from "../../src/env.ts";
import { createRooms } from "../../src/http/rooms.ts";
import { createSharedSnapshots, type SnapshotCache } from "../../src/http/shared-snapshots.ts";
import { snapshotWith } from "./snapshots.ts";
import { waiting } from "./waiting.ts";

/** One data centre: a cache, a room behind it, and as many gateways as are asked for. */
function dataCentre() {
  const entries = new Map<string, string>();
  const state = {
    asked: 0,
    cacheUsed: 0,
    cacheMood: "well" as "well" | "failing" | "hung",
    roomMood: "well" as "well" | "slow" | "failing",
    serving: 1,
    epoch: 1,
    revoked: [] as readonly string[],
  };
  const misbehave = async () => {
    state.cacheUsed += 1;
    if (state.cacheMood === "failing") throw new Error("No Cache was configured");
    if (state.cacheMood === "hung") await new Promise(() => undefined);
  };
  const cache: SnapshotCache = {
    async match(address) {
      await misbehave();
      const text = entries.get(String(address));
      return text === undefined ? undefined : new Response(text);
    },
    async put(address, response) {
      await misbehave();
      entries.set(String(address), await response.text());
    },
  };
  async function snapshot(): Promise<RoomSnapshot> {
    state.asked += 1;
    const { epoch, serving, revoked } = state;
    const answer = { ...snapshotWith({ epoch, issued: 1_000, serving }), revoked };
    if (state.roomMood === "slow") await new Promise((resolve) => setTimeout(resolve, 60));
    if (state.roomMood === "failing") throw new Error("the room is ill");
    return answer;
  }
  async function take(calls: readonly RoomCall[]) {
    return { answers: calls.map(() => ({ kind: "done" })), snapshot: await snapshot() };
  }
  /** @param isReached whether the room answers to it at all */
  const gateway = (chance = 0, isReached = () => true) => {
    const reached =
      <Args extends unknown[], Answer>(method: (...args: Args) => Promise<Answer>) =>
      (...args: Args) =>
        isReached() ? method(...args) : new Promise<Answer>(() => undefined);
    const room = { snapshot: reached(snapshot), take: reached(take) };
    const env = { WAITING_ROOM: { getByName: () => room } } as unknown as RoomEnv;
    return createRooms(
      env,
      createSharedSnapshots({
        open: async () => cache,
        clock: () => Date.now(),
        chance: () => chance,
      }),
    );
  };
  return { state, entries, gateway };
}

type RoomOf = ReturnType<ReturnType<typeof dataCentre>["gateway"]>;

/** What a poll at this gateway is answered from, by a visitor who waits if need be. */
async function seenBy(roomOf: RoomOf, name = "launch"): Promise<number | undefined> {
  const { snapshot } = roomOf(name);
  const { ctx } = waiting();
  const known = snapshot.peek(ctx) ?? (await snapshot.get(ctx));
  return known.lines["general"]?.serving;
}

const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe("the gateways of a data centre", () => {
  test("ask the room once for all of them", async () => {
    const { state, gateway } = dataCentre();
    for (let each = 0; each < 50; each++) expect(await seenBy(gateway())).toBe(1);
    expect(state.asked).toBe(1);
  });

  test("never use a snapshot longer than one gateway alone would", async () => {
    const { state, gateway } = dataCentre();
    const gateways = Array.from({ length: 20 }, (_, index) => gateway(index / 20));
    let oldest = 0;
    for (let tenth = 0; tenth < 100; tenth++) {
      state.serving = Date.now();
      for (const each of gateways) {
        oldest = Math.max(oldest, Date.now() - ((await seenBy(each)) ?? 0));
      }
      await pass(100);
    }
    expect(oldest).toBeGreaterThan(500);
    expect(oldest).toBeLessThanOrEqual(1_200);
  });

  test("ask a room that takes its time much less often together than each for itself", async () => {
    const { state, gateway } = dataCentre();
    state.roomMood = "slow";
    const gateways = Array.from({ length: 40 }, (_, index) => gateway(index / 40));
    for (const each of gateways) await Promise.race([seenBy(each), pass(60)]);
    state.asked = 0;
    for (let moment = 0; moment < 500; moment++) {
      for (const each of gateways) each("launch").snapshot.peek(waiting().ctx);
      await pass(20);
    }
    // Ten seconds, in which forty who ask for themselves ask 480 times.
    expect(state.asked).toBeGreaterThan(8);
    expect(state.asked).toBeLessThan(160);
  });

  test("keep rooms apart, whatever their names", async () => {
    const { state, entries, gateway } = dataCentre();
    await seenBy(gateway(), "a/b?c=%2e%2e#d");
    state.serving = 7;
    expect(await seenBy(gateway(), "a")).toBe(7);
    expect([...entries.keys()].every((address) => new URL(address).href === address)).toBe(true);
    expect(new Set(entries.keys()).size).toBe(2);
  });

  test("know of a revoked pass within two seconds", async () => {
    const { state, gateway } = dataCentre();
    const [one, other] = [gateway(), gateway()];
    await seenBy(one);
    await seenBy(other);
    state.revoked = ["a pass"];
    for (let fifth = 0; fifth < 10; fifth++) {
      await pass(200);
      await seenBy(one);
      await seenBy(other);
    }
    expect(other("launch").snapshot.peek(waiting().ctx)?.revoked).toEqual(["a pass"]);
  });

  test("do not go back to the line that was reset, because another one has not heard of it", async () => {
    const { state, entries, gateway } = dataCentre();
    const one = gateway();
    await seenBy(one);
    const old = [...entries];
    one("launch").snapshot.offer(snapshotWith({ epoch: 2, issued: 0, serving: 0 }));
    state.epoch = 2;
    await pass(801);
    for (const [address, text] of old) {
      const entry = JSON.parse(text);
      entries.set(address, JSON.stringify({ ...entry, takenAt: Date.now() }));
    }
    await seenBy(one);
    await pass(1);
    expect(one("launch").snapshot.peek(waiting().ctx)?.epoch).toBe(2);
  });
});

describe("what is read from the cache", () => {
  const snapshot = () => snapshotWith({ issued: 9, serving: 9 });
  const now = () => Date.now();

  test.each<readonly [string, () => string]>([
    ["is no JSON", () => '{"snapshot":{"asOf":1'],
    ["is nothing", () => "null"],
    [
      "has no snapshot in it",
      () => JSON.stringify({ takenAt: now(), askedAt: null, snapshot: null }),
    ],
    [
      "lacks what a snapshot needs",
      () =>
        JSON.stringify({
          takenAt: now(),
          askedAt: null,
          snapshot: { ...snapshot(), lines: null },
        }),
    ],
    ["does not say how old it is", () => JSON.stringify({ snapshot: snapshot(), askedAt: null })],
    [
      "is from the future, and would never grow old",
      () => JSON.stringify({ takenAt: now() + 60_000, askedAt: null, snapshot: snapshot() }),
    ],
    [
      "is too old",
      () => JSON.stringify({ takenAt: now() - 801, askedAt: null, snapshot: snapshot() }),
    ],
    [
      "is too old even for one that is being fetched anew",
      () => JSON.stringify({ takenAt: now() - 1_001, askedAt: now(), snapshot: snapshot() }),
    ],
    [
      "was to be fetched anew by somebody who never came back",
      () => JSON.stringify({ takenAt: now() - 900, askedAt: now() - 301, snapshot: snapshot() }),
    ],
  ])("is not used when it %s", async (_, text) => {
    const { state, entries, gateway } = dataCentre();
    await seenBy(gateway());
    for (const address of entries.keys()) entries.set(address, text());
    state.serving = 5;
    expect(await seenBy(gateway())).toBe(5);
  });

  test("is used while another gateway fetches the next", async () => {
    const { state, entries, gateway } = dataCentre();
    const text = JSON.stringify({
      takenAt: now() - 900,
      askedAt: now() - 50,
      snapshot: snapshot(),
    });
    await seenBy(gateway());
    for (const address of entries.keys()) entries.set(address, text);
    state.asked = 0;
    expect(await seenBy(gateway())).toBe(9);
    expect(state.asked).toBe(0);
  });
});

describe("a cache in trouble", () => {
  test.each(["failing", "hung"] as const)("costs nobody an answer (%s)", async (mood) => {
    const { state, gateway } = dataCentre();
    state.cacheMood = mood;
    const answer = seenBy(gateway());
    await pass(200);
    expect(await answer).toBe(1);
  });

  test.each(["failing", "hung"] as const)("is left alone for ten seconds (%s)", async (mood) => {
    const { state, gateway } = dataCentre();
    state.cacheMood = mood;
    const one = gateway();
    for (let second = 0; second < 9; second++) {
      const answer = seenBy(one);
      await pass(900);
      await answer;
    }
    expect(state.cacheUsed).toBe(1);
    expect(state.asked).toBeGreaterThanOrEqual(8);
    state.cacheMood = "well";
    await pass(10_000);
    await seenBy(one);
    await seenBy(one);
    expect(state.cacheUsed).toBeGreaterThan(1);
  });
});

test("a room that does not answer is not hidden by an old snapshot of another gateway", async () => {
  const { state, gateway } = dataCentre();
  await seenBy(gateway());
  state.roomMood = "failing";
  await pass(1_001);
  await expect(seenBy(gateway())).rejects.toThrow("ill");
});

describe("a room that is silent to one gateway, while another has asked it for both of them", () => {
  const knock: RoomCall = {
    ...{ kind: "enter", epoch: 1, line: "general", number: 1, passId: "a pass" },
    ticket: { joinedAt: 0, told: null, wave: null },
  };

  async function silentToOne() {
    const { gateway } = dataCentre();
    const one = { isReached: false };
    const [roomOfOne, roomOfOther] = [gateway(0, () => one.isReached), gateway(0.9)];
    /** How somebody fares whom the one asks for, as they come. */
    const come = async () => {
      await seenBy(roomOfOther);
      await seenBy(roomOfOne);
      return roomOfOne("launch")
        .ask(knock, waiting().ctx)
        .then(({ kind }) => kind)
        .catch(({ message }: Error) => message);
    };
    const soon = async () => {
      const coming = come();
      await pass(2_000);
      return Promise.race([coming, "still waiting"]);
    };
    expect(await soon()).toMatch("does not answer");
    return { one, soon };
  }

  test("is heard with the first question that it answers", async () => {
    const { one, soon } = await silentToOne();
    one.isReached = true;
    expect(await soon()).toBe("done");
  });

  test("is not heard because the other one hears it: nobody waits for it", async () => {
    const { soon } = await silentToOne();
    for (let time = 0; time < 4; time++) expect(await soon()).toBe("The room is silent");
  });
});

test("whoever has seen something of the shop tells the room itself", async () => {
  const { state, gateway } = dataCentre();
  await seenBy(gateway());
  const other = gateway();
  other("launch")
    .watch.ask(100)
    .answered(new Response(null, { status: 500 }));
  await seenBy(other);
  expect(state.asked).toBe(2);
});
