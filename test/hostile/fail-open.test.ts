import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { workerFile } from "../../build/worker.ts";
import { modulesOf } from "../../build/worker-modules.ts";
import { openRoom } from "../support/protected-room.ts";
import { type ScriptedShop, startScriptedShop } from "../support/scripted-shop.ts";
import { type Stack, startStack } from "../support/stack.ts";
import { visit } from "../support/visitor.ts";

let shop: ScriptedShop;
let stack: Stack;
beforeAll(async () => {
  shop = await startScriptedShop();
  stack = await startStack({ origin: shop.url });
});
afterAll(async () => {
  await stack.stop();
  await shop.close();
});

test("no way around the gate is written anywhere in what is run", async () => {
  const modules = await modulesOf(workerFile);
  const worker = modules.map(({ source }) => source).join("\n");
  expect(worker).toContain("stanchion-pass");
  expect(worker).not.toMatch(/passThroughOnException|fail_?open/i);
});

describe("a shop whose answer cannot be understood", () => {
  test.each([
    ["is no HTTP", "hello\r\n\r\n"],
    ["has a status that is none", "HTTP/1.1 99999 What\r\n\r\n"],
    ["has a header that is none", "HTTP/1.1 200 OK\r\nA B: c\r\nContent-Length: 0\r\n\r\n"],
    ["ends before it begins", ""],
    ["has two lengths", "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 20\r\n\r\nx"],
    ["has headers without end", `HTTP/1.1 200 OK\r\n${"X-A: a\r\n".repeat(50_000)}`],
  ])("costs nobody the pass, and lets nobody else in: it %s", async (_, answer) => {
    shop.answer = (_request, response) => void response.end("well");
    const room = await openRoom(stack, { admissionsPerMinute: 6_000_000 });
    const inside = visit(room);
    await inside.open("/");
    const { pass } = inside.tokens;
    expect(pass).toBeDefined();
    await room.change({ admissionsPerMinute: 0 });

    shop.answer = (_request, { socket }) => void socket?.end(answer, "latin1");
    const before = shop.requests.length;
    for (let time = 0; time < 2; time++) {
      const page = await inside.open("/cart");
      expect([200, 502]).toContain(page.status);
      expect(page.text()).not.toMatch(/\n\s+at |Error:/);
      await visit(room).open("/cart");
    }
    // Once for each look of the one inside: nothing was tried again, and nobody else came through.
    expect(shop.requests).toHaveLength(before + 2);
    expect(inside.tokens.pass).toBe(pass);
    shop.answer = (_request, response) => void response.end("well again");
    expect((await inside.open("/cart")).text()).toBe("well again");
  });
});
