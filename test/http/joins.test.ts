import { describe, expect, test } from "vitest";
import type { JoinCall, RoomAnswer } from "../../src/domain/calls.ts";
import { nothingSeen, type OriginSight } from "../../src/domain/origin-sight.ts";
import type { Batching, RoomSnapshot } from "../../src/domain/snapshot.ts";
import type { BatcherAddress } from "../../src/domain/ticket-batcher.ts";
import type { RoomEnv } from "../../src/env.ts";
import { createJoins } from "../../src/http/joins.ts";
import { batcherOf } from "../../src/http/which-batcher.ts";
import { newTokenId } from "../../src/tokens/claims.ts";
import { waiting } from "./waiting.ts";

const key = "00112233445566778899aabbccddeeff";

/** What a gateway knows of the room; no more of it matters here. */
const snapshotOf = (epoch: number, batching: Batching | null) =>
  ({ epoch, batching }) as RoomSnapshot;

const of16 = snapshotOf(2, { batchers: 16, key });

const join = (subject: string | null = null): JoinCall => ({
  kind: "join",
  line: "general",
  key: newTokenId(),
  ticketId: newTokenId(),
  passId: newTokenId(),
  invitation: subject === null ? null : { subject, wave: null },
});

const done: RoomAnswer = { kind: "done" };
const voided: RoomAnswer = { kind: "void" };

/**
 * A room that is now as `truth` says, and a gateway that believes `known`. Objects answer with the truth; what
 * does not come by its way is void.
 */
function roomOf(truth: RoomSnapshot, known = truth) {
  let current = known;
  const asked: { readonly name: string; readonly address: BatcherAddress }[] = [];
  const sights: (OriginSight | undefined)[] = [];
  let straightCalls = 0;
  const batchers = {
    getByName: (name: string) => ({
      async join(calls: readonly JoinCall[], address: BatcherAddress, seen?: OriginSight) {
        asked.push({ name, address });
        sights.push(seen);
        const isRight = truth.batching !== null && address.epoch === truth.epoch;
        return { answers: calls.map(() => (isRight ? done : voided)), snapshot: truth };
      },
    }),
  };
  const ask = createJoins({
    room: "launch",
    // The one method that the gateway calls.
    batchers: batchers as unknown as RoomEnv["TICKET_BATCHER"],
    snapshot: {
      peek: () => current,
      get: async () => current,
      offer: (snapshot) => {
        current = snapshot;
      },
    },
    telling: (call) => call({ ...nothingSeen, asked: 1 }),
    async straight() {
      straightCalls++;
      current = truth;
      return truth.batching === null ? done : voided;
    },
    clock: () => Date.now(),
  });
  return {
    asked,
    sights,
    get straightCalls() {
      return straightCalls;
    },
    join: (call: JoinCall) => ask(call, waiting().ctx),
  };
}

describe("a join", () => {
  test("goes to the room itself where there are no batchers", async () => {
    const room = roomOf(snapshotOf(1, null));
    expect(await room.join(join())).toEqual(done);
    expect(room).toMatchObject({ straightCalls: 1, asked: [] });
  });

  test("goes to the same batcher whenever its key is the same, and never past it", async () => {
    const [one, other] = [roomOf(of16), roomOf(of16)];
    const calls = Array.from({ length: 50 }, () => join());
    for (const call of calls) {
      await one.join(call);
      await other.join({ ...call, ticketId: newTokenId() });
    }
    expect(one.asked.map(({ name }) => name)).toEqual(other.asked.map(({ name }) => name));
    expect(one.straightCalls).toBe(0);
    expect(one.asked[0]?.address).toMatchObject({ room: "launch", epoch: 2, batchers: 16 });
    for (const { name, address } of one.asked) expect(name).toBe(`launch/${address.batcher}`);
  });

  test("of an invited customer goes to the same batcher from any device", async () => {
    const room = roomOf(of16);
    for (let device = 0; device < 10; device++) await room.join(join("customer 1"));
    expect(new Set(room.asked.map(({ name }) => name)).size).toBe(1);
  });

  test("finds its batcher by a key of the epoch, which nobody can foretell", async () => {
    const rooms = [of16, snapshotOf(2, { batchers: 16, key: "ff".repeat(16) })].map((truth) =>
      roomOf(truth),
    );
    const calls = Array.from({ length: 50 }, () => join());
    for (const room of rooms) for (const call of calls) await room.join(call);
    const [one, other] = rooms.map(({ asked }) => asked.map(({ name }) => name).join());
    expect(one).not.toBe(other);
  });

  test.each([16, 32, 128])("is about as likely to go to each of %i batchers", (batchers) => {
    const counts: number[] = Array(batchers).fill(0);
    for (let index = 0; index < 64 * batchers; index++) {
      const which = batcherOf({ ...join(), key: `key-${index}` }, { batchers, key });
      counts[which] = (counts[which] ?? 0) + 1;
    }
    expect(counts).toHaveLength(batchers);
    expect(Math.min(...counts)).toBeGreaterThan(24);
    expect(Math.max(...counts)).toBeLessThan(108);
  });

  test.each<readonly [string, RoomSnapshot, RoomSnapshot]>([
    ["that has batchers now", of16, snapshotOf(1, null)],
    ["that has none any more", snapshotOf(2, null), snapshotOf(1, { batchers: 16, key })],
    ["with others than before", of16, snapshotOf(1, { batchers: 32, key })],
  ])("by the way of the epoch before goes once more, in a room %s", async (_, truth, known) => {
    const room = roomOf(truth, known);
    expect(await room.join(join())).toEqual(done);
    expect(room.straightCalls + room.asked.length).toBe(2);
  });

  test("that finds no way is void in the end", async () => {
    const lost = createJoinsThatNeverFind();
    expect(await lost.join(join())).toEqual(voided);
    expect(lost.ways()).toBe(3);
  });

  test("takes along what the gateway saw of the shop", async () => {
    const room = roomOf(of16);
    await room.join(join());
    expect(room.sights).toEqual([{ ...nothingSeen, asked: 1 }]);
  });
});

function createJoinsThatNeverFind() {
  let ways = 0;
  const known = snapshotOf(1, null);
  const ask = createJoins({
    room: "launch",
    batchers: {} as RoomEnv["TICKET_BATCHER"],
    snapshot: { peek: () => known, get: async () => known, offer: () => undefined },
    telling: (call) => call(undefined),
    async straight() {
      ways++;
      return voided;
    },
    clock: () => Date.now(),
  });
  return { join: (call: JoinCall) => ask(call, waiting().ctx), ways: () => ways };
}
