import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
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

const everyday = {
  queue: "when-needed",
  state: "open",
  admissionsPerMinute: 6_000,
  capacity: null,
  sessionMinutes: 15,
  sessionRenewal: "while-active",
  message: null,
};

describe("the life of a visitor", () => {
  let stack: Stack;

  beforeAll(async () => {
    stack = await startStack();
  });
  afterAll(() => stack.stop());
  beforeEach(async () => {
    await set(stack, everyday);
  });

  const live = async () => (await manage(stack, "GET", "rooms/default/live")).json();

  it("passes at once while nobody waits and there is room", async () => {
    const answer = await visit(stack, "/checkout?colour=green");
    expect(answer.status).toBe(200);
    expect(answer.headers.getSetCookie().join()).toContain("stanchion-pass=ey");
    expect(await answer.text()).toContain("Checkout");
  });

  it("waits, is called, enters and comes back to the page first asked for", async () => {
    await set(stack, { queue: "always" });
    const page = await visit(stack, "/checkout?colour=green");
    expect(page.headers.getSetCookie()).toEqual([]);
    expect(await page.text()).toContain("/.stanchion/join");

    const joined = await ask(stack, "join", {}, { target: "/checkout?colour=green" });
    const entered = await enterWhenCalled(stack, { ticket: joined.body.ticket });
    expect(entered.body.location).toBe(`${stack.gatewayUrl}/checkout?colour=green`);

    const shop = await visit(stack, "/checkout?colour=green", { pass: entered.body.pass });
    expect(await shop.text()).toContain("Checkout");
    const last = (await stack.requestLog()).at(-1);
    expect(last).toMatchObject({ url: "/checkout?colour=green", assertionHeaders: 1 });
  });

  it("joins once: with the same ticket, and with the same key", async () => {
    await set(stack, { queue: "always", admissionsPerMinute: 0 });
    const key = "a-key-of-this-page-42";
    const answers = await Promise.all(
      Array.from({ length: 50 }, () => ask(stack, "join", {}, { key })),
    );
    expect(new Set(answers.map(({ body }) => body.ticket)).size).toBe(1);
    const ticket = answers[0]?.body.ticket;
    expect((await ask(stack, "join", { ticket })).body.ticket).toBe(ticket);
  });

  it("gives one admission and one pass to a ticket that enters on 50 connections at once", async () => {
    await set(stack, { queue: "always" });
    const { ticket } = (await ask(stack, "join")).body;
    const before = (await live()).totals.admitted;
    const answers = await Promise.all(
      Array.from({ length: 50 }, () => enterWhenCalled(stack, { ticket })),
    );
    const passes = answers.map(({ body }) => body.pass);
    expect(new Set(passes).size).toBe(1);
    expect(passes[0]).toMatch(/^ey/);
    expect((await live()).totals.admitted - before).toBe(1);
    expect((await ask(stack, "enter", { ticket })).body.pass).toBe(passes[0]);
  });

  it("frees the slot when the shop says that the order is complete", async () => {
    const { pass } = (await joinAndEnter(stack)).body;
    const before = (await live()).inside;
    expect((await order(stack, { pass }, "ada")).status).toBeLessThan(400);
    await pause(300);
    expect((await live()).inside).toBe(before - 1);
    // The page with the order's number still shows its pictures.
    expect((await visit(stack, "/", { pass })).status).toBe(200);
  });

  it("frees the slot when somebody leaves, and the place when they were waiting", async () => {
    const { pass } = (await joinAndEnter(stack)).body;
    const inside = (await live()).inside;
    expect((await ask(stack, "leave", { pass })).status).toBe(204);
    expect((await live()).inside).toBe(inside - 1);

    await set(stack, { queue: "always", admissionsPerMinute: 0 });
    const { ticket } = (await ask(stack, "join")).body;
    const waiting = (await live()).waiting;
    expect((await ask(stack, "leave", { ticket })).status).toBe(204);
    expect((await live()).waiting).toBe(waiting - 1);
    await set(stack, { admissionsPerMinute: 6_000 });
    await pause(2_000);
    expect((await ask(stack, "enter", { ticket })).status).toBe(401);
  });

  it("keeps its place while the room is paused, and goes on from it afterwards", async () => {
    await set(stack, { queue: "always", state: "paused" });
    const { ticket, position } = (await ask(stack, "join")).body;
    const paused = (await ask(stack, "status", { ticket })).body;
    expect(paused).toMatchObject({ state: "paused", position, waitSeconds: null });
    expect((await ask(stack, "enter", { ticket })).body.state).toBe("paused");
    await set(stack, { state: "open" });
    expect((await enterWhenCalled(stack, { ticket })).body.state).toBe("admitted");
  });

  it("cannot join a room that is closed, sold out or draining, and is told so", async () => {
    for (const [state, told] of [
      ["closed", "closed"],
      ["sold-out", "sold-out"],
      ["draining", "full"],
    ]) {
      await set(stack, { state });
      const answer = await ask(stack, "join");
      expect(answer.body.state).toBe(told);
      expect(answer.body.ticket).toBeUndefined();
    }
  });

  it("stays inside as long as there is activity, and not much longer", async () => {
    // A session of six seconds, renewed after three.
    await set(stack, { sessionMinutes: 0.1 });
    let { pass } = (await joinAndEnter(stack)).body;
    const first = pass;
    for (let second = 0; second < 9; second += 1.5) {
      await pause(1_500);
      const answer = await visit(stack, "/", { pass });
      expect(answer.headers.get("content-type")).toContain("text/html");
      expect(numbersIn(await stack.requestLog()).length).toBeGreaterThan(0);
      const renewed = /stanchion-pass=(ey[^;]+)/.exec(answer.headers.getSetCookie().join())?.[1];
      pass = renewed ?? pass;
    }
    expect(pass).not.toBe(first);
    await set(stack, { queue: "always", admissionsPerMinute: 0 });
    await pause(6_000);
    const late = await visit(stack, "/", { pass }, { headers: { Accept: "application/json" } });
    expect(late.status).toBe(503);
  });

  it("ends after its minutes when sessions are fixed", async () => {
    await set(stack, { sessionMinutes: 0.1, sessionRenewal: "fixed" });
    const { pass } = (await joinAndEnter(stack)).body;
    await set(stack, { queue: "always", admissionsPerMinute: 0 });
    await pause(2_500);
    const answer = await visit(stack, "/", { pass });
    expect(answer.headers.getSetCookie()).toEqual([]);
    await pause(2_500);
    const json = { headers: { Accept: "application/json" } };
    expect((await visit(stack, "/", { pass }, json)).status).toBe(503);
  });

  it("goes the whole way without JavaScript: three forms, three redirects", async () => {
    await set(stack, { queue: "always" });
    const post = (path: string, cookie: string, body = "") =>
      fetch(`${stack.gatewayUrl}${path}`, {
        method: "POST",
        redirect: "manual",
        headers: {
          Accept: "text/html",
          "Content-Type": "application/x-www-form-urlencoded",
          ...(cookie && { Cookie: cookie }),
        },
        body,
      });
    const joined = await post("/.stanchion/join", "", "target=%2Fcheckout%3Fa%3D1");
    expect(joined.status).toBe(303);
    expect(joined.headers.get("location")).toBe(`${stack.gatewayUrl}/checkout?a=1`);
    const ticket = joined.headers.getSetCookie().join().split(";")[0] ?? "";
    await pause(2_000);
    const entered = await post("/.stanchion/enter", ticket);
    expect(entered.status).toBe(303);
    const pass = /stanchion-pass=ey[^;]+/.exec(entered.headers.getSetCookie().join())?.[0] ?? "";
    const shop = await fetch(`${stack.gatewayUrl}/checkout?a=1`, { headers: { Cookie: pass } });
    expect(await shop.text()).toContain("Checkout");
    expect((await post("/.stanchion/leave", pass)).status).toBe(200);
  });
});
