import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { LoggedRequest } from "../../examples/shop/request-log.ts";
import { type Answer, ask } from "../support/ask.ts";
import { manage, openRoom, type ProtectedRoom } from "../support/protected-room.ts";
import { type Stack, startStack } from "../support/stack.ts";
import { admit, html, json, visit } from "../support/visitor.ts";
import { upgradeStatus } from "./upgrade.ts";

let stack: Stack;
/** One visitor is inside and there is room for one: everybody else must wait, `when-needed`. */
let room: ProtectedRoom;
beforeAll(async () => {
  stack = await startStack();
  room = await openRoom(stack, { capacity: 1 });
  await admit(room);
});
afterAll(() => stack.stop());

/** What reached the shop since the test began, whatever host it named. */
let logged: () => Promise<readonly LoggedRequest[]>;
beforeEach(async () => {
  const before = (await stack.requestLog()).length;
  logged = async () => (await stack.requestLog()).slice(before);
});

describe("looking", () => {
  test("500 times without cookies moves no count and not a byte of the store", async () => {
    await visit(room).join();
    await storeAtRest();
    const [before, bytes] = [await room.live(), await sizeOf(stack.dataDir)];
    for (let fifty = 0; fifty < 10; fifty++) {
      const visitors = Array.from({ length: 50 }, (_, index) =>
        ask(stack, { path: `/p/${fifty}-${index}`, headers: { Host: room.host, ...html } }),
      );
      for (const { status } of await Promise.all(visitors)) expect(status).toBe(200);
    }
    const after = await room.live();
    expect(after.totals).toEqual(before.totals);
    expect([after.inside, after.waiting]).toEqual([before.inside, before.waiting]);
    expect(await sizeOf(stack.dataDir)).toBe(bytes);
    expect(await logged()).toEqual([]);
  });

  test("ahead of time, or at the head alone, admits nobody while there is room", async () => {
    const empty = await openRoom(stack, { admissionsPerMinute: 60_000 });
    for (const headers of [
      { "Sec-Purpose": "prefetch" },
      { "Sec-Purpose": "prefetch;prerender" },
      { Purpose: "prefetch" },
      { "X-Moz": "prefetch" },
      { "X-Purpose": "preview" },
    ]) {
      const answer = await visit(empty).open("/", headers);
      expect(answer.setCookies).toEqual([]);
    }
    await ask(stack, { method: "HEAD", path: "/", headers: { Host: empty.host, ...html } });
    expect(await upgradeStatus(stack, { Host: empty.host })).toBe(503);
    expect(await logged()).toEqual([]);
    expect((await empty.live()).totals.admitted).toBe(0);
    // The room did have room.
    const visitor = visit(empty);
    await visitor.open("/");
    expect(visitor.tokens.pass).toBeDefined();
    expect(await logged()).toHaveLength(1);
  });
});

describe("answers of the gateway", () => {
  test("are kept by no cache, and hold no token in an address", async () => {
    const host = { Host: room.host };
    const form = { "Content-Type": "application/x-www-form-urlencoded" };
    const questions = [
      ["GET", "/", html],
      ["HEAD", "/", html],
      ["POST", "/order", html],
      ["GET", "/", json],
      ["TRACE", "/", {}],
      ["GET", "/.stanchion/status", json],
      ["GET", "/.stanchion/join", json],
      ["POST", "/.stanchion/join", json],
      ["POST", "/.stanchion/join", { ...html, ...form }],
      ["POST", "/.stanchion/enter", json],
      ["POST", "/.stanchion/enter", html],
      ["POST", "/.stanchion/leave", json],
      ["POST", "/.stanchion/leave", html],
      ["POST", "/.stanchion/join", { ...json, Origin: "https://evil.example" }],
      ["GET", "/.stanchion/health", json],
      ["GET", "/.stanchion/unknown", json],
      ["GET", "/", { ...html, Host: "nowhere.example" }],
    ] as const;
    for (const [verb, path, headers] of questions) {
      const answer = await ask(stack, { method: verb, path, headers: { ...host, ...headers } });
      expect([verb, path, answer.header("cache-control")]).toEqual([verb, path, "no-store"]);
      expectNoTokenInAddress(answer);
    }
    for (const path of ["admin", "admin/", "api/v1/rooms"]) {
      const answer = await ask(stack, { path: `/.stanchion/${path}` });
      expect([path, answer.header("cache-control")]).toEqual([path, "no-store"]);
    }
    const managed = await manage(stack, "GET", `rooms/${room.name}/live`);
    expect(managed.header("cache-control")).toBe("no-store");
    expect(await logged()).toEqual([]);
  });

  test("to a form without a pass are the page, and never a success", async () => {
    const waiting = await openRoom(stack, { queue: "always", queuedStatus: 200 });
    const answer = await visit(waiting).send("/order", { quantity: "1" });
    expect([answer.status, answer.header("content-type")]).toEqual([
      503,
      "text/html; charset=utf-8",
    ]);
    expect(answer.header("retry-after")).toMatch(/^\d+$/);
    expect(await logged()).toEqual([]);
  });
});

afterEach(() => {
  // Whatever was sent, nothing in the Worker may have been taken by surprise.
  expect(stack.workerdLines).toEqual([]);
});

const tokenForm = /[\w-]{10,}\.[\w-]{10,}\.[\w-]{40,}/;

function expectNoTokenInAddress(answer: Answer): void {
  const location = answer.header("location") ?? "";
  expect(location).not.toMatch(tokenForm);
  for (const [, address = ""] of answer.text().matchAll(/(?:href|action|src)="([^"]*)"/g)) {
    expect(address).not.toMatch(tokenForm);
  }
}

/** Until nothing was written for longer than the called have to come, after which the room counts them. */
async function storeAtRest(): Promise<void> {
  let size = await sizeOf(stack.dataDir);
  for (let restedMs = 0, looks = 0; restedMs < 4_500 && looks < 60; looks++) {
    await pause(500);
    const now = await sizeOf(stack.dataDir);
    restedMs = now === size ? restedMs + 500 : 0;
    size = now;
  }
}

async function sizeOf(directory: string): Promise<number> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  const sizes = files.map(
    async ({ parentPath, name }) => (await stat(join(parentPath, name))).size,
  );
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
}
