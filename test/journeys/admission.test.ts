import { setTimeout as pause } from "node:timers/promises";
import { decodeProtectedHeader } from "jose";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { generateSigningKey } from "../../src/tokens/new-signing-key.ts";
import { ask } from "../support/ask.ts";
import { manage, openRoom, type ProtectedRoom } from "../support/protected-room.ts";
import { type Stack, startStack } from "../support/stack.ts";
import { claimsOf, visit, visitors } from "../support/visitor.ts";

const keys = [await generateSigningKey(), await generateSigningKey()];

let stack: Stack;
beforeAll(async () => {
  stack = await startStack({ signingKeys: JSON.stringify({ keys }) });
});
afterAll(() => stack.stop());

/** So many newcomers open a page in the same instant: how many were let in, and how long it took at most. */
async function arrive(room: ProtectedRoom, count: number) {
  const started = performance.now();
  const before = (await room.admissionsAtShop()).length;
  await Promise.all(visitors(room, count).map((visitor) => visitor.open("/")));
  const letIn = (await room.admissionsAtShop()).length - before;
  return { letIn, seconds: (performance.now() - started) / 1_000 };
}

describe.concurrent("newcomers while nobody waits", () => {
  test("are let in at once up to the capacity: of 200 in the same instant exactly 20", async () => {
    const room = await openRoom(stack, { capacity: 20, admissionsPerMinute: 60_000 });
    await pause(1_100);
    expect((await arrive(room, 200)).letIn).toBe(20);
    expect(await room.live()).toMatchObject({ inside: 20, totals: { admitted: 20, joined: 20 } });
  });

  test("are let in at the rate and never faster: at 60 a minute one a second, and none for having idled", async () => {
    const room = await openRoom(stack, { admissionsPerMinute: 60 });
    for (let wave = 0; wave < 3; wave++) {
      const { letIn, seconds } = await arrive(room, 40);
      expect(letIn).toBeGreaterThanOrEqual(1);
      expect(letIn).toBeLessThanOrEqual(1 + seconds);
      // Nobody comes for a while, which banks nothing beyond the burst of one.
      await pause(2_500);
    }
  });

  test("wait behind the first who had to: nobody passes somebody in line", async () => {
    const room = await openRoom(stack, { capacity: 1 });
    const [first, second] = [visit(room), visit(room)];
    await first.open("/");
    await second.join();
    // The slot is free, and it belongs to the one who waits for it, and comes when called.
    const entering = first.leave().then(() => second.knock());
    expect((await arrive(room, 20)).letIn).toBe(0);
    await entering;
    await second.enter();
    await second.open("/");
    const numbers = (await room.log()).map(({ assertion }) => assertion?.number);
    expect(numbers).toEqual([1, 2]);
  });
});

describe.concurrent("a room with one place", () => {
  test("gives it on when the session of whoever had it runs out, and never to two at once", async () => {
    const room = await openRoom(stack, {
      queue: "always",
      capacity: 1,
      sessionMinutes: 0.15,
      sessionRenewal: "fixed",
    });
    const [first, second] = [visit(room), visit(room)];
    await first.join();
    await first.enter();
    await second.join();
    const endsAt = claimsOf(first.tokens.pass).exp * 1_000;
    const most: number[] = [];
    let isIn = false;
    const entered = second.enter().finally(() => {
      isIn = true;
    });
    while (!isIn) {
      most.push((await room.live()).inside);
      const page = await first.open("/");
      // On the way while it ended, it may have been late.
      if (Date.now() < endsAt) expect(page.text()).toContain("in stock");
      await pause(500);
    }
    await entered;
    expect(Math.max(...most)).toBe(1);
    // The first one's time is over to the millisecond in which the second one's began.
    expect((await first.call("GET", "/")).status).toBe(503);
    expect((await second.open("/")).text()).toContain("in stock");
    expect((await room.live()).inside).toBe(1);
  });

  test("keeps whoever is active in it, however short the session, and lets the next in afterwards", async () => {
    const room = await openRoom(stack, { queue: "always", capacity: 1, sessionMinutes: 0.15 });
    const [first, second] = [visit(room), visit(room)];
    await first.join();
    await first.enter();
    await second.join();
    const pass = first.tokens.pass;
    const wouldEndAt = claimsOf(pass).exp * 1_000;
    while (Date.now() < wouldEndAt + 1_000) {
      expect((await first.open("/stock")).status).toBe(200);
      await pause(200);
    }
    expect(first.tokens.pass).not.toBe(pass);
    expect((await room.live()).totals.admitted).toBe(1);
    await first.leave();
    await second.enter();
    expect((await second.open("/")).text()).toContain("in stock");
  });

  test("is free as soon as somebody inside says that they leave, and their pass is void", async () => {
    const room = await openRoom(stack, { queue: "always", capacity: 1 });
    const first = visit(room);
    await first.join();
    await first.enter();
    const pass = first.tokens.pass;
    await first.leave();
    expect((await room.live()).inside).toBe(0);
    await pause(1_500);
    const headers = { Host: room.host, Cookie: `stanchion-pass=${pass}` };
    expect((await ask(stack, { path: "/", headers })).status).toBe(503);
    expect(await room.log()).toEqual([]);
  });
});

describe("with keys of the operator's own", () => {
  const kids = keys.map(({ kid }) => kid);

  test("everybody may see the public halves, and tokens are signed with the last one", async () => {
    const room = await openRoom(stack, { queue: "always" });
    const visitor = visit(room);
    await visitor.join();
    expect(decodeProtectedHeader(visitor.tokens.ticket ?? "").kid).toBe(kids[1]);
    const jwks = await visitor.call("GET", "/.stanchion/jwks.json");
    expect(
      jwks
        .json<{ readonly keys: readonly { readonly kid: string }[] }>()
        .keys.map(({ kid }) => kid),
    ).toEqual(kids);
    for (const { d } of keys) expect(jwks.text()).not.toContain(d);
  });

  test("they are rotated where they are kept, not here", async () => {
    const answer = await manage(stack, "POST", "keys/rotate");
    expect([answer.status, answer.text()]).toEqual([422, expect.stringContaining("SIGNING_KEYS")]);
  });

  test("tickets and passes are good after a crash as well", async () => {
    const room = await openRoom(stack, { queue: "always" });
    const [inside, waiting] = [visit(room), visit(room)];
    await inside.join();
    await inside.enter();
    await room.change({ admissionsPerMinute: 0 });
    const { position } = await waiting.join();
    await stack.workerd.kill("SIGKILL");
    await stack.workerd.restart();
    expect((await inside.open("/")).text()).toContain("in stock");
    expect(await waiting.status()).toMatchObject({ position });
    await room.change({ admissionsPerMinute: 600 });
    await waiting.enter();
    expect((await room.live()).totals).toMatchObject({ joined: 2, admitted: 2 });
  });
});
