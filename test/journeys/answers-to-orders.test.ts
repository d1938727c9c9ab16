/** What a shop answers to an order, when it is neither a whole answer nor none. */

import { randomBytes } from "node:crypto";
import type { OutgoingHttpHeaders, ServerResponse } from "node:http";
import { setTimeout as pause } from "node:timers/promises";
import { brotliCompressSync, gzipSync } from "node:zlib";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type ChosenSettings, openRoom } from "../support/protected-room.ts";
import { type ScriptedShop, startScriptedShop } from "../support/scripted-shop.ts";
import { type Stack, startStack } from "../support/stack.ts";
import { inside, stateOf, type Visitor } from "../support/visitor.ts";

let stack: Stack;
let shop: ScriptedShop;
beforeAll(async () => {
  [stack, shop] = await Promise.all([startStack(), startScriptedShop()]);
});
afterAll(async () => {
  await stack?.stop();
  await shop?.close();
});

const customerInside = async (settings: ChosenSettings = {}): Promise<Visitor> =>
  inside(await openRoom(stack, { origin: shop.url, ...settings }));

// At these a browser sends the form once more, and asks nobody.
test.each([408, 421])("an order is uncertain when the shop says %i to it", async (status) => {
  const customer = await customerInside();
  shop.answer = (_, response) => void response.writeHead(status).end();
  const order = await customer.send("/order", { name: "Ada" });
  expect([order.status, stateOf(order)]).toEqual([502, "order-unknown"]);
  expect((await customer.open("/cart")).status).toBe(status);
});

test("an order is uncertain when the shop begins an answer and then says nothing", async () => {
  const customer = await customerInside({ originTimeoutSeconds: 2 });
  shop.answer = (_, response) => {
    response.writeHead(200, { "Content-Type": "text/html" });
    response.flushHeaders();
  };
  const before = shop.requests.length;
  const [first, second] = await Promise.all([
    customer.send("/order", { name: "Ada" }),
    pause(1_500).then(() => customer.send("/order", { name: "Ada, pressed again" })),
  ]);
  expect([first, second].map(stateOf)).toEqual(["order-unknown", "order-unknown"]);
  expect(shop.requests.length).toBe(before + 1);
});

test("an order is uncertain when a page comes slowly and breaks off, and whole when it does not", async () => {
  const customer = await customerInside();
  const slowly = (end: (response: ServerResponse) => void) => {
    shop.answer = (_, response) => {
      response.writeHead(200, { "Content-Type": "text/html" });
      response.write("thanks");
      setTimeout(() => end(response), 1_500);
    };
  };
  slowly((response) => response.destroy());
  expect(stateOf(await customer.send("/order", { name: "Ada" }))).toBe("order-unknown");
  slowly((response) => response.end(", Ada"));
  expect((await customer.send("/other", { name: "Ada" })).text()).toBe("thanks, Ada");
});

test("an order is uncertain when a packed page is cut, however its length is told, and whole when it is not", async () => {
  const customer = await customerInside();
  const page = `thanks${"x".repeat(5_000)}${randomBytes(500).toString("hex")}`;
  const packings = { gzip: gzipSync(page), br: brotliCompressSync(page) };
  for (const [packing, bytes] of Object.entries(packings)) {
    const packed = (sent: Buffer, head: OutgoingHttpHeaders, isCut: boolean) => {
      shop.answer = (_, response) => {
        const type = { "Content-Type": "text/html", "Content-Encoding": packing };
        response.writeHead(200, { ...type, ...head });
        response.write(sent, () => (isCut ? response.destroy() : response.end()));
      };
    };
    const half = bytes.subarray(0, 200);
    const stateAt = async (path: string) =>
      stateOf(await customer.send(`/${packing}/${path}`, { name: "Ada" }));
    packed(half, { "Content-Length": bytes.length }, true);
    expect(await stateAt("cut")).toBe("order-unknown");
    packed(half, {}, true);
    expect(await stateAt("cut-in-chunks")).toBe("order-unknown");
    packed(half, { "Content-Length": half.length }, false);
    expect(await stateAt("half-packed")).toBe("order-unknown");
    packed(bytes, { "Content-Length": bytes.length }, false);
    const whole = await customer.send(`/${packing}/whole`, { name: "Ada" });
    expect([whole.header("content-encoding"), whole.text()]).toEqual([null, page]);
    packed(bytes, {}, false);
    expect((await customer.send(`/${packing}/chunks`, { name: "Ada" })).text()).toBe(page);
  }
});
