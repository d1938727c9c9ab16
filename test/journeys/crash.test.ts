import { existsSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openRoom } from "../support/protected-room.ts";
import { sendRaw, statusOf } from "../support/raw-http.ts";
import { type Stack, startStack } from "../support/stack.ts";
import { html, type Visitor, visit, visitors } from "../support/visitor.ts";

let stack: Stack;
beforeAll(async () => {
  stack = await startStack({ stock: 412 });
});
afterAll(async () => {
  await stack.stop();
  expect(existsSync(stack.dataDir)).toBe(false);
});

const nobodyEnters = { queue: "always", admissionsPerMinute: 0 } as const;

const positionsOf = (waiting: readonly Visitor[]) =>
  Promise.all(waiting.map(async (visitor) => (await visitor.status()).position));

describe("a gateway whose workerd is killed", () => {
  it("lets somebody through while there is room, with the proof in the shop's log", async () => {
    const answer = await fetch(stack.gatewayUrl, { headers: html });
    expect(await answer.text()).toContain("412 in stock");
    expect(await stack.requestLog()).toMatchObject([
      {
        method: "GET",
        url: "/",
        host: new URL(stack.gatewayUrl).host,
        assertionHeaders: 1,
        assertion: { room: "default", epoch: 1, number: 1 },
      },
    ]);
    expect(await stack.orders()).toEqual([]);
  });

  it("keeps every place that was acknowledged, on the same port, and strangers out", async () => {
    const room = await openRoom(stack, nobodyEnters);
    const waiting = visitors(room, 20);
    for (const visitor of waiting) await visitor.join("/checkout");
    const { pid } = stack.workerd;
    await stack.workerd.kill("SIGKILL");
    await expect(fetch(stack.gatewayUrl)).rejects.toThrow();
    await stack.workerd.restart();
    expect(stack.workerd.pid).not.toBe(pid);

    expect(await positionsOf(waiting)).toEqual(waiting.map((_, index) => index + 1));
    expect(await visit(room).join()).toMatchObject({ position: waiting.length + 1 });

    const answer = await sendRaw({
      to: stack.gatewayUrl,
      bytes: `GET /checkout HTTP/1.1\r\nHost: ${room.host}\r\nConnection: close\r\n\r\n`,
    });
    expect(statusOf(answer)).toBe(503);
    expect(await room.log()).toEqual([]);
  });

  it("loses nothing and doubles nothing in mid-queue, and everybody orders once", async () => {
    const room = await openRoom(stack, { queue: "always" });
    const inside = visit(room);
    await inside.join();
    await inside.enter();
    await room.change(nobodyEnters);
    const waiting = visitors(room, 30);
    for (const visitor of waiting) await visitor.join();
    const before = await positionsOf(waiting);
    const newcomers = visitors(room, 50);
    const joining = Promise.allSettled(newcomers.map((visitor) => visitor.join()));
    await stack.workerd.kill("SIGKILL");
    await joining;
    const acknowledged = newcomers.filter(({ tokens }) => tokens.ticket !== undefined);
    await stack.workerd.restart();

    expect(await positionsOf(waiting)).toEqual(before);
    expect((await inside.open("/")).status).toBe(200);
    const everybody = [...waiting, ...acknowledged];
    await room.change({ admissionsPerMinute: 6_000 });
    await Promise.all(
      everybody.map(async (visitor, index) => {
        await visitor.enter();
        await visitor.order(`visitor ${index}`);
      }),
    );
    expect(await stack.orders()).toHaveLength(everybody.length);
    expect(await room.admissionsAtShop()).toHaveLength(everybody.length + 1);
    const numbers = (await room.log()).map(({ assertion }) => assertion?.number);
    expect(new Set(numbers).size).toBe(everybody.length + 1);
  });
});
