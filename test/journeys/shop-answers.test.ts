import { brotliCompressSync, gzipSync, zstdCompressSync } from "node:zlib";
import { request } from "undici";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { ask } from "../support/ask.ts";
import { openRoom, type ProtectedRoom } from "../support/protected-room.ts";
import { type ScriptedShop, startScriptedShop } from "../support/scripted-shop.ts";
import { type Stack, startStack } from "../support/stack.ts";
import { type AdmittedHeaders, admit, html, visit } from "../support/visitor.ts";
import { sendOnWire } from "../support/wire.ts";

let stack: Stack;
let shop: ScriptedShop;
beforeAll(async () => {
  shop = await startScriptedShop();
  stack = await startStack({ origin: shop.url });
});
afterAll(async () => {
  await stack.stop();
  await shop.close();
});

/** The shop of `npm start` is reached through a binding, a room's own shop by its address. */
const waysToShop = [
  ["the shop that the gateway was started with", () => null],
  ["a shop of the room's own", () => shop.url.replace("127.0.0.1", "localhost")],
] as const;

const page = Buffer.from("hello ".repeat(1_000));

describe.each(waysToShop)("an answer of %s", (_, originOf) => {
  let room: ProtectedRoom;
  let headers: AdmittedHeaders;
  beforeAll(async () => {
    room = await openRoom(stack, { origin: originOf(), admissionsPerMinute: 60_000 });
    headers = await admit(room);
  });

  test.each([
    ["gzip", gzipSync(page)],
    ["br", brotliCompressSync(page)],
    ["zstd", zstdCompressSync(page)],
    ["something-new", Buffer.from("any bytes\0\xff", "latin1")],
  ])("packed as %s stays packed, byte for byte, also with the pass added", async (name, bytes) => {
    shop.answer = (_, response) =>
      response
        .writeHead(200, { "Content-Encoding": name, "Content-Length": bytes.length, ETag: '"7"' })
        .end(bytes);
    for (const [cookies, sent] of [
      [0, headers],
      // Whoever is let in with this very request gets the pass with the shop's answer.
      [2, { ...html, Host: room.host }],
    ] as const) {
      const answer = await ask(stack, {
        path: "/page",
        headers: { ...sent, "Accept-Encoding": name },
      });
      expect(answer.setCookies).toHaveLength(cookies);
      expect(answer.header("content-encoding")).toBe(name);
      expect(answer.header("etag")).toBe('"7"');
      expect(answer.body.equals(bytes)).toBe(true);
      expect(shop.requests.at(-1)?.headers["accept-encoding"]).toBe(name);
    }
  });

  test("is not asked for in a packing that the visitor did not name", async () => {
    await ask(stack, { path: "/page", headers });
    expect(shop.requests.at(-1)?.headers["accept-encoding"]).toBeUndefined();
  });

  test.each([204, 304, 404, 500, 503, 418])("has its status %i", async (status) => {
    shop.answer = (_, response) => response.writeHead(status, "As I Say", { ETag: '"7"' }).end();
    for (const method of ["GET", "HEAD"]) {
      const answer = await ask(stack, { method, path: "/", headers });
      expect([answer.status, answer.header("etag"), answer.text()]).toEqual([status, '"7"', ""]);
    }
  });

  test.each(["GET", "POST"])(
    "that is too late is not waited for: its %s is dropped at the shop too",
    async (method) => {
      const patient = await openRoom(stack, { origin: originOf(), originTimeoutSeconds: 1 });
      const inside = await admit(patient);
      const dropped = Promise.withResolvers<void>();
      shop.answer = (_, response) => response.once("close", () => dropped.resolve());
      const answer = await ask(stack, { method, path: "/slow", headers: inside });
      expect(answer.status).toBe(502);
      await dropped.promise;
    },
  );

  test.each([301, 302, 303, 307, 308])("is not followed when it is a %i", async (status) => {
    const location = "https://pay.example//a/%2e%2e/b?c=d#e";
    shop.answer = (_, response) => response.writeHead(status, { Location: location }).end();
    const before = shop.requests.length;
    const answer = await ask(stack, { method: "POST", path: "/pay", headers, body: "a=1" });
    expect([answer.status, answer.header("location")]).toEqual([status, location]);
    expect(shop.requests).toHaveLength(before + 1);
  });

  test("to HEAD has the length and no body", async () => {
    shop.answer = (_, response) => response.writeHead(200, { "Content-Length": 4_711 }).end();
    const answer = await sendOnWire(stack, { method: "HEAD", target: "/", headers });
    expect(answer.head).toMatch(/^content-length: 4711$/im);
    expect(answer.body).toBe("");
    expect(shop.requests.at(-1)?.method).toBe("HEAD");
  });

  test("sets as many cookies as the shop does, each by itself, with the pass behind them", async () => {
    const cookies = ["a=1; Expires=Wed, 21 Oct 2037 07:28:00 GMT", "b=2; HttpOnly", "a=3; Path=/x"];
    shop.answer = (_, response) => response.writeHead(200, { "Set-Cookie": cookies }).end();
    const answer = await ask(stack, { path: "/", headers });
    expect(answer.setCookies).toEqual(cookies);
    const admitted = await ask(stack, { path: "/", headers: { ...html, Host: room.host } });
    expect(admitted.setCookies.slice(0, 3)).toEqual(cookies);
    expect(admitted.setCookies.slice(3).join()).toMatch(/^stanchion-pass=[^;]+;.*HttpOnly/);
  });
});

describe.each(waysToShop)("when it goes wrong with %s", (_, originOf) => {
  let room: ProtectedRoom;
  beforeEach(async () => {
    room = await openRoom(stack, { origin: originOf() });
    shop.answer = (_, response) => void response.end("from the shop");
  });

  test("an outage is told to people and to programs, and the same pass works afterwards", async () => {
    const visitor = visit(room);
    await visitor.join();
    const pass = visitor.tokens.pass;
    await shop.close();
    try {
      const notice = await visitor.open("/checkout");
      expect([notice.status, notice.header("content-type")]).toEqual([
        502,
        "text/html; charset=utf-8",
      ]);
      expect(notice.text()).toContain("You stay admitted");
      const problem = await visitor.call("POST", "/order", { quantity: 1 });
      expect([problem.status, problem.problem()]).toEqual([502, "order-unknown"]);
      // Whoever would ask again by themselves must not send an order again.
      expect([notice, problem].map((answer) => answer.header("retry-after"))).toEqual(["5", null]);
      for (const answer of [notice, problem]) {
        expect(answer.header("cache-control")).toBe("no-store");
        expect(answer.setCookies).toEqual([]);
      }
    } finally {
      await shop.open();
    }
    expect((await visitor.open("/checkout")).text()).toBe("from the shop");
    expect(visitor.tokens.pass).toBe(pass);
    expect((await room.live()).totals.admitted).toBe(1);
  });

  test.each([
    ["POST", "order-unknown"],
    ["PUT", "order-unknown"],
    ["PATCH", "order-unknown"],
    ["GET", "origin-unreachable"],
  ])(
    "a %s that the shop has read is never sent again when it hangs up",
    async (method, problem) => {
      const headers = await admit(room);
      // A connection that is already in use is the one that proxies dare to try again after.
      await ask(stack, { path: "/", headers });
      const before = shop.requests.length;
      shop.answer = async (incoming) => {
        for await (const _ of incoming);
        incoming.socket.resetAndDestroy();
      };
      const body = method === "GET" ? {} : { body: "quantity=1" };
      const answer = await ask(stack, { method, path: "/order", headers, ...body });
      expect([answer.status, answer.problem()]).toEqual([502, problem]);
      expect(shop.requests.slice(before).map(({ url }) => url)).toEqual(["/order"]);
    },
  );

  test("half an answer arrives as half an answer, not as a whole one", async () => {
    const headers = await admit(room);
    const heard = Promise.withResolvers<void>();
    shop.answer = async (incoming, response) => {
      response.writeHead(200, { "Content-Length": 1_000 });
      response.write("half");
      await heard.promise;
      incoming.socket.resetAndDestroy();
    };
    const { body } = await request(`${stack.gatewayUrl}/half`, { headers });
    heard.resolve();
    await expect(body.text()).rejects.toThrow();
    expect(shop.requests.filter(({ url }) => url === "/half").length).toBe(originOf() ? 2 : 1);
  });
});

test.each(waysToShop)(
  "%s that sends everything back to the gateway is asked once, and the circle told",
  async (_, originOf) => {
    const room = await openRoom(stack, { origin: originOf(), publicPaths: ["/style.css"] });
    const headers = await admit(room);
    // As a proxy does that somebody set up the wrong way round.
    shop.answer = async ({ url = "/", headers: { connection: _, ...sent } }, response) => {
      const path = url;
      const given = Object.entries(sent).map(([name, value]) => [name, String(value)]);
      const back = { ...Object.fromEntries(given), host: room.host };
      const answer = await ask(stack, { path, headers: back });
      response.writeHead(answer.status, { "Content-Type": "application/problem+json" });
      response.end(answer.body);
    };
    for (const path of ["/style.css", "/checkout"]) {
      const before = shop.requests.length;
      const answer = await ask(stack, { path, headers });
      // The second time it may be anybody's, who has to wait.
      const told = path === "/checkout" ? ["loop", "not-admitted"] : ["loop"];
      expect(answer.problem()).toBeOneOf(told);
      expect(shop.requests.slice(before).map(({ url }) => url)).toEqual([path]);
    }
  },
);
