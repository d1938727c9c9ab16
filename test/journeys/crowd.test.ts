import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Stack, startStack } from "../support/stack.ts";
import {
  ask,
  enterWhenCalled,
  joinAndEnter,
  manage,
  numbersIn,
  order,
  pause,
  set,
  visit,
} from "../support/visitor.ts";

describe("a crowd", () => {
  let stack: Stack;

  beforeEach(async () => {
    stack = await startStack();
  });
  afterEach(() => stack.stop());

  it("of 200 newcomers at the same instant fills a capacity of 20 with exactly 20", async () => {
    await set(stack, { admissionsPerMinute: 6_000, capacity: 20 });
    const newcomers = Array.from({ length: 200 }, async () => {
      const page = await visit(stack, "/");
      await page.arrayBuffer();
      if (page.headers.getSetCookie().length > 0) return;
      const joined = (await ask(stack, "join")).body;
      if (joined.state === "admitted") {
        await visit(stack, "/", { pass: joined.pass });
        return;
      }
      for (let knock = 0; knock < 4; knock += 1) {
        const answer = (await ask(stack, "enter", { ticket: joined.ticket })).body;
        if (answer.state === "admitted") {
          await visit(stack, "/", { pass: answer.pass });
          return;
        }
        await pause(1_200);
      }
    });
    await Promise.all(newcomers);
    expect(numbersIn(await stack.requestLog())).toHaveLength(20);
    expect(await (await manage(stack, "GET", "rooms/default/live")).json()).toMatchObject({
      inside: 20,
      capacity: 20,
    });
  });

  it("enters in the order of its tickets, at the rate, whoever left", async () => {
    // Two a second; of 40 every second one closes the tab at once.
    await set(stack, { queue: "always", admissionsPerMinute: 120 });
    const tickets: string[] = [];
    for (let visitor = 0; visitor < 40; visitor += 1) {
      tickets.push((await ask(stack, "join")).body.ticket ?? "");
    }
    const present = tickets.filter((_, index) => index % 2 === 1);
    await Promise.all(
      present.map(async (ticket) => {
        for (;;) {
          const status = (await ask(stack, "status", { ticket })).body;
          if (status.state === "called") break;
          await pause(status.pollAfterMs ?? 1_000);
        }
        const { pass } = (await enterWhenCalled(stack, { ticket }, 40_000)).body;
        await visit(stack, "/", { pass });
      }),
    );
    const log = await stack.requestLog();
    expect(numbersIn(log)).toHaveLength(20);
    // Two may begin in the same instant (the burst), and then either may be first on the wire.
    const overtaken = log.filter((one) =>
      log.some(
        (other) =>
          (other.assertion?.number ?? 0) > (one.assertion?.number ?? 0) && other.at < one.at - 250,
      ),
    );
    expect(overtaken).toEqual([]);
    const times = log.map(({ at }) => at);
    for (const [index, at] of times.entries()) {
      const withinASecond = times.slice(index).filter((other) => other < at + 1_000).length;
      // Two a second and a burst of two; one more for the way from the gateway to the shop.
      expect(withinASecond).toBeLessThanOrEqual(5);
    }
    // Twenty at two a second are ten seconds: the others cost seconds, not their slots.
    expect((times.at(-1) ?? 0) - (times[0] ?? 0)).toBeLessThan(20_000);
  }, 90_000);

  it("sees a change of the rate within five seconds, in the shop's own log", async () => {
    await set(stack, { queue: "always", admissionsPerMinute: 0 });
    const tickets: string[] = [];
    for (let visitor = 0; visitor < 20; visitor += 1) {
      tickets.push((await ask(stack, "join")).body.ticket ?? "");
    }
    const shopping = tickets.map(async (ticket) => {
      for (let poll = 0; poll < 40; poll += 1) {
        if ((await ask(stack, "status", { ticket })).body.state === "called") break;
        await pause(500);
      }
      const { pass } = (await enterWhenCalled(stack, { ticket })).body;
      await visit(stack, "/", { pass });
    });
    await pause(1_000);
    expect(await stack.requestLog()).toHaveLength(0);
    const changedAt = Date.now();
    await manage(stack, "PATCH", "rooms/default", { admissionsPerMinute: 6_000 });
    await Promise.all(shopping);
    const first = (await stack.requestLog())[0];
    expect((first?.at ?? Number.POSITIVE_INFINITY) - changedAt).toBeLessThan(5_000);
  });

  it("is killed with the gateway in mid-queue and loses nothing and doubles nothing", async () => {
    await set(stack, { queue: "always", admissionsPerMinute: 600 });
    const inside = await joinAndEnter(stack);
    await set(stack, { admissionsPerMinute: 0 });
    const tickets: string[] = [];
    for (let visitor = 0; visitor < 30; visitor += 1) {
      tickets.push((await ask(stack, "join")).body.ticket ?? "");
    }
    const before = await Promise.all(tickets.map((ticket) => ask(stack, "status", { ticket })));
    const joining = Promise.allSettled(Array.from({ length: 50 }, () => ask(stack, "join")));
    await stack.workerd.kill("SIGKILL");
    const acknowledged = (await joining).flatMap((one) =>
      one.status === "fulfilled" && one.value.body.ticket ? [one.value.body.ticket] : [],
    );
    await stack.workerd.restart();

    const after = await Promise.all(tickets.map((ticket) => ask(stack, "status", { ticket })));
    expect(after.map(({ body }) => body.position)).toEqual(before.map(({ body }) => body.position));
    expect((await visit(stack, "/", { pass: inside.body.pass })).status).toBe(200);
    expect((await ask(stack, "join", {})).body.ticket).toBeDefined();

    await set(stack, { admissionsPerMinute: 6_000 });
    const everybody = [...tickets, ...acknowledged];
    const entered = await Promise.all(
      everybody.map(async (ticket) => {
        await pause(2_000);
        return enterWhenCalled(stack, { ticket }, 30_000);
      }),
    );
    expect(entered.map(({ body }) => body.state)).toEqual(everybody.map(() => "admitted"));
    await Promise.all(
      entered.map(({ body }, index) => order(stack, { pass: body.pass }, `visitor${index}`)),
    );
    expect(await stack.orders()).toHaveLength(everybody.length);
    const seen = numbersIn(await stack.requestLog());
    expect(new Set(seen).size).toBe(everybody.length + 1);
  }, 90_000);

  it("notices nothing of a rotation of the keys: not the waiting, not those inside", async () => {
    await set(stack, { queue: "always" });
    const { pass } = (await joinAndEnter(stack)).body;
    await set(stack, { admissionsPerMinute: 0 });
    const { ticket } = (await ask(stack, "join")).body;
    const jwks = async () =>
      (await (await fetch(`${stack.gatewayUrl}/.stanchion/jwks.json`)).json()).keys.length;
    expect(await jwks()).toBe(1);
    for (let rotation = 0; rotation < 3; rotation += 1) {
      expect((await manage(stack, "POST", "keys/rotate")).status).toBe(200);
    }
    await pause(2_500);
    expect(await jwks()).toBe(4);
    expect((await visit(stack, "/", { pass })).status).toBe(200);
    expect((await ask(stack, "status", { ticket })).body.state).toBe("waiting");
    await set(stack, { admissionsPerMinute: 600 });
    expect((await enterWhenCalled(stack, { ticket })).body.state).toBe("admitted");
  });
});
