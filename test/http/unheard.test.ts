import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { RoomCall } from "../../src/domain/calls.ts";
import type { RoomEnv } from "../../src/env.ts";
import { createRooms } from "../../src/http/rooms.ts";
import { createUnheard } from "../../src/http/unheard.ts";
import { waiting } from "./waiting.ts";

const word = (number: number): RoomCall => ({
  kind: "end",
  epoch: 1,
  line: "general",
  number,
  reason: "complete",
  units: 1,
});

const words = (count: number, from = 1): readonly RoomCall[] =>
  Array.from({ length: count }, (_, index) => word(from + index));

/** Says all that is kept, as long as there is something. */
async function heardBy({ say }: ReturnType<typeof createUnheard>): Promise<readonly RoomCall[]> {
  const heard: RoomCall[] = [];
  for (let before = -1; before < heard.length; ) {
    before = heard.length;
    await say(async (said) => heard.push(...said));
  }
  return heard;
}

describe("words that the room has not heard", () => {
  test("are said once, in their order", async () => {
    const unheard = createUnheard();
    for (const each of words(1_200)) unheard.keep(each);
    expect(await heardBy(unheard)).toEqual(words(1_200));
    expect(await heardBy(unheard)).toEqual([]);
  });

  test("are said by one, however many find at the same time that the room answers", async () => {
    const unheard = createUnheard();
    unheard.keep(word(1));
    const heard = await Promise.all([heardBy(unheard), heardBy(unheard), heardBy(unheard)]);
    expect(heard.flat()).toEqual([word(1)]);
  });

  test("are kept when they could not be said, but not said for ever to a room that cannot bear them", async () => {
    const unheard = createUnheard();
    unheard.keep(word(1));
    let tries = 0;
    for (let time = 1; time <= 10; time++) {
      await unheard.say(async () => {
        tries += 1;
        throw new Error("the room cannot bear it");
      });
    }
    expect(tries).toBe(5);
    expect(await heardBy(unheard)).toEqual([]);
  });

  test("are ten thousand at most: the oldest is forgotten", async () => {
    const unheard = createUnheard();
    for (const each of words(10_002)) unheard.keep(each);
    expect(await heardBy(unheard)).toEqual(words(10_000, 3));
  });
});

/** A room that is there or not, and remembers what it heard. */
function moodyRoom() {
  const room = { isThere: true, heard: [] as RoomCall[] };
  const answer = async (calls: readonly RoomCall[] = []) => {
    if (!room.isThere) throw new Error("Network connection lost.");
    room.heard.push(...calls);
    return { answers: calls.map(() => ({ kind: "done" })), snapshot: {} };
  };
  const stub = { take: answer, snapshot: () => answer() };
  const env = { WAITING_ROOM: { getByName: () => stub } } as unknown as RoomEnv;
  return { room, client: createRooms(env)("default") };
}

async function tell(client: ReturnType<typeof moodyRoom>["client"], call: RoomCall): Promise<void> {
  client.tell(call, waiting().ctx);
  await vi.advanceTimersByTimeAsync(0);
}

describe("a room client that is to tell its room something", () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  test("tells it at once when the room answers", async () => {
    const { room, client } = moodyRoom();
    await tell(client, word(1));
    expect(room.heard).toEqual([word(1)]);
  });

  test.each([
    ["second, though nobody asks anything,", () => vi.advanceTimersByTimeAsync(1_000)],
    ["snapshot", (client) => client.snapshot.get(waiting().ctx)],
    ["call", (client) => client.ask({ kind: "pass", line: "general", passId: "a" }, waiting().ctx)],
  ] satisfies [string, (client: ReturnType<typeof moodyRoom>["client"]) => Promise<unknown>][])(
    "tells it with the next %s when the room was away",
    async (_, touch) => {
      const { room, client } = moodyRoom();
      room.isThere = false;
      for (const each of words(3)) await tell(client, each);
      room.isThere = true;
      await touch(client);
      expect(room.heard.filter(({ kind }) => kind === "end")).toEqual(words(3));
    },
  );
});
