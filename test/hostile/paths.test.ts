import fc from "fast-check";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { LoggedRequest } from "../../examples/shop/request-log.ts";
import { openRoom, type ProtectedRoom } from "../support/protected-room.ts";
import { type Stack, startStack } from "../support/stack.ts";
import { type AdmittedHeaders, admit, html } from "../support/visitor.ts";
import { sendOnWire } from "../support/wire.ts";
import { upgradeStatus } from "./upgrade.ts";

let stack: Stack;
/** One visitor is inside and there is room for one: everybody else must wait, `when-needed`. */
let room: ProtectedRoom;
let admitted: AdmittedHeaders;
beforeAll(async () => {
  stack = await startStack();
  room = await openRoom(stack, { capacity: 1, publicPaths: ["/stock"] });
  admitted = await admit(room);
});
afterAll(() => stack.stop());

/** What reached the shop since the test began, whatever host it named. */
let logged: () => Promise<readonly LoggedRequest[]>;
beforeEach(async () => {
  const before = (await stack.requestLog()).length;
  logged = async () => (await stack.requestLog()).slice(before);
});

describe("with a pass, the shop gets to the byte what the visitor sent", () => {
  test.each([
    "/x/%2e%2e/y",
    "/x/%2E/y",
    "//a",
    "/a//b/",
    "/a?",
    "/a??b=?",
    "/%zz",
    "/a%",
    "/a;p=1",
    "/a%2Fb",
    "/a%5cb",
    "/a\\b",
    "/A%41%c3%a9",
    "/a?b=%20+c&&d[]=1&e=/../f",
    "/a?__proto__=1&b=http://c//d",
    `/${"long/".repeat(800)}`,
  ])("%s", async (target) => {
    await sendOnWire(stack, { target, headers: admitted });
    expect((await logged()).map(({ url, host }) => [url, host])).toEqual([[target, room.host]]);
  });

  test.each(["/a/../b", "/a/./b", "/..", "/."])(
    "or nothing: %s, which the platform would fold, is refused",
    async (target) => {
      expect((await sendOnWire(stack, { target, headers: admitted })).status).toBe(400);
      expect(await logged()).toEqual([]);
    },
  );

  test("or nothing, where a parser of addresses stands before a shop of the room's own", async () => {
    const own = await openRoom(stack, { origin: stack.shopUrl.replace("127.0.0.1", "localhost") });
    const headers = await admit(own);
    const targets = ["//a", "/a?", "/%zz", "/a;p=1", "/a%2Fb", "/a?b=%20+c&&d[]=/../1", "/%2e%2ea"];
    for (const target of targets) await sendOnWire(stack, { target, headers });
    for (const target of ["/x/%2e%2e/y", "/x/.%2E/y", "/a\\b", "/x/%2e"]) {
      expect((await sendOnWire(stack, { target, headers })).status).toBe(400);
    }
    expect((await logged()).map(({ url }) => url)).toEqual(targets);
  });

  test.each(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "PROPFIND", "PURGE"])(
    "the method %s too",
    async (method) => {
      await sendOnWire(stack, { method, target: "/echo/m", headers: admitted });
      expect((await logged()).map((entry) => entry.method)).toEqual([method]);
    },
  );
});

describe("without a pass, while the room is full", () => {
  const gated = fc.constantFrom("/", "/checkout", "/order", "/stock", "/echo/a", "/.stanchion/x");
  const written = fc.constantFrom(
    ...["/", "//", "/./", "/../", "/%2e%2e/", "/%2e/", "/%252e%252e/", "/%c0%ae%c0%ae/", "\\"],
    ...["%2f", "%5c", ";a=1", ";/", "?", "?/stock", "#", "#/stock", "%23", "%3f", "%00", "%0d%0a"],
    ...[".", "%20", " ", "\t", "\x01", "\x7f", "\xef\xbc\x8f", "\xff", "@", ":", "*", "stock"],
  );
  /** A path, with something written into it here and there, in capitals now and then. */
  const target = fc
    .tuple(gated, fc.array(fc.tuple(written, fc.nat(12)), { maxLength: 4 }), fc.boolean())
    .map(([path, edits, inCapitals]) => {
      const edited = edits.reduce<string>(
        (text, [what, at]) => text.slice(0, at) + what + text.slice(at),
        path,
      );
      return inCapitals ? edited.toUpperCase() : edited;
    });
  const form = fc.constantFrom(
    (path: string) => path,
    (path: string) => `http://${room.host}${path}`,
    (path: string) => `https://other.example${path}`,
    (path: string) => path.slice(1),
  );
  const method = fc.constantFrom(
    ...["GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "TRACE", "PROPFIND", "MKCOL", "SEARCH"],
    ...["get", "TRACK", "FOO", "GET\t", "QUERY"],
  );
  const headers = fc.constantFrom<Readonly<Record<string, string>>>(
    {},
    html,
    { "X-Original-URL": "/stock", "X-Rewrite-URL": "/stock" },
    { "X-HTTP-Method-Override": "GET", "X-Forwarded-Host": "other.example" },
    { "Stanchion-Pass": "x", "Stanchion-Assertion": "x", Cookie: "stanchion-pass=a.b.c" },
  );

  test("no reading of a path, no method and no header leads to the shop", async () => {
    // 501 is workerd's word for a method that it has never heard of; 503 is ours for "wait".
    const answered = [200, 204, 303, 308, 400, 401, 403, 404, 405, 411, 413, 421, 501, 503];
    const seen = new Set<number | null>();
    let count = 0;
    await fc.assert(
      fc.asyncProperty(target, form, method, headers, async (path, write, verb, sent) => {
        const answer = await sendOnWire(stack, {
          method: verb,
          target: write(path),
          headers: { Host: room.host, "Content-Length": "0", ...sent },
        });
        expect(answered).toContain(answer.status);
        seen.add(answer.status);
        expect(answer.head).not.toMatch(/^set-cookie: stanchion-pass=\w/im);
        // Only what the merchant made public, and only when it is written exactly so.
        const strangers = (await logged()).slice(count).filter(({ url }) => !isPublic(url));
        count = (await logged()).length;
        expect(strangers).toEqual([]);
      }),
      { numRuns: 400 },
    );
    // The gate itself was tried, not only the platform's own reading of requests.
    expect([...seen]).toEqual(expect.arrayContaining([200, 400, 503]));
    expect((await room.live()).totals.admitted).toBe(1);
  });

  const isPublic = (url: string): boolean => url.split("?")[0] === "/stock";

  test.each(["/stock", "/stock?", "/stock?a=/checkout", "/stock#/checkout"])(
    "the public path %s is open, without an assertion",
    async (written) => {
      const headers = { Host: room.host };
      expect((await sendOnWire(stack, { target: written, headers })).status).toBe(200);
      expect(await logged()).toMatchObject([{ host: room.host, assertionHeaders: 0 }]);
    },
  );

  test.each([
    ...["/stock/", "//stock", "/./stock", "/x/../stock", "/x/%2e%2e/stock", "/Stock", "/STOCK"],
    ...["/stock;a", "/stock%20", "/stock%00", "/stock.", "/stoc%6b", "/%73tock", "/stock%3f"],
    ...["/stock%2f..%2fcheckout", "/stock/../checkout", "\\stock", "/stock\\", "/stock/checkout"],
    ...["/checkout?/stock", "/checkout#/stock", "/\xef\xbd\x93tock", "http://x.example//stock"],
  ])("%s is not the public path", async (look) => {
    const answer = await sendOnWire(stack, { target: look, headers: { Host: room.host } });
    expect([400, 503]).toContain(answer.status);
    expect(await logged()).toEqual([]);
  });

  test.each([
    ["nowhere.example", 421],
    ["localhost", 421],
    ["nowhere.example:443", 421],
    ["", 400],
  ])("the unknown host %j is refused", async (host, status) => {
    for (const path of ["/", "/stock", "/.stanchion/join", "/.stanchion/admin/"]) {
      const answer = await sendOnWire(stack, { target: path, headers: { Host: host } });
      expect(answer.status).toBe(status);
    }
    expect(await logged()).toEqual([]);
  });

  test("a host is not talked around by its spelling, twice, or by the target's", async () => {
    const { host } = room;
    const spellings = [
      [`Host: ${host}.`],
      [`Host: ${host}:80`],
      [`Host: shop@${host}`],
      [`Host: ${host}#`],
      [`Host: ${host}`, "Host: other.example"],
      [`Host: ${host}/stock?`],
      [`Host: ${host}/stock#`],
      [`Host: ${host}\\stock`],
      [`Host: ${host}/stock?`],
      [`Host: ${host}/.stanchion/jwks.json?`],
      ["Host: other.example", `X-Forwarded-Host: ${host}`],
      [],
    ];
    for (const lines of spellings) {
      const { status } = await sendOnWire(stack, { target: "/checkout", lines });
      expect([400, 421, 200, 503]).toContain(status);
      expect((await logged()).filter(({ url }) => !isPublic(url))).toEqual([]);
    }
  });

  test("CONNECT opens no tunnel, and OPTIONS * and TRACE lead nowhere, pass or no pass", async () => {
    for (const headers of [{ Host: room.host }, admitted]) {
      for (const [verb, written, statuses] of [
        ["OPTIONS", "*", [400]],
        ["GET", "*", [400]],
        ["TRACE", "/", [405]],
        ["TRACE", "/stock", [405]],
        ["TRACK", "/", [501]],
        // The platform itself turns it away, with 500, before any code of ours: docs/operating/self-hosting.md.
        ["CONNECT", new URL(stack.shopUrl).host, [400, 405, 500, 501]],
        ["CONNECT", "/", [400, 405, 500, 501]],
      ] as const) {
        const answer = await sendOnWire(stack, { method: verb, target: written, headers });
        expect(statuses).toContain(answer.status);
      }
    }
    expect(await logged()).toEqual([]);
  });

  test.each([
    ["is refused", {}, 503],
    ["is refused to another site's page", { Origin: "https://evil.example" }, 403],
    ["is refused to a page without a site", { Origin: "null" }, 403],
  ])("a WebSocket %s", async (_, headers, status) => {
    expect(await upgradeStatus(stack, { Host: room.host, ...headers })).toBe(status);
    expect(await logged()).toEqual([]);
  });

  test("a WebSocket is refused to another site's page even with a pass", async () => {
    expect(await upgradeStatus(stack, { ...admitted, Origin: "https://evil.example" })).toBe(403);
    expect(await upgradeStatus(stack, { ...admitted, Origin: `https://evil.${room.host}` })).toBe(
      403,
    );
    expect(await logged()).toEqual([]);
  });
});

afterEach(() => {
  // Whatever was sent, nothing in the Worker may have been taken by surprise.
  const surprises = stack.workerdLines.filter((line) => !/sent CONNECT/.test(line));
  expect(surprises).toEqual([]);
});
