/** The order: named for the shop, sent once, never doubled and never lost; the shop's own log is the judge. */

import { Readable } from "node:stream";
import { setTimeout as pause } from "node:timers/promises";
import { request } from "undici";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { unknownForMs } from "../../src/domain/orders-under-way.ts";
import type { Problem } from "../../src/protocol.ts";
import { ask } from "../support/ask.ts";
import {
  type ChosenSettings,
  manage,
  openRoom,
  type ProtectedRoom,
} from "../support/protected-room.ts";
import { type ScriptedShop, startScriptedShop } from "../support/scripted-shop.ts";
import { type Stack, startStack } from "../support/stack.ts";
import {
  type AdmittedHeaders,
  admit,
  claimsOf,
  inside,
  stateOf,
  type Visitor,
  visit,
} from "../support/visitor.ts";

let stack: Stack;
let echoing: ScriptedShop;
beforeAll(async () => {
  [stack, echoing] = await Promise.all([startStack({ stock: 1_000 }), startScriptedShop()]);
});
afterEach(() => stack.setMood({ mode: "ok" }));
afterAll(async () => {
  await stack?.stop();
  await echoing?.close();
});

const openShop = (settings: ChosenSettings = {}): Promise<ProtectedRoom> =>
  openRoom(stack, { admissionsPerMinute: 60_000, ...settings });

/** What the shop sold to the visitors of a room. */
const soldIn = async ({ name }: ProtectedRoom) =>
  (await stack.orders()).filter(({ admission }) => admission?.room === name);

const ordersSentTo = async (room: ProtectedRoom) =>
  (await room.log()).filter(({ url }) => url === "/order");

describe("the key that goes with an order", () => {
  let room: ProtectedRoom;
  let one: AdmittedHeaders;
  let other: AdmittedHeaders;
  beforeAll(async () => {
    room = await openShop({ publicPaths: ["/echo/hook"] });
    one = await admit(room);
    other = await admit(room);
  });

  interface Sent {
    readonly who?: AdmittedHeaders;
    readonly method?: string;
    readonly path?: string;
    readonly type?: string;
    readonly body?: string;
    readonly key?: string;
  }

  /** The key that the shop got. */
  async function keyOf({
    who = one,
    method = "POST",
    path = "/echo/order",
    type = "application/x-www-form-urlencoded",
    body = "name=Ada&quantity=1",
    key,
  }: Sent = {}): Promise<string | null | undefined> {
    const headers = { ...who, "Content-Type": type, ...(key && { "Idempotency-Key": key }) };
    await ask(stack, { method, path, headers, ...(method !== "GET" && { body }) });
    return (await room.log()).at(-1)?.idempotencyKey;
  }

  test("is a string of RFC 9651, and the same whenever the same form is sent", async () => {
    const keys = [await keyOf(), await keyOf(), await keyOf()];
    expect(keys[0]).toMatch(/^"[\w-]{43}"$/);
    expect(new Set(keys).size).toBe(1);
  });

  test("is another for another form, path, method, kind and visitor", async () => {
    const keys = [
      await keyOf(),
      await keyOf({ body: "name=Ada&quantity=2" }),
      await keyOf({ path: "/echo/order?step=2" }),
      await keyOf({ method: "PUT" }),
      await keyOf({ method: "PATCH" }),
      await keyOf({ type: "application/json" }),
      await keyOf({ who: other }),
      await keyOf({ body: "" }),
    ];
    for (const key of keys) expect(key).toMatch(/^"[\w-]{43}"$/);
    expect(new Set(keys).size).toBe(keys.length);
  });

  test("is the client's own where it has one, and none where nothing is written", async () => {
    expect(await keyOf({ key: '"of-the-app"' })).toBe('"of-the-app"');
    expect(await keyOf({ method: "GET" })).toBeNull();
    expect(await keyOf({ method: "DELETE" })).toBeNull();
  });

  test("is the same for a form with files, though a browser parts its fields differently each time", async () => {
    const form = (boundary: string, name: string) =>
      keyOf({
        type: `multipart/form-data; boundary=${boundary}`,
        body: `--${boundary}\r\nContent-Disposition: form-data; name="name"\r\n\r\n${name}\r\n--${boundary}--\r\n`,
      });
    const first = await form("----WebKitFormBoundaryA1", "Ada");
    expect(await form("----WebKitFormBoundaryB22", "Ada")).toBe(first);
    expect(await form("----WebKitFormBoundaryC3", "Bob")).not.toBe(first);
  });

  test("is the same for the same long upload, which arrives whole", async () => {
    const upload = (last: string) => keyOf({ body: `${last}${"x".repeat(200_000)}` });
    const first = await upload("a");
    expect(await upload("a")).toBe(first);
    expect(await upload("b")).not.toBe(first);
    expect((await room.log()).at(-1)?.bodyBytes).toBe(200_001);
  });

  test("is the same for a form in chunks, and another each time where nobody can tell what will come", async () => {
    const send = async (name: string) => {
      const body = Readable.from([Buffer.from("name="), Buffer.from(name)]);
      const answer = await request(`${stack.gatewayUrl}/echo/order`, {
        method: "POST",
        headers: one,
        body,
      });
      await answer.body.dump();
      return (await room.log()).at(-1)?.idempotencyKey;
    };
    const [form, again] = [await send("Ada"), await send("Ada")];
    expect(form).toMatch(/^"[\w-]{43}"$/);
    expect(again).toBe(form);
    const [long, longAgain] = [await send("A".repeat(100_000)), await send("A".repeat(100_000))];
    expect(long).toMatch(/^"[\w-]+"$/);
    expect(longAgain).not.toBe(long);
  });

  test("is not there on a public path, where nobody was admitted", async () => {
    await ask(stack, {
      method: "POST",
      path: "/echo/hook",
      headers: { Host: room.host },
      body: "a",
    });
    const last = (await room.log()).at(-1);
    expect([last?.url, last?.idempotencyKey]).toEqual(["/echo/hook", null]);
  });
});

describe("an order while the shop is in trouble", () => {
  test.each([
    // The shop said so itself: its own answer goes to the customer.
    ["answers 500", { mode: "fail", status: 500 }, 500, undefined, 0],
    ["hangs", { mode: "hang" }, 502, "order-unknown", 1],
    ["resets the connection after reading it", { mode: "hang-up" }, 502, "order-unknown", 1],
  ] as const)(
    "is sent once to a shop that %s, and the customer stays inside",
    async (_, mood, status, state, sold) => {
      const room = await openShop({ originTimeoutSeconds: 1, orderStatusPath: "/my-order" });
      const customer = await inside(room);
      await stack.setMood(mood);
      const answer = await customer.order("Ada");
      expect([answer.status, stateOf(answer)]).toEqual([status, state]);
      if (state) {
        expect(answer.text()).toContain('href="/my-order"');
        expect([answer.header("cache-control"), answer.header("retry-after")]).toEqual([
          "no-store",
          null,
        ]);
      }
      await stack.setMood({ mode: "ok" });
      expect(await ordersSentTo(room)).toHaveLength(1);
      // What hung goes on now.
      await eventually(async () => expect(await soldIn(room)).toHaveLength(sold));

      // The customer was not thrown out, and the same form sent once more is not another order.
      expect((await customer.open("/")).text()).not.toContain("data-state");
      if (state) await pause(unknownForMs);
      const again = await customer.order("Ada");
      expect([200, 303]).toContain(again.status);
      expect(await soldIn(room)).toHaveLength(1);
    },
  );

  test("is told to have been placed when the shop said so and then broke off", async () => {
    const room = await openShop({ orderStatusPath: "/my-order" });
    const customer = await inside(room);
    await stack.setMood({ mode: "half-answer" });
    const answer = await customer.order("Ada");
    expect([answer.status, answer.header("location")]).toEqual([
      303,
      `http://${room.host}/my-order`,
    ]);
    await stack.setMood({ mode: "ok" });
    expect((await customer.open("/")).text()).not.toContain("data-state");
    expect([(await ordersSentTo(room)).length, (await soldIn(room)).length]).toEqual([1, 1]);
  });

  test("is told to be uncertain when the shop broke off without a word about it", async () => {
    const room = await openShop();
    const customer = await inside(room);
    await stack.setMood({ mode: "half-answer" });
    const answer = await customer.send("/echo/order", { name: "Ada" });
    expect([answer.status, stateOf(answer)]).toEqual([502, "order-unknown"]);
    expect(await room.log()).toHaveLength(1);
  });

  test("is told to be uncertain when the shop broke off in the middle of its chunks, however it did", async () => {
    const room = await openShop({ origin: echoing.url });
    const customer = await inside(room);
    const page = "text/html; charset=utf-8";
    const half = (type: string, length: number) => {
      echoing.answer = (_, response) => {
        response.writeHead(200, { "Content-Type": type });
        response.write("x".repeat(length), () => setTimeout(() => response.destroy(), 50));
      };
    };
    const before = echoing.requests.length;
    half(page, 500);
    const order = await customer.send("/order", { name: "Ada" });
    expect([order.status, stateOf(order)]).toEqual([502, "order-unknown"]);
    // Unpacked, or nobody could tell where it broke off.
    expect(echoing.requests.at(-1)?.headers["accept-encoding"]).toBe("identity");
    half("text/plain", 500);
    expect(stateOf(await customer.send("/plain", { name: "Ada" }))).toBe("order-unknown");
    half("application/json", 500);
    const program = await customer.call("POST", "/called", { name: "Ada" });
    expect(program.problem()).toBe("order-unknown");
    // What is too long to be held breaks off here as well.
    half(page, 1_000_000);
    await expect(customer.send("/long", { name: "Eve" })).rejects.toThrow();
    expect(echoing.requests.length).toBe(before + 4);
  });

  test.each([502, 504, 999])(
    "is uncertain when something in front of the shop says %i for it",
    async (status) => {
      const room = await openShop({ origin: echoing.url });
      const customer = await inside(room);
      const headers = { "Content-Type": "text/html" };
      echoing.answer = (_, response) => void response.writeHead(status, headers).end("Bad Gateway");
      const order = await customer.send("/order", { name: "Ada" });
      expect([order.status, stateOf(order)]).toEqual([502, "order-unknown"]);
      const page = await customer.open("/cart");
      expect([page.status, stateOf(page)]).toEqual([502, "origin-trouble"]);
      // A shop's own program says such a thing in words of its own.
      if (status === 999) return;
      headers["Content-Type"] = "application/json";
      expect((await customer.call("POST", "/pay", {})).status).toBe(status);
      expect(echoing.requests.at(-1)?.url).toBe("/pay");
    },
  );

  test("has its whole page, in chunks and of any length", async () => {
    const room = await openShop({ origin: echoing.url });
    const customer = await inside(room);
    for (const length of [0, 500, 200_000]) {
      echoing.answer = (_, response) => {
        response.writeHead(200, { "Content-Type": "text/html" });
        response.write("thanks");
        setTimeout(() => response.end("x".repeat(length)), 50);
      };
      const answer = await customer.send("/order", { length: String(length) });
      expect(answer.text()).toBe(`thanks${"x".repeat(length)}`);
    }
  });

  test("of a program is a problem that names the page to ask", async () => {
    const room = await openShop({ originTimeoutSeconds: 1, orderStatusPath: "/my-order" });
    const app = await inside(room);
    await stack.setMood({ mode: "hang" });
    const answer = await app.call("POST", "/order", { name: "Ada" });
    expect([answer.status, answer.problem()]).toEqual([502, "order-unknown"]);
    expect(answer.json()).toMatchObject({ orderStatus: `http://${room.host}/my-order` });
  });

  test("while a page is waited for no longer than the limit, and its place kept", async () => {
    const room = await openShop({ originTimeoutSeconds: 1 });
    const customer = await inside(room);
    await stack.setMood({ mode: "hang" });
    const page = await customer.open("/checkout");
    expect([page.status, stateOf(page), page.header("retry-after")]).toEqual([
      502,
      "origin-trouble",
      "5",
    ]);
    await stack.setMood({ mode: "ok" });
    expect((await customer.open("/checkout")).status).toBe(200);
  });

  test("an upload may take its time, and so may what comes back before its end", async () => {
    const room = await openShop({ originTimeoutSeconds: 1, origin: echoing.url });
    echoing.answer = (incoming, response) => {
      response.flushHeaders();
      incoming.on("data", (chunk) => response.write(chunk));
      incoming.on("end", () => setTimeout(() => response.end("end"), 1_500));
    };
    async function* upload() {
      yield Buffer.from("a");
      await pause(1_500);
      yield Buffer.from("b");
    }
    const { body } = await request(`${stack.gatewayUrl}/slow`, {
      method: "POST",
      headers: await admit(room),
      body: Readable.from(upload()),
    });
    expect(await body.text()).toBe("abend");
  });

  test("an answer that has begun is not cut off by the limit", async () => {
    const room = await openShop({ originTimeoutSeconds: 1 });
    const customer = await admit(room);
    const { body } = await request(`${stack.gatewayUrl}/events`, {
      headers: { ...customer, Accept: "text/event-stream" },
    });
    const events = body[Symbol.asyncIterator]();
    await events.next();
    await pause(1_500);
    const headers = { "Content-Type": "application/json" };
    await fetch(`${stack.controlUrl}/stock`, { method: "PUT", headers, body: '{"unitsLeft":901}' });
    let heard = "";
    while (!heard.includes("901")) heard += String((await events.next()).value);
    body.destroy();
  });
});

describe("the right to order", () => {
  test("is used up with the first order: a second is not sold, and shown the first", async () => {
    const room = await openShop({ orderStatusPath: "/my-order" });
    const customer = await inside(room);
    expect((await customer.order("Ada")).status).toBe(200);
    const [second, program] = [
      await customer.order("Eve"),
      await customer.call("POST", "/order", {}),
    ];
    expect([second.status, second.header("location")]).toEqual([
      303,
      `http://${room.host}/my-order`,
    ]);
    expect(second.header("cache-control")).toBe("no-store");
    expect([program.status, program.problem()]).toEqual([409, "already-ordered"]);
    expect((await customer.open("/")).text()).not.toContain("data-state");
    expect([(await ordersSentTo(room)).length, (await soldIn(room)).length]).toEqual([1, 1]);
  });

  test("says so on a page of ours where the shop has none", async () => {
    const room = await openShop();
    const customer = await inside(room);
    await customer.order("Ada");
    const second = await customer.order("Eve");
    expect([second.status, stateOf(second)]).toEqual([409, "order-placed"]);
    expect(await soldIn(room)).toHaveLength(1);
  });

  test("is no matter of what the merchant made public", async () => {
    const room = await openShop({ publicPaths: ["/echo/newsletter"] });
    const customer = await inside(room);
    await customer.order("Ada");
    expect((await customer.send("/echo/newsletter", { email: "ada@example.com" })).status).toBe(
      200,
    );
    expect((await customer.send("/echo/other", {})).status).toBe(409);
  });

  test("is the room's to know: a gateway that saw nothing of the order hears of it", async () => {
    const room = await openShop();
    const customer = await inside(room);
    const { line, number } = claimsOf(customer.tokens.pass);
    // As if the order had gone through another gateway.
    const body = { order: "A-1", units: 1, session: { epoch: 1, line, number } };
    expect((await manage(stack, "POST", `rooms/${room.name}/orders`, { body })).status).toBe(200);
    expect((await customer.order("Ada")).status).toBe(409);
    expect(await ordersSentTo(room)).toEqual([]);
  });

  test("reported of a session that there is not counts nothing, and says what to do", async () => {
    const room = await openShop({ stock: { units: 100, perOrder: 2 } });
    const { epoch, line, number } = claimsOf((await inside(room)).tokens.pass);
    const report = (session?: object) =>
      manage(stack, "POST", `rooms/${room.name}/orders`, {
        body: { order: "K1", units: 1, session },
      });
    for (const unknown of [
      { epoch: 999, line, number },
      { epoch, line: "nobody's", number },
      { epoch, line, number: number + 1 },
      { epoch, line, number, pass: "of-somebody-else" },
      { epoch, line, number: 2 ** 52 + 5 },
    ]) {
      const answer = await report(unknown);
      const { type, detail } = answer.json<Problem>();
      expect([answer.status, type]).toEqual([422, "urn:stanchion:problem:unknown-session"]);
      expect(detail).toContain("Leave session out");
    }
    expect(await room.live()).toMatchObject({ inside: 1, stock: { sold: 0, spokenFor: 2 } });
    // The order's name is not used up: neither for the session whose it is, nor for what was sold elsewhere.
    for (const session of [{ epoch, line, number }, undefined]) {
      for (let time = 0; time < 2; time++) expect((await report(session)).status).toBe(200);
      const sold = session ? 1 : 2;
      expect(await room.live()).toMatchObject({ inside: 0, stock: { sold, spokenFor: 0 } });
    }
  });

  test("is as many as the merchant says, each counted once however often it is told", async () => {
    const room = await openShop({ ordersPerAdmission: 2, stock: { units: 100, perOrder: 2 } });
    const customer = await inside(room);
    expect((await customer.order("Ada")).status).toBe(200);
    // The very same form again: the shop knows it by its key, and says again what it said.
    expect((await customer.order("Ada")).status).toBe(200);
    expect((await room.live()).inside).toBe(1);
    expect((await customer.order("Bob")).status).toBe(200);
    await eventually(async () => expect((await room.live()).inside).toBe(0));
    expect((await room.live()).stock?.sold).toBe(2);
    await eventually(async () => expect((await customer.order("Eve")).status).toBe(409));
    expect((await soldIn(room)).map(({ name }) => name)).toEqual(["Ada", "Bob"]);
  });

  test("makes one order of a form that two tabs send at once", async () => {
    const room = await openShop();
    const customer = await inside(room);
    await Promise.all(["Ada", "Ada", "Ada"].map((name) => customer.order(name)));
    expect(await soldIn(room)).toHaveLength(1);
  });
});

describe("a session that ends while a form is open", () => {
  interface Late {
    readonly room: ProtectedRoom;
    readonly customer: Visitor;
  }

  /** Somebody whose session is over; another has the slot. */
  async function late(
    settings: ChosenSettings,
    before: (customer: Visitor) => Promise<unknown> = async () => {},
  ): Promise<Late> {
    const short = { sessionMinutes: 0.1, sessionRenewal: "fixed", capacity: 1 } as const;
    const room = await openShop({ ...short, ...settings });
    const visitor = await inside(room);
    const { pass } = visitor.tokens;
    const { exp } = claimsOf(pass);
    await before(visitor);
    await room.change({ sessionMinutes: 15 });
    await eventually(async () => expect(Date.now()).toBeGreaterThan(exp * 1_000));
    await eventually(async () => expect((await room.live()).inside).toBe(0));
    await admit(room);
    return { room, customer: visit(room, { tokens: { ...(pass && { pass }) } }) };
  }

  // All at the same time: a session lasts six seconds at least.
  let ended: readonly Late[];
  beforeAll(async () => {
    ended = await Promise.all([
      late({}),
      late({ graceMinutes: 0 }),
      late({ graceMinutes: 0.1 }),
      late({}, (customer) => customer.leave()),
    ]);
  });
  const lateOne = (which: number): Late => {
    const one = ended[which];
    if (!one) throw new RangeError(`There is no late customer ${which}`);
    return one;
  };

  test("is let back in to finish, without a slot of the cap", async () => {
    const { room, customer } = lateOne(0);
    expect((await customer.open("/checkout")).text()).toContain("data-state");
    const sent = await customer.send("/echo/address", { street: "St James's Square" });
    expect(sent.status).toBe(200);
    // The next step of the same order, too.
    expect((await customer.open("/checkout")).text()).not.toContain("data-state");
    expect((await customer.order("Ada")).status).toBe(200);
    expect((await room.live()).inside).toBe(1);
    expect((await customer.order("Eve")).status).toBe(409);
    expect(await soldIn(room)).toHaveLength(1);
  });

  test("is over when the merchant gives no grace", async () => {
    const { room, customer } = lateOne(1);
    expect((await customer.order("Ada")).status).toBe(503);
    expect(await ordersSentTo(room)).toEqual([]);
  });

  test("is over for good once the grace is, however often a form was sent in it", async () => {
    const { room, customer } = lateOne(2);
    await eventually(async () => {
      expect((await customer.send("/echo/again", {})).status).toBe(503);
    });
    const before = await room.log();
    await customer.open("/checkout");
    expect((await customer.order("Ada")).status).toBe(503);
    expect(await room.log()).toEqual(before);
  });

  test("is over for whoever had left", async () => {
    const { room, customer } = lateOne(3);
    expect((await customer.order("Ada")).status).toBe(503);
    expect(await ordersSentTo(room)).toEqual([]);
  });
});

/** Until it holds, which takes a moment. */
async function eventually(holds: () => Promise<void>, withinMs = 60_000): Promise<void> {
  for (const giveUpAt = performance.now() + withinMs; ; ) {
    try {
      return await holds();
    } catch (error) {
      if (performance.now() > giveUpAt) throw error;
      await pause(200);
    }
  }
}
