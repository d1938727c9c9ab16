import { setTimeout as pause } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openRoom, type ProtectedRoom } from "../support/protected-room.ts";
import { type Stack, startStack } from "../support/stack.ts";
import { claimsOf, html, json, type Visitor, visit, visitors } from "../support/visitor.ts";

let stack: Stack;
beforeAll(async () => {
  stack = await startStack();
});
afterAll(() => stack.stop());

const lineOnly = { queue: "always", admissionsPerMinute: 6_000 } as const;
const endOf = ({ tokens }: Visitor, pass = tokens.pass): number => claimsOf(pass).exp * 1_000;

const nobodyEnters = { queue: "always", admissionsPerMinute: 0 } as const;

/** Somebody inside, and a line in which whoever comes after them must wait. */
async function oneInside(room: ProtectedRoom) {
  const visitor = visit(room);
  await visitor.join();
  await visitor.enter();
  await room.change(nobodyEnters);
  return visitor;
}

describe.concurrent("the life of a visitor", () => {
  it("passes at once while nobody waits and there is room", async () => {
    const visitor = visit(await openRoom(stack));
    const answer = await visitor.open("/checkout?colour=green");
    expect(answer.status).toBe(200);
    expect(visitor.tokens.pass).toMatch(/^ey/);
    expect(answer.text()).toContain("Checkout");
  });

  it.each(["cookies", "headers"] as const)(
    "waits, is called, enters and comes back to the page first asked for, with tokens in %s",
    async (keepsIn) => {
      const room = await openRoom(stack, lineOnly);
      const visitor = visit(room, { keepsIn });
      const page = await visitor.open("/checkout?colour=green");
      expect(page.setCookies).toEqual([]);
      expect(page.text()).toContain("/.stanchion/join");

      await visitor.join("/checkout?colour=green");
      expect(visitor.tokens.ticket).toMatch(/^ey/);
      const { location } = await visitor.enter();
      expect(location).toBe(`http://${room.host}/checkout?colour=green`);
      expect((await visitor.open("/checkout?colour=green")).text()).toContain("Checkout");
      expect(await room.log()).toMatchObject([
        { url: "/checkout?colour=green", assertionHeaders: 1 },
      ]);
    },
  );

  it("joins once: with the same ticket, and with the same key", async () => {
    const room = await openRoom(stack, nobodyEnters);
    const tabs = visitors(room, 50);
    await Promise.all(tabs.map((tab) => tab.join("/", "a-key-of-this-page-42")));
    const tickets = new Set(tabs.map(({ tokens }) => tokens.ticket));
    expect(tickets.size).toBe(1);
    const [again] = tabs;
    await again?.join();
    expect(tickets).toContain(again?.tokens.ticket);
    expect((await room.live()).totals.joined).toBe(1);
  });

  it("gives one admission and one pass to a ticket that enters on 50 connections at once", async () => {
    const room = await openRoom(stack, lineOnly);
    const visitor = visit(room);
    await visitor.join();
    const { tokens } = visitor;
    const copies = Array.from({ length: 50 }, () => visit(room, { tokens }));
    const passes = new Set((await Promise.all(copies.map((copy) => copy.enter()))).map(passIn));
    expect(passes.size).toBe(1);
    expect([...passes][0]).toMatch(/^ey/);
    expect((await room.live()).totals.admitted).toBe(1);
    expect(passes).toContain(passIn(await visitor.knock()));
  });

  it("frees the slot when the shop says that the order is complete", async () => {
    const room = await openRoom(stack, lineOnly);
    const visitor = await oneInside(room);
    expect((await visitor.order("Ada")).status).toBeLessThan(400);
    await expect.poll(async () => (await room.live()).inside).toBe(0);
    // The page with the order's number still shows its pictures.
    expect((await visitor.open("/")).status).toBe(200);
    expect(await room.admissionsAtShop()).toHaveLength(1);
  });

  it("frees the slot when somebody leaves, and the place when they were waiting", async () => {
    const room = await openRoom(stack, lineOnly);
    const inside = await oneInside(room);
    expect((await room.live()).inside).toBe(1);
    expect((await inside.leave()).status).toBe(204);
    expect((await room.live()).inside).toBe(0);

    const waiting = visit(room);
    await waiting.join();
    const { tokens } = waiting;
    expect((await room.live()).waiting).toBe(1);
    expect((await waiting.leave()).status).toBe(204);
    expect((await room.live()).waiting).toBe(0);
    await room.change({ admissionsPerMinute: 6_000 });
    await pause(1_500);
    const late = await visit(room, { tokens }).call("POST", "/.stanchion/enter");
    expect([late.status, late.problem()]).toEqual([401, "unknown-place"]);
  });

  it("keeps its place while the room is paused, and goes on from it afterwards", async () => {
    const room = await openRoom(stack, { ...lineOnly, state: "paused" });
    const visitor = visit(room);
    const { position } = await visitor.join();
    expect(await visitor.status()).toMatchObject({ state: "paused", position, waitSeconds: null });
    expect((await visitor.knock()).state).toBe("paused");
    await room.change({ state: "open" });
    expect((await visitor.enter()).state).toBe("admitted");
  });

  it.each([
    ["closed", "closed"],
    ["sold-out", "sold-out"],
    ["draining", "full"],
  ] as const)("cannot join a room that is %s, and is told so", async (state, told) => {
    const visitor = visit(await openRoom(stack, { ...lineOnly, state }));
    expect((await visitor.join()).state).toBe(told);
    expect(visitor.tokens).toEqual({});
  });

  it("stays inside as long as there is activity, and not much longer", async () => {
    // A session of six seconds, renewed after three.
    const room = await openRoom(stack, { ...lineOnly, sessionMinutes: 0.1 });
    const visitor = await oneInside(room);
    const first = visitor.tokens.pass;
    let looks = 0;
    while (Date.now() < endOf(visitor, first) + 1_000) {
      expect((await visitor.open("/")).text()).toContain("in stock");
      looks++;
      await pause(200);
    }
    expect(visitor.tokens.pass).not.toBe(first);
    await pause(endOf(visitor) - Date.now() + 100);
    expect((await visitor.call("GET", "/")).status).toBe(503);
    expect(await room.log()).toHaveLength(looks);
  });

  it("ends after its minutes when sessions are fixed", async () => {
    const room = await openRoom(stack, {
      ...lineOnly,
      sessionMinutes: 0.2,
      sessionRenewal: "fixed",
    });
    const visitor = await oneInside(room);
    // After its half, when others are renewed.
    await pause(endOf(visitor) - Date.now() - 5_900);
    const answer = await visitor.open("/", html);
    expect([answer.status, answer.setCookies]).toEqual([200, []]);
    await pause(endOf(visitor) - Date.now() + 100);
    expect((await visitor.open("/", json)).status).toBe(503);
  });
});

const passIn = (status: object): unknown => ("pass" in status ? status.pass : undefined);
