import { setTimeout as pause } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { breakable } from "../support/broken-room.ts";
import { openRoom } from "../support/protected-room.ts";
import { type ScriptedShop, startScriptedShop } from "../support/scripted-shop.ts";
import { type Stack, startStack } from "../support/stack.ts";
import { html, type Visitor, visit, visitors } from "../support/visitor.ts";

let stack: Stack;
let ownShop: ScriptedShop;
beforeAll(async () => {
  ownShop = await startScriptedShop();
  stack = await startStack();
});
afterAll(async () => {
  await stack.stop();
  await ownShop.close();
});

const positionsOf = (waiting: readonly Visitor[]) =>
  Promise.all(waiting.map(async (visitor) => (await visitor.status()).position));

const isAtShop = (text: string): boolean => text !== "" && !text.includes("data-state");

describe.concurrent("a room whose object fails while its gateway runs on", () => {
  test.for([
    ["was taken over by another process", "takeOver"],
    ["can be read, and written no more", "refuseWrites"],
    ["waits for a lock that nobody lets go", "lock"],
  ] as const)(
    "keeps what it promised, lets nobody in, and goes on once it is well: it %s",
    async ([, how], { expect }) => {
      const room = await openRoom(stack, { queue: "always", admissionsPerMinute: 6_000 });
      const inside = visitors(room, 2);
      for (const visitor of inside) {
        await visitor.join();
        await visitor.enter();
      }
      await room.change({ admissionsPerMinute: 0 });
      const waiting = visitors(room, 4);
      for (const visitor of waiting) await visitor.join();
      const promised = await positionsOf(waiting);

      const heal = breakable(room, stack)[how]();
      const atShop = (await room.log()).length;
      for (let time = 0; time < 3; time++) {
        for (const visitor of inside) {
          expect(isAtShop((await visitor.open("/")).text())).toBe(true);
        }
        expect(await positionsOf(waiting)).toEqual(promised);
        expect((await waiting[0]?.open("/"))?.text()).toContain('data-state="waiting"');
        const joined = await visit(room).call("POST", "/.stanchion/join", {});
        expect([joined.status, joined.problem()]).toEqual([503, "room-unreachable"]);
        expect(joined.header("retry-after")).toMatch(/^\d+$/);
        const stranger = await visit(room).open("/checkout");
        expect([isAtShop(stranger.text()), stranger.setCookies]).toEqual([false, []]);
        const entered = await waiting[0]?.call("POST", "/.stanchion/enter");
        // Where nothing has to be written, they may be told once more that it is not their turn.
        expect([200, 503]).toContain(entered?.status);
        expect(entered?.setCookies).toEqual([]);
      }
      expect((await inside[0]?.order("Ada"))?.status).toBe(200);
      expect(await room.log()).toHaveLength(atShop + 3 * inside.length + 1);

      heal();
      const late = visit(room);
      await expect
        .poll(async () => (await late.call("POST", "/.stanchion/join", {})).status)
        .toBe(200);
      expect(await positionsOf(waiting)).toEqual(promised);
      await room.change({ admissionsPerMinute: 6_000 });
      await Promise.all([...waiting, late].map((visitor) => visitor.enter()));
      expect((await room.live()).totals.admitted).toBe(inside.length + waiting.length + 1);
    },
  );

  test("lets as many trickle in as its merchant said, and says so for each of them", async ({
    expect,
  }) => {
    const everyMs = 400;
    const room = await openRoom(stack, {
      admissionsPerMinute: 6_000_000,
      onUnavailable: { tricklePerMinute: 60_000 / everyMs },
    });
    expect(isAtShop((await visit(room).open("/")).text())).toBe(true);
    const heal = breakable(room, stack).takeOver();
    const before = (await room.admissionsAtShop()).length;
    const begun = performance.now();
    const guests: Visitor[] = [];
    while (guests.length < 5) {
      const strangers = visitors(room, 4);
      for (const stranger of strangers) {
        if (isAtShop((await stranger.open("/")).text())) guests.push(stranger);
      }
      await pause(20);
    }
    const most = Math.floor((performance.now() - begun) / everyMs) + 1;
    expect(guests.length).toBeLessThanOrEqual(most);
    expect(await room.admissionsAtShop()).toHaveLength(before + guests.length);
    const said = () =>
      stack.workerdLines.filter((line) => line.includes(`"${room.name}" does not answer`));
    await expect.poll(said).toHaveLength(guests.length);
    for (const visitor of guests) expect((await visitor.open("/")).status).toBe(200);
    heal();
    // Well again, it lets in whom it has room for, and those who trickled in stay.
    await expect
      .poll(async () => isAtShop((await visit(room).open("/")).text()), { interval: 100 })
      .toBe(true);
    for (const visitor of guests) expect(isAtShop((await visitor.open("/")).text())).toBe(true);
  });
});

describe("a room whose file is torn when its gateway starts", () => {
  test("has its admitted at its own shop, its public paths open, and no stranger in", async () => {
    ownShop.answer = (_, response) => void response.end("from its own shop");
    const room = await openRoom(stack, {
      origin: ownShop.url,
      publicPaths: ["/healthz"],
    });
    const inside = visit(room);
    expect((await inside.open("/")).text()).toBe("from its own shop");
    const other = await openRoom(stack);
    const elsewhere = visit(other);
    await elsewhere.open("/");

    await stack.workerd.kill("SIGKILL");
    const heal = breakable(room, stack).tear();
    await stack.workerd.restart();
    const before = { own: ownShop.requests.length, demo: (await stack.requestLog()).length };
    for (let time = 0; time < 3; time++) {
      expect((await inside.open("/cart")).text()).toBe("from its own shop");
      expect((await visit(room).call("GET", "/healthz")).text()).toBe("from its own shop");
      expect((await visit(room).open("/checkout", html)).status).toBe(503);
      const joined = await visit(room).call("POST", "/.stanchion/join", {});
      expect([joined.status, joined.problem()]).toEqual([503, "room-unreachable"]);
    }
    expect(ownShop.requests).toHaveLength(before.own + 6);
    expect(await stack.requestLog()).toHaveLength(before.demo);
    // The other rooms of the gateway do not notice.
    expect(isAtShop((await elsewhere.open("/")).text())).toBe(true);
    expect((await visit(other).open("/")).status).toBe(200);

    heal();
    await expect
      .poll(async () => (await visit(room).open("/")).text(), { interval: 200 })
      .toBe("from its own shop");
  });
});
