import { setTimeout as pause } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { mostWithin } from "../../src/cli/rush/judge/windows.ts";
import type { VisitorStatus } from "../../src/protocol.ts";
import { openRoom } from "../support/protected-room.ts";
import { type Stack, startStack } from "../support/stack.ts";
import { claimsOf, slotOf, type Visitor, visitors } from "../support/visitor.ts";

let stack: Stack;
beforeAll(async () => {
  stack = await startStack();
});
afterAll(() => stack.stop());

/** Who is later than this, by the network's fault or a busy machine's, may count as away: after half a second. */
const punctualMs = 400;
/** A poll is answered from a room as it was a second ago at most, which the room reckons with. */
const snapshotAgeMs = 1_000;

/**
 * Asks exactly as told from the join until let in, and looks at the shop.
 * @returns whether each question and its answer were in time
 */
async function goIn(
  visitor: Visitor,
  { askedAt, joined }: { askedAt: number; readonly joined: VisitorStatus },
): Promise<{ readonly slot: number; readonly wasPunctual: boolean }> {
  let wasPunctual = true;
  let status = joined;
  while (status.state !== "admitted") {
    const { state, pollAfterMs, asOf } = status;
    const dueAt = askedAt + (pollAfterMs ?? 1_000);
    const staleMs = Math.max(0, Date.now() - Date.parse(asOf) - snapshotAgeMs);
    await pause(pollAfterMs ?? 1_000);
    askedAt = Date.now();
    status = state === "called" ? await visitor.knock() : await visitor.status();
    const isIn = status.state === "admitted";
    if (state === "waiting" && status.state === "called") status = await visitor.knock();
    // Whoever is let in was waited for, however long the answer took.
    wasPunctual &&= (isIn ? askedAt : Date.now()) - dueAt + staleMs < punctualMs;
  }
  await visitor.open("/");
  return { wasPunctual, slot: slotOf(visitor.tokens.pass) };
}

describe.concurrent("a crowd", () => {
  it("of 200 newcomers at the same instant fills a capacity of 20 with exactly 20", async () => {
    const room = await openRoom(stack, { admissionsPerMinute: 6_000, capacity: 20 });
    await Promise.all(
      visitors(room, 200).map(async (visitor) => {
        await visitor.open("/");
        if (visitor.tokens.pass === undefined) await visitor.join();
        for (let attempt = 0; attempt < 4 && visitor.tokens.pass === undefined; attempt += 1) {
          await pause(800);
          await visitor.knock();
        }
        if (visitor.tokens.pass !== undefined) await visitor.open("/");
      }),
    );
    expect(await room.admissionsAtShop()).toHaveLength(20);
    expect(await room.live()).toMatchObject({ inside: 20, capacity: 20 });
  });

  it("enters in the order of its tickets, at the rate, whoever left", async () => {
    // Two a second; of 40 every second one closes the tab at once.
    const room = await openRoom(stack, { queue: "always", admissionsPerMinute: 120 });
    const crowd = visitors(room, 40);
    const going = [];
    for (const [index, visitor] of crowd.entries()) {
      const askedAt = Date.now();
      const joined = await visitor.join();
      if (index % 2 === 1) going.push(goIn(visitor, { askedAt, joined }));
    }
    const present = crowd.filter((_, index) => index % 2 === 1);
    const went = await Promise.all(going);
    const slots = went.map(({ slot }) => slot);
    // Two begin in any second and two more at once: the burst. To the millisecond, whoever is watching.
    for (const seconds of [0.5, 1, 3, 10]) {
      expect(mostWithin(slots, seconds * 1_000 - 1)).toBeLessThanOrEqual(2 * seconds + 2);
    }
    // Whoever asked when told to was passed by nobody.
    const passed = went.filter(
      ({ slot, wasPunctual }, index) =>
        wasPunctual && slots.slice(index).some((other) => other < slot),
    );
    expect(passed).toEqual([]);
    // Twenty at two a second are ten seconds: the others cost seconds, not their slots.
    expect(Math.max(...slots) - Math.min(...slots)).toBeLessThan(20_000);

    const log = await room.log();
    expect(log).toHaveLength(20);
    // Nobody is at the shop before their pass counts.
    const slotByPass = new Map(
      present.map(({ tokens }) => [claimsOf(tokens.pass).jti, slotOf(tokens.pass)]),
    );
    for (const { at, assertion } of log) {
      expect(at).toBeGreaterThanOrEqual(slotByPass.get(assertion?.pass ?? "") ?? Number.NaN);
    }
  });

  it("sees a change of the rate within five seconds, in the shop's own log", async () => {
    const room = await openRoom(stack, { queue: "always", admissionsPerMinute: 0 });
    const crowd = visitors(room, 20);
    for (const visitor of crowd) await visitor.join();
    const shopping = crowd.map(async (visitor) => {
      await visitor.enter();
      await visitor.open("/");
    });
    await pause(1_000);
    expect(await room.log()).toHaveLength(0);
    const changedAt = Date.now();
    await room.change({ admissionsPerMinute: 6_000 });
    await Promise.all(shopping);
    const [first] = await room.log();
    expect((first?.at ?? Number.POSITIVE_INFINITY) - changedAt).toBeLessThan(5_000);
  });
});
