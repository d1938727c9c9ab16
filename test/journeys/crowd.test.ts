import { setTimeout as pause } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { mostWithin } from "../../src/cli/rush/judge/windows.ts";
import { openRoom } from "../support/protected-room.ts";
import { goIn } from "../support/punctual-visitor.ts";
import { type Stack, startStack } from "../support/stack.ts";
import { claimsOf, slotOf, type Visitor, visitors } from "../support/visitor.ts";

let stack: Stack;
beforeAll(async () => {
  stack = await startStack();
});
afterAll(() => stack.stop());

/** So often asks whoever is near the front. */
const nearTheFrontMs = 2_000;

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
      const told = await visitor.join();
      if (index % 2 === 1) going.push(goIn(visitor, { askedAt, told }));
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
    // Twenty at two a second are ten seconds: the others cost seconds, not their slots. A busy machine may cost more.
    const late = went.reduce((sum, { lateMs }) => sum + lateMs, 0);
    expect(Math.max(...slots) - Math.min(...slots)).toBeLessThan(20_000 + late);

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
    let isChanged = false;
    /** @returns how long they waited after the change, as told; what the machine takes besides is its own affair */
    const shops = async (visitor: Visitor): Promise<number> => {
      let waitedMs = 0;
      let status = await visitor.status();
      while (status.state !== "admitted") {
        const ms = Math.min(status.pollAfterMs ?? nearTheFrontMs, nearTheFrontMs);
        await pause(ms);
        if (isChanged) waitedMs += ms;
        status = status.state === "called" ? await visitor.knock() : await visitor.status();
      }
      await visitor.open("/");
      return waitedMs;
    };
    const shopping = crowd.map(shops);
    await pause(1_000);
    expect(await room.log()).toHaveLength(0);
    await room.change({ admissionsPerMinute: 6_000 });
    isChanged = true;
    expect(Math.min(...(await Promise.all(shopping)))).toBeLessThan(5_000);
    expect(await room.log()).toHaveLength(20);
  });
});
