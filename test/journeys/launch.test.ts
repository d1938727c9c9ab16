import { setTimeout as pause } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { manage, openRoom, type ProtectedRoom } from "../support/protected-room.ts";
import { type Stack, startStack } from "../support/stack.ts";
import { slotOf, type Visitor, visit, visitors } from "../support/visitor.ts";

const inFuture = (ms: number) => new Date(Date.now() + ms).toISOString();

let stack: Stack;
beforeAll(async () => {
  stack = await startStack({ stock: 100 });
});
afterAll(() => stack?.stop());

describe("a room with three units to sell, one for each order", () => {
  let room: ProtectedRoom;
  let inOrder: readonly Visitor[];
  beforeAll(async () => {
    room = await openRoom(stack, {
      queue: "always",
      stock: { units: 1_000, perOrder: 1 },
      admissionsPerMinute: 600,
      state: "paused",
    });
    inOrder = visitors(room, 40);
    for (const visitor of inOrder) await visitor.join();
  });

  test("tells those in line what is left, and how likely it is that it reaches them", async () => {
    const last = inOrder.at(-1);
    expect((await last?.status())?.stock).toEqual({ left: 1_000, chance: 1 });
    await room.change({ stock: { units: 3, perOrder: 1 } });
    await expect.poll(async () => (await last?.status())?.stock?.left).toBe(3);
    const told = await last?.status();
    expect(told?.stock?.chance).toBeLessThan(0.5);
    expect(told?.stock?.chance).toBeGreaterThan(0);
  });

  test("lets in as many as there are orders left, and the next when one ends without an order", async () => {
    await room.change({ state: "open" });
    const [first, second, third, fourth] = inOrder;
    await expect.poll(async () => (await first?.status())?.state).not.toBe("paused");
    for (const visitor of [first, second, third]) await visitor?.enter();
    for (let knock = 0; knock < 3; knock++) {
      expect((await fourth?.knock())?.state).not.toBe("admitted");
      await pause(700);
    }
    expect(await room.live()).toMatchObject({ inside: 3, stock: { left: 3, spokenFor: 3 } });

    await first?.leave();
    expect((await fourth?.enter())?.state).toBe("admitted");
    for (const visitor of [second, third]) await visitor?.order("somebody");
    await expect
      .poll(() => room.live())
      .toMatchObject({ stock: { left: 1, sold: 2, spokenFor: 1 } });
  });

  test("is sold out with the last order, for everybody, and lets nobody in any more", async () => {
    const report = { order: "by telephone", units: 1 };
    for (let time = 0; time < 2; time++) {
      const path = `rooms/${room.name}/orders`;
      expect((await manage(stack, "POST", path, { body: report })).status).toBe(200);
    }
    expect(await room.live()).toMatchObject({
      access: "sold-out",
      stock: { left: 0, sold: 3 },
    });
    const [, , , , fifth] = inOrder;
    await expect.poll(async () => (await fifth?.status())?.state).toBe("sold-out");
    expect((await fifth?.knock())?.state).toBe("sold-out");
    expect((await visit(room).join()).state).toBe("sold-out");
  });

  test("opens again when the merchant finds more", async () => {
    await room.change({ stock: { units: 10, perOrder: 1 } });
    const [, , , , fifth] = inOrder;
    expect((await fifth?.enter())?.state).toBe("admitted");
  });
});

describe("a schedule", () => {
  test("lets nobody join before its time, then nobody in, then everybody, and nobody after the end", async () => {
    // Each instant is set to come soon only when all before it has been looked at.
    const soonMs = 1_500;
    const far = { preQueueAt: inFuture(30_000), opensAt: inFuture(60_000) };
    const closesAt = inFuture(3_600_000);
    const always = { timeZone: "Europe/London", admissionsPerMinute: 6_000 };
    const room = await openRoom(stack, { ...far, closesAt, ...always });
    const visitor = visit(room);
    const early = await visitor.join();
    expect(early).toMatchObject({ state: "not-open", timeZone: "Europe/London" });
    expect(early.ticket).toBeUndefined();
    expect(early.pollAfterMs).toBeLessThanOrEqual(32_100);
    expect((await visitor.open("/checkout/pay")).text()).toContain('data-state="not-open"');

    const preQueueAt = Date.now() + soonMs;
    const opensAt = inFuture(3_000_000);
    await room.change({ preQueueAt: new Date(preQueueAt).toISOString(), opensAt });
    const joined = async () => {
      const status = await visitor.join();
      return status.state === "not-open" ? null : status;
    };
    await expect.poll(joined).not.toBeNull();
    expect(Date.now()).toBeGreaterThanOrEqual(preQueueAt);
    expect(await visitor.join()).toMatchObject({ state: "pre-queue", position: 1, ahead: 0 });
    expect((await visitor.knock()).state).toBe("pre-queue");

    const opening = Date.now() + soonMs;
    await room.change({ opensAt: new Date(opening).toISOString() });
    await visitor.enter();
    expect(slotOf(visitor.tokens.pass)).toBeGreaterThanOrEqual(opening);
    await room.change({ closesAt: inFuture(soonMs) });
    await expect.poll(async () => (await visit(room).join()).state).toBe("closed");
    expect((await visitor.open("/")).text()).not.toContain("data-state");
    expect(await room.admissionsAtShop()).toHaveLength(1);
  });

  test("in the wrong order is refused, naming the field and what to do", async () => {
    const room = await openRoom(stack, { opensAt: "2026-11-27T15:00:00Z" });
    const answer = await room.change({ closesAt: "2026-11-27T14:00:00Z" });
    expect(answer.status).toBe(422);
    expect(answer.json()).toMatchObject({
      errors: [{ field: "closesAt", detail: expect.stringContaining("2026-11-27T15:00:00") }],
    });
  });
});
