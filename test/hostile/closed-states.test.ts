import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type ChosenSettings, openRoom } from "../support/protected-room.ts";
import { type Stack, startStack } from "../support/stack.ts";
import { html, json, visit } from "../support/visitor.ts";
import { sendOnWire } from "../support/wire.ts";
import { expectHarmless } from "./ours.ts";
import { upgradeStatus } from "./upgrade.ts";

let stack: Stack;
beforeAll(async () => {
  stack = await startStack();
});
afterAll(() => stack.stop());

const later = (ms: number): string => new Date(Date.now() + ms).toISOString();
const hourMs = 3_600_000;

/** Every way in which a room lets nobody in, whom it let in before. */
const closed: readonly (readonly [string, ChosenSettings])[] = [
  ["paused", { state: "paused" }],
  ["draining", { state: "draining" }],
  ["closed", { state: "closed" }],
  ["said to be sold out", { state: "sold-out" }],
  ["sold out", { stock: { units: 0, perOrder: 1 } }],
  ["full", { capacity: 0 }],
  ["without a rate", { admissionsPerMinute: 0 }],
  ["for those in line only", { queue: "always", admissionsPerMinute: 0 }],
  ["for the invited", { invitations: { keys: [], required: true } }],
  ["over", { closesAt: later(-1_000) }],
];

/** Not open yet; who is inside came in another way. */
const early: readonly (readonly [string, ChosenSettings])[] = [
  ["not open yet", { opensAt: later(hourMs) }],
  ["filling before its opening", { preQueueAt: later(-hourMs), opensAt: later(hourMs) }],
  [
    "filling before its draw",
    { order: "draw", preQueueAt: later(-hourMs), opensAt: later(hourMs) },
  ],
];

const form = { "Content-Type": "application/x-www-form-urlencoded" };
const late = ["/", "/checkout/pay?step=9", "/order", "/api/orders/1", "/ws"];
const ways: readonly (readonly [string, Readonly<Record<string, string>>])[] = [
  ["GET", html],
  ["GET", json],
  ["HEAD", {}],
  ["POST", { ...html, ...form }],
  ["PUT", json],
  ["DELETE", {}],
  ["OPTIONS", { Origin: "https://shop.example" }],
  ["GET", { ...html, "Sec-Purpose": "prefetch" }],
  ["GET", { ...html, "Stanchion-Pass": "a.b.c", "Stanchion-Assertion": "a.b.c" }],
];
const asked = [
  ...late.flatMap((target) => ways.map(([method, headers]) => ({ method, target, headers }))),
  { method: "POST", target: "/.stanchion/join", headers: json },
  { method: "POST", target: "/.stanchion/join", headers: { ...html, ...form } },
  { method: "POST", target: "/.stanchion/enter", headers: json },
];

async function knockEverywhere(host: string, tokens: Readonly<Record<string, string>>) {
  const Cookie = Object.entries(tokens).map(([name, token]) => `stanchion-${name}=${token}`);
  for (const { method, target, headers } of asked) {
    const sent = { Host: host, "Content-Length": "0", ...headers };
    const cookies = Cookie.length > 0 ? { Cookie: Cookie.join("; ") } : {};
    const answer = await sendOnWire(stack, { method, target, headers: { ...sent, ...cookies } });
    expectHarmless(answer, `${method} ${target}`);
  }
  expect(await upgradeStatus(stack, { Host: host })).toBe(503);
}

describe.concurrent("a room that is", () => {
  test.for(closed)(
    "%s lets no stranger near its shop, and keeps whoever is inside",
    async ([, settings], { expect }) => {
      const room = await openRoom(stack, { admissionsPerMinute: 6_000_000 });
      const inside = visit(room);
      await inside.open("/");
      expect(inside.tokens.pass).toBeDefined();
      await room.change(settings);
      const before = (await room.log()).length;
      await knockEverywhere(room.host, {});
      expect(await room.log()).toHaveLength(before);
      expect((await inside.open("/checkout/pay")).status).not.toBe(503);
      expect(await room.log()).toHaveLength(before + 1);
    },
  );

  test.for(early)(
    "%s lets nobody near its shop, with a ticket or without",
    async ([, settings], { expect }) => {
      const room = await openRoom(stack, { admissionsPerMinute: 6_000_000, ...settings });
      await knockEverywhere(room.host, {});
      const joined = await visit(room).call("POST", "/.stanchion/join", {});
      const { ticket } = joined.json<{ readonly ticket?: string }>();
      if (ticket !== undefined) await knockEverywhere(room.host, { ticket });
      expect(await room.log()).toEqual([]);
      expect((await room.live()).totals.admitted).toBe(0);
    },
  );
});
