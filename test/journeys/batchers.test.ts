import { setTimeout as pause } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { newTokenId } from "../../src/tokens/claims.ts";
import { manage, openRoom, type ProtectedRoom } from "../support/protected-room.ts";
import { type Stack, startStack } from "../support/stack.ts";
import { claimsOf, type Visitor, visit } from "../support/visitor.ts";

let stack: Stack;
beforeAll(async () => {
  stack = await startStack();
});
afterAll(() => stack.stop());

const warningsIn = async (room: ProtectedRoom): Promise<readonly string[]> => {
  const answer = await manage(stack, "GET", `rooms/${room.name}`);
  return answer.json<{ readonly warnings: readonly string[] }>().warnings;
};

const reset = (room: ProtectedRoom) => manage(stack, "POST", `rooms/${room.name}/reset`);

describe("a room with batchers", () => {
  it("begins to use them with the next epoch, and says until then that it does not", async () => {
    const room = await openRoom(stack, { queue: "always", batchers: 16 });
    expect(await warningsIn(room)).toContainEqual(expect.stringMatching(/^batchers is fixed/));
    await visit(room).join();
    await reset(room);
    expect(await warningsIn(room)).not.toContainEqual(expect.stringMatching(/^batchers/));
    expect(await room.change({ batchers: 7 as never })).toMatchObject({ status: 422 });

    const visitor = visit(room);
    await visitor.join("/checkout");
    await visitor.enter();
    expect((await visitor.open("/")).status).toBe(200);
    expect((await room.log()).map(({ assertion }) => assertion)).toMatchObject([
      { epoch: 2, number: 1 },
    ]);
  });

  it("gives thousands their numbers, each once, and each key the same, through a SIGKILL in the middle", async () => {
    const room = await openRoom(stack, {
      queue: "always",
      admissionsPerMinute: 0,
      batchers: 16,
    });
    await reset(room);
    const crowd = new Map(Array.from({ length: 2_000 }, () => [newTokenId(), 0]));
    const keys = [...crowd.keys()];
    let acknowledged = 0;
    let failures = 0;
    const restarted = Promise.withResolvers<void>();

    async function joinUntilHeard(key: string): Promise<void> {
      for (;;) {
        const visitor = visit(room);
        try {
          await visitor.join("/", key);
          const { number } = claimsOf(visitor.tokens.ticket);
          const before = crowd.get(key);
          // Whoever was told a number is told no other.
          if (before) expect(number).toBe(before);
          crowd.set(key, number);
          acknowledged++;
          return;
        } catch (error) {
          if (error instanceof Error && error.name === "AssertionError") throw error;
          failures++;
          // As a page does, which is told to ask again later.
          await restarted.promise;
        }
      }
    }
    const everybody = inCrowdsOf(200, keys, joinUntilHeard);
    while (acknowledged < 700) await pause(5);
    await stack.workerd.kill("SIGKILL");
    await stack.workerd.restart();
    restarted.resolve();
    await everybody;
    // It did happen in the middle of things.
    expect(failures).toBeGreaterThan(0);

    expect(new Set(crowd.values()).size).toBe(2_000);
    expect(Math.min(...crowd.values())).toBeGreaterThan(0);
    await inCrowdsOf(200, keys.slice(0, 500), joinUntilHeard);
    const { totals, epoch } = await room.live();
    expect(epoch).toBe(2);
    // Numbers that were lost with the process are no-shows: a few hundred at most were under way.
    expect(totals.joined).toBeGreaterThanOrEqual(2_000);
    expect(totals.joined).toBeLessThanOrEqual(2_000 + failures);
    expect(Math.max(...crowd.values())).toBeLessThanOrEqual(totals.joined);
  });
});

describe("a room with admission shards", () => {
  it("lets a crowd in, each once whoever else has their ticket, and goes on without shards when told to", async () => {
    const room = await openRoom(stack, {
      queue: "always",
      admissionsPerMinute: 6_000,
      admissionShards: 4,
    });
    expect(await room.change({ admissionShards: 3 as never })).toMatchObject({ status: 422 });
    const crowd = Array.from({ length: 40 }, () => visit(room));
    for (const visitor of crowd) await visitor.join();
    const clones = crowd.map(({ tokens }) => visit(room, { tokens }));
    const entering = Promise.all([...crowd, ...clones].map((visitor) => visitor.enter()));
    await expect.poll(async () => (await room.live()).inside).toBeGreaterThan(0);
    await room.change({ admissionShards: 0 });
    await entering;

    const passIdOf = (visitor: Visitor) => claimsOf(visitor.tokens.pass).jti;
    expect(clones.map(passIdOf)).toEqual(crowd.map(passIdOf));
    for (const visitor of crowd) expect((await visitor.open("/")).status).toBe(200);
    expect(await room.admissionsAtShop()).toHaveLength(40);
    expect((await room.live()).totals).toMatchObject({ joined: 40, admitted: 40 });
  });
});

/** So many at a time, until all have had their turn. */
async function inCrowdsOf(
  size: number,
  keys: readonly string[],
  each: (key: string) => Promise<void>,
): Promise<void> {
  const left = [...keys];
  const one = async () => {
    for (let key = left.pop(); key !== undefined; key = left.pop()) await each(key);
  };
  await Promise.all(Array.from({ length: size }, one));
}
