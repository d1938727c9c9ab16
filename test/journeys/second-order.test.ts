/** Whoever ordered and orders again: shown the first order, sold nothing. The shops here know no keys. */

import type { ServerResponse } from "node:http";
import { setTimeout as pause } from "node:timers/promises";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { unknownForMs } from "../../src/domain/orders-under-way.ts";
import type { Problem } from "../../src/protocol.ts";
import {
  type ChosenSettings,
  manage,
  openRoom,
  type ProtectedRoom,
} from "../support/protected-room.ts";
import { sendRaw } from "../support/raw-http.ts";
import { type ScriptedShop, startScriptedShop } from "../support/scripted-shop.ts";
import { type Stack, startStack } from "../support/stack.ts";
import { claimsOf, inside, visit } from "../support/visitor.ts";

let stack: Stack;
let shop: ScriptedShop;
beforeAll(async () => {
  [stack, shop] = await Promise.all([startStack(), startScriptedShop()]);
});
afterAll(async () => {
  await stack?.stop();
  await shop?.close();
});
let sold = 0;
beforeEach(() => {
  sold = 0;
});

const openShop = (settings: ChosenSettings = {}): Promise<ProtectedRoom> =>
  openRoom(stack, { origin: shop.url, admissionsPerMinute: 60_000, ...settings });

/** Every POST is another order to it, and its number the count of them. */
function sellWith(
  headers: (order: string) => Readonly<Record<string, string>>,
  { status = 303, afterMs = 0 } = {},
): void {
  shop.answer = async (request, response: ServerResponse) => {
    if (request.method !== "POST") return response.end("a page");
    request.resume();
    const order = `A-${++sold}`;
    if (afterMs > 0) await pause(afterMs);
    response.writeHead(status, { "Stanchion-Session": "complete", ...headers(order) });
    return response.end("thanks");
  };
}

const numbered = (order: string) => ({
  "Stanchion-Order": order,
  Location: `/thanks/${order}?a=1`,
});

/** The same token with the other half of a signature's two: anybody can make it, and it verifies. */
function mirrored(token: string): string {
  const order = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;
  const [head, payload, signature = ""] = token.split(".");
  const bytes = Buffer.from(signature, "base64url");
  const s = BigInt(`0x${bytes.subarray(32).toString("hex")}`);
  const other = Buffer.from((order - s).toString(16).padStart(64, "0"), "hex");
  return [head, payload, Buffer.concat([bytes.subarray(0, 32), other]).toString("base64url")].join(
    ".",
  );
}

describe("a second order", () => {
  test("leads to the page that confirmed the first one, whichever gateway it comes to", async () => {
    const room = await openShop({ orderStatusPath: "/my-order" });
    sellWith(numbered);
    const customer = await inside(room);
    const first = await customer.send("/order", { name: "Ada" });
    expect([first.status, first.header("location")]).toEqual([303, "/thanks/A-1?a=1"]);
    const confirmation = `http://${room.host}/thanks/A-1?a=1`;
    const second = async () => {
      const page = await customer.send("/order", { name: "Eve" });
      expect([page.status, page.header("location")]).toEqual([303, confirmation]);
      expect(page.header("cache-control")).toBe("no-store");
      const program = await customer.call("POST", "/order", {});
      expect([program.status, program.json<Problem>()]).toEqual([
        409,
        expect.objectContaining({
          type: "urn:stanchion:problem:already-ordered",
          ...{ order: "A-1", confirmation, orderStatus: `http://${room.host}/my-order` },
        }),
      ]);
    };
    await second();
    expect((await customer.open("/thanks/A-1?a=1")).text()).toBe("a page");
    // Nothing that a gateway remembers is left.
    await stack.workerd.kill("SIGTERM");
    await stack.workerd.restart();
    await second();
    expect(sold).toBe(1);
  });

  test("of twenty machines that order with one pass in the same instant is one order", async () => {
    const room = await openShop();
    sellWith(numbered, { afterMs: 100 });
    const { tokens } = await inside(room);
    const machines = Array.from({ length: 20 }, () => visit(room, { tokens }));
    const answers = await Promise.all(
      machines.map((machine, index) => machine.send("/order", { name: `Ada ${index}` })),
    );
    expect(sold).toBe(1);
    for (const answer of answers) expect(answer.header("location")).toContain("/thanks/A-1?a=1");
  });

  test("a write that orders nothing keeps the next one waiting until its answer, and no longer", async () => {
    const room = await openShop({ originTimeoutSeconds: 2 });
    const seen: string[] = [];
    shop.answer = async (request, response) => {
      seen.push(`${request.url} begun`);
      await pause(request.url === "/cart" ? 300 : 0);
      seen.push(`${request.url} answered`);
      return response.end("noted");
    };
    const customer = await inside(room);
    const both = [customer.send("/cart", { item: "1" }), customer.send("/wish", { item: "2" })];
    const statuses = (await Promise.all(both)).map(({ status }) => status);
    expect(statuses).toEqual([200, 200]);
    expect(seen).toEqual(
      seen[0] === "/cart begun"
        ? ["/cart begun", "/cart answered", "/wish begun", "/wish answered"]
        : ["/wish begun", "/wish answered", "/cart begun", "/cart answered"],
    );
  });

  test.each([
    ["a page that was made for it", 201, { Location: "/thanks/7" }, "/thanks/7"],
    ["the page that came", 200, { "Content-Location": "thanks/7" }, "/thanks/7"],
    ["its whole address", 302, { Location: "//HOST/thanks/7#top" }, "/thanks/7"],
  ])("leads to it where the shop names %s", async (_, status, headers, page) => {
    const room = await openShop();
    const said = Object.entries(headers).map(([name, to]) => [name, to.replace("HOST", room.host)]);
    sellWith(() => Object.fromEntries(said), { status });
    const customer = await inside(room);
    await customer.send("/order", { name: "Ada" });
    const second = await customer.send("/order", { name: "Eve" });
    expect(second.header("location")).toBe(`http://${room.host}${page}`);
    expect(sold).toBe(1);
  });

  test.each([
    ["another site's", 303, { Location: "https://evil.example/thanks" }],
    ["none of this host", 303, { Location: "//evil.example/" }],
    ["one of ours", 303, { Location: "/.stanchion/leave" }],
    ["a script", 303, { Location: "javascript:alert(1)" }],
    ["none", 200, {}],
  ])("is shown the first one's number where the shop's page is %s", async (_, status, headers) => {
    const room = await openShop();
    sellWith((order) => ({ "Stanchion-Order": `<b>${order}`, ...headers }), { status });
    const customer = await inside(room);
    await customer.send("/order", { name: "Ada" });
    const second = await customer.send("/order", { name: "Eve" });
    expect([second.status, second.header("location")]).toEqual([409, null]);
    expect(second.text()).toContain('data-state="order-placed"');
    expect(second.text()).toContain("<strong>&lt;b&gt;A-1</strong>");
    expect(sold).toBe(1);
  });

  test("with the pass under its mirrored signature, which is as genuine, is a second order", async () => {
    const room = await openShop();
    sellWith(numbered);
    const customer = await inside(room);
    await customer.send("/order", { name: "Ada" });
    const twin = visit(room, { tokens: { pass: mirrored(customer.tokens.pass ?? "") } });
    expect(twin.tokens.pass).not.toBe(customer.tokens.pass);
    const second = await twin.send("/order", { name: "Eve" });
    expect(second.header("location")).toContain("/thanks/A-1?a=1");
    expect(sold).toBe(1);
  });

  test("is shown the number that the merchant reported", async () => {
    const room = await openShop();
    sellWith(numbered);
    const customer = await inside(room);
    const { line, number } = claimsOf(customer.tokens.pass);
    const body = { order: "by phone 5", units: 1, session: { epoch: 1, line, number } };
    await manage(stack, "POST", `rooms/${room.name}/orders`, { body });
    expect((await customer.send("/order", {})).text()).toContain("<strong>by phone 5</strong>");
    expect(sold).toBe(0);
  });
});

describe("a button that is pressed twice", () => {
  test("sends one form, and both presses lead to its page", async () => {
    const room = await openShop();
    sellWith(numbered, { afterMs: 300 });
    const customer = await inside(room);
    const press = () => customer.send("/order", { name: "Ada" });
    const answers = await Promise.all([press(), press(), press()]);
    expect(answers.map(({ status }) => status)).toEqual([303, 303, 303]);
    for (const answer of answers) {
      expect(answer.header("location")?.replace(`http://${room.host}`, "")).toBe("/thanks/A-1?a=1");
    }
    expect(sold).toBe(1);
  });

  test("is told twice that nobody knows, when the shop lets it hang, and was sent once", async () => {
    const room = await openShop({ originTimeoutSeconds: 1 });
    shop.answer = () => void sold++;
    const customer = await inside(room);
    const press = () => customer.send("/order", { name: "Ada" });
    const answers = await Promise.all([press(), press()]);
    for (const answer of answers) expect(answer.text()).toContain('data-state="order-unknown"');
    expect(sold).toBe(1);
    // Whoever looks, and then presses again, is heard.
    sellWith(numbered);
    await pause(unknownForMs);
    expect((await press()).status).toBe(303);
  });

  test("sends one form to a shop that fails, which may have sold it", async () => {
    const room = await openShop();
    shop.answer = async (_, response) => {
      sold++;
      await pause(300);
      response.writeHead(500).end("sorry");
    };
    const customer = await inside(room);
    const press = () => customer.send("/order", { name: "Ada" });
    const answers = await Promise.all([press(), press(), press()]);
    expect(sold).toBe(1);
    expect(answers.map(({ status }) => status).sort()).toEqual([500, 502, 502]);
    // Whoever reads that, and presses again, is heard.
    sellWith(numbered);
    expect((await press()).status).toBe(303);
  });

  test("is two requests to an address that sells nothing: each has its own answer", async () => {
    const room = await openShop();
    shop.answer = async (_, response) => {
      const nth = ++sold;
      await pause(100);
      response.end(`answer ${nth}`);
    };
    const customer = await inside(room);
    const press = () => customer.send("/basket", { add: "1" });
    const answers = await Promise.all([press(), press()]);
    expect(answers.map((answer) => answer.text()).sort()).toEqual(["answer 1", "answer 2"]);
  });
});

test("an order whose customer went away is heard to its end, and was the one", async () => {
  const room = await openShop();
  sellWith(numbered, { afterMs: 400 });
  const customer = await inside(room);
  await sendRaw({
    to: stack.gatewayUrl,
    bytes: `POST /order HTTP/1.1\r\nHost: ${room.host}\r\nCookie: stanchion-pass=${customer.tokens.pass}\r\nContent-Length: 8\r\n\r\nname=Ada`,
    ending: "reset",
    endsAfter: () => expect.poll(() => sold).toBe(1),
  });
  await expect.poll(async () => (await room.live()).inside).toBe(0);
  const second = await customer.send("/order", { name: "Eve" });
  expect(second.header("location")).toBe(`http://${room.host}/thanks/A-1?a=1`);
  expect(sold).toBe(1);
});
