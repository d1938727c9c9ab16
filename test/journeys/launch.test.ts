import { setTimeout as pause } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { manage, openRoom, type ProtectedRoom } from "../support/protected-room.ts";
import { type Stack, startStack } from "../support/stack.ts";
import { type Visitor, visit, visitors } from "../support/visitor.ts";

/** A change has reached the gateway. */
const heard = () => pause(1_300);
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
    await heard();
    const told = await last?.status();
    expect(told?.stock?.left).toBe(3);
    expect(told?.stock?.chance).toBeLessThan(0.5);
    expect(told?.stock?.chance).toBeGreaterThan(0);
  });

  test("lets in as many as there are orders left, and the next when one ends without an order", async () => {
    await room.change({ state: "open" });
    await heard();
    const [first, second, third, fourth] = inOrder;
    for (const visitor of [first, second, third]) await visitor?.enter();
    for (let knock = 0; knock < 3; knock++) {
      expect((await fourth?.knock())?.state).not.toBe("admitted");
      await pause(700);
    }
    expect(await room.live()).toMatchObject({ inside: 3, stock: { left: 3, spokenFor: 3 } });

    await first?.leave();
    expect((await fourth?.enter(20_000))?.state).toBe("admitted");
    for (const visitor of [second, third]) await visitor?.order("somebody");
    await heard();
    expect(await room.live()).toMatchObject({ stock: { left: 1, sold: 2, spokenFor: 1 } });
  });

  test("is sold out with the last order, for everybody, and lets nobody in any more", async () => {
    const report = { order: "by telephone", units: 1 };
    for (let time = 0; time < 2; time++) {
      const path = `rooms/${room.name}/orders`;
      expect((await manage(stack, "POST", path, { body: report })).status).toBe(200);
    }
    await heard();
    expect(await room.live()).toMatchObject({
      access: "sold-out",
      stock: { left: 0, sold: 3 },
    });
    const [, , , , fifth] = inOrder;
    expect((await fifth?.status())?.state).toBe("sold-out");
    expect((await fifth?.knock())?.state).toBe("sold-out");
    expect((await visit(room).join()).state).toBe("sold-out");
  });

  test("opens again when the merchant finds more", async () => {
    await room.change({ stock: { units: 10, perOrder: 1 } });
    await heard();
    const [, , , , fifth] = inOrder;
    expect((await fifth?.enter())?.state).toBe("admitted");
  });
});

describe("a schedule", () => {
  test("lets nobody join before its time, then nobody in, then everybody, and nobody after the end", async () => {
    const begun = Date.now();
    const at = (ms: number) => pause(Math.max(0, begun + ms - Date.now()));
    const room = await openRoom(stack, {
      preQueueAt: inFuture(2_500),
      opensAt: inFuture(6_500),
      closesAt: inFuture(10_500),
      timeZone: "Europe/London",
      admissionsPerMinute: 6_000,
    });
    const visitor = visit(room);
    const early = await visitor.join();
    expect(early).toMatchObject({ state: "not-open", timeZone: "Europe/London" });
    expect(early.ticket).toBeUndefined();
    expect(early.pollAfterMs).toBeLessThanOrEqual(4_600);
    expect((await visitor.open("/checkout/pay")).text()).toContain('data-state="not-open"');

    await at(3_800);
    expect(await visitor.join()).toMatchObject({ state: "pre-queue", position: 1, ahead: 0 });
    expect((await visitor.knock()).state).toBe("pre-queue");

    await at(6_500);
    await visitor.enter();
    await at(11_800);
    expect((await visit(room).join()).state).toBe("closed");
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
