import { randomBytes } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { defaultSettings } from "../../src/domain/settings.ts";
import type { AuditEntry, Problem } from "../../src/protocol.ts";
import { ask } from "../support/ask.ts";
import { withinFiveSeconds } from "../support/five-seconds.ts";
import { manage, openRoom, type ProtectedRoom } from "../support/protected-room.ts";
import { type Stack, startStack } from "../support/stack.ts";
import { visit } from "../support/visitor.ts";

let stack: Stack;
beforeAll(async () => {
  stack = await startStack();
});
afterAll(() => stack.stop());

const pathOf = ({ name }: ProtectedRoom) => `rooms/${name}`;

describe("who may manage", () => {
  test.each([
    ["nobody without the token", { Authorization: "" }],
    ["nobody with another one", { Authorization: "Bearer wrong" }],
    ["nobody with another scheme", { Authorization: "Basic d3Jvbmc6d3Jvbmc=" }],
  ])("%s", async (_, headers) => {
    for (const [method, path] of [
      ["GET", "rooms"],
      ["GET", "rooms/default"],
      ["GET", "rooms/default/live"],
      ["GET", "rooms/default/audit"],
      ["PATCH", "rooms/default"],
      ["PUT", "rooms/evil"],
      ["GET", "keys"],
      ["POST", "keys/rotate"],
      ["POST", "keys/revoke"],
      ["GET", "nothing"],
    ] as const) {
      const body = method === "GET" ? undefined : { state: "closed" };
      const answer = await manage(stack, method, path, { headers, ...(body && { body }) });
      expect([path, answer.status, answer.problem()]).toEqual([path, 401, "unauthorized"]);
      expect(answer.header("www-authenticate")).toMatch(/^Bearer/);
      expect(answer.header("cache-control")).toBe("no-store");
    }
    expect((await manage(stack, "GET", "rooms/evil")).status).toBe(404);
  });

  test.each([
    ["another site", { Origin: "https://evil.example" }],
    ["nowhere", { Origin: "null" }],
    ["another site, as the browser says", { "Sec-Fetch-Site": "cross-site" }],
    ["a sibling", { "Sec-Fetch-Site": "same-site" }],
  ])("no page of %s, though it has the token", async (_, headers) => {
    for (const [method, path] of [
      ["GET", "rooms/default"],
      ["PATCH", "rooms/default"],
      ["POST", "keys/rotate"],
    ] as const) {
      const answer = await manage(stack, method, path, {
        headers,
        ...(method === "PATCH" && { body: { capacity: 1 } }),
      });
      expect([answer.status, answer.problem()]).toEqual([403, "foreign-page"]);
      expect(answer.header("access-control-allow-origin")).toBeNull();
    }
    const own = { Origin: stack.gatewayUrl };
    expect((await manage(stack, "GET", "rooms/default", { headers: own })).status).toBe(200);
  });

  test("nobody by a token in the address", async () => {
    const path = `/.stanchion/api/v1/rooms?token=${stack.adminToken}&access_token=${stack.adminToken}`;
    expect((await ask(stack, { path })).status).toBe(401);
  });

  test("after too many wrong guesses none is looked at, but the right one still works", async () => {
    const guess = () =>
      manage(stack, "GET", "rooms", { headers: { Authorization: "Bearer guess" } });
    const answers = await Promise.all(Array.from({ length: 40 }, guess));
    expect(
      answers.map(({ status }) => status).filter((status) => status === 429).length,
    ).toBeGreaterThan(10);
    expect(Number((await guess()).header("retry-after"))).toBeGreaterThan(0);
    expect((await manage(stack, "GET", "rooms")).status).toBe(200);
  });
});

describe("the settings of a room", () => {
  test("are there whole, with a tag, before anybody set any", async () => {
    const answer = await manage(stack, "GET", "rooms/default");
    expect([answer.status, answer.header("etag"), answer.header("cache-control")]).toEqual([
      200,
      '"0"',
      "no-store",
    ]);
    const { port } = new URL(stack.gatewayUrl);
    expect(answer.json()).toEqual({
      ...defaultSettings,
      room: "default",
      hosts: [`localhost:${port}`, `127.0.0.1:${port}`],
      origin: stack.shopUrl,
      version: 0,
      changedAt: null,
      changedBy: "default",
      warnings: [],
    });
  });

  test("PUT replaces them, PATCH merges into them, and both answer with the whole", async () => {
    const room = await openRoom(stack, { capacity: 20, message: { en: "Hello" } });
    const hosts = [room.host];
    const patched = await manage(stack, "PATCH", pathOf(room), {
      body: { admissionsPerMinute: 0.5 },
    });
    expect([patched.status, patched.header("etag")]).toEqual([200, '"2"']);
    expect(patched.json()).toMatchObject({
      ...{ hosts, capacity: 20, admissionsPerMinute: 0.5, message: { en: "Hello" }, version: 2 },
      changedBy: "admin",
    });
    const put = await manage(stack, "PUT", pathOf(room), { body: { hosts, capacity: 21 } });
    expect(put.json()).toMatchObject({
      hosts,
      capacity: 21,
      admissionsPerMinute: 600,
      message: null,
    });
    expect((await manage(stack, "GET", pathOf(room))).json()).toEqual(put.json());
  });

  test("are refused with each wrong field named, and nothing is changed", async () => {
    const room = await openRoom(stack, { capacity: 20 });
    const before = (await manage(stack, "GET", pathOf(room))).json();
    for (const method of ["PUT", "PATCH"]) {
      const body = { capacity: -1, state: "shut", admissionPerMinute: 60, queue: "always" };
      const answer = await manage(stack, method, pathOf(room), { body });
      expect([answer.status, answer.problem()]).toEqual([422, "invalid-settings"]);
      const { errors = [] } = answer.json<Problem>();
      expect(errors.map(({ field }) => field).sort()).toEqual([
        "admissionPerMinute",
        "capacity",
        "state",
      ]);
      for (const { detail } of errors) expect(detail).toMatch(/^(must|is not a setting)/);
    }
    expect((await manage(stack, "GET", pathOf(room))).json()).toEqual(before);
  });

  test("are refused where requests would go in circles, through one room or two", async () => {
    const shop = `shop-of-${randomBytes(4).toString("hex")}.example`;
    const other = await openRoom(stack, { origin: `https://${shop}` });
    const room = await openRoom(stack);
    const { host: gateway, port } = new URL(stack.gatewayUrl);
    const ownNames = [
      ...["localhost", "LOCALHOST.", "a.localhost", "0.0.0.0", "127.0.0.2", "127.1", "0x7f000001"],
      ...["0", "2130706433", "[::1]", "[::]", "[::ffff:127.0.0.1]", "[0:0:0:0:0:ffff:7f00:1]"],
      ...["[::ffff:0:127.0.0.1]", "[64:ff9b::127.0.0.1]", "ip6-localhost", "localhost.localdomain"],
    ].map((name) => new URL(`http://${name}:${port}`));
    for (const [body, field, named] of [
      ...ownNames.map((url) => [{ origin: url.origin }, "origin", url.host] as const),
      [{ origin: `http://${room.host.toUpperCase()}` }, "origin", room.host],
      [{ origin: `https://${other.host}:443` }, "origin", other.host],
      [{ origin: `http://${gateway}` }, "origin", gateway],
      [{ hosts: ["a.example"], origin: "http://a.example" }, "origin", "a.example"],
      [{ hosts: ["a.example"], origin: "http://a.example." }, "origin", "a.example."],
      [{ hosts: [room.host, shop] }, "hosts", other.name],
      [{ hosts: [room.host, other.host] }, "hosts", other.name],
    ] as const) {
      for (const method of ["PUT", "PATCH"]) {
        const wanted = { ...(method === "PUT" && { hosts: [room.host] }), ...body };
        const answer = await manage(stack, method, pathOf(room), { body: wanted });
        const { errors = [] } = answer.json<Problem>();
        expect([answer.status, errors.map((error) => error.field)]).toEqual([422, [field]]);
        expect(errors[0]?.detail).toContain(`"${named}"`);
      }
    }
    const { version } = (await manage(stack, "GET", pathOf(room))).json<{ version: number }>();
    expect(version).toBe(1);
    // The same name at another port is another server.
    for (const name of [room.host, "localhost", "[::1]", "127.0.0.1"]) {
      expect((await room.change({ origin: `http://${name}:1` })).status).toBe(200);
    }
  });

  test("say so when a room takes a host that was the demo's", async () => {
    const room = await openRoom(stack);
    const { host } = new URL(stack.gatewayUrl);
    const taken = await room.change({ hosts: [room.host, host] });
    expect(taken.json<{ warnings: readonly string[] }>().warnings.join()).toContain(host);
    const given = await room.change({ hosts: [room.host] });
    expect(given.json<{ warnings: readonly string[] }>().warnings).toEqual([]);
  });

  test.each<readonly [string, string, string, number]>([
    ["no JSON", "application/json", "{", 400],
    ["a list", "application/json", "[]", 422],
    ["nothing", "application/json", "null", 422],
    ["a form", "application/x-www-form-urlencoded", "capacity=1", 415],
    ["JSON that says it is text", "text/plain", '{"capacity":1}', 415],
    ["JSON that does not say what it is", "", '{"capacity":1}', 415],
    [
      "something without end",
      "application/json",
      JSON.stringify({ message: "x".repeat(70_000) }),
      413,
    ],
  ])("are not reset by a body of another kind: %s", async (_, type, body, status) => {
    const room = await openRoom(stack, { capacity: 20 });
    for (const method of ["PUT", "PATCH"]) {
      const answer = await ask(stack, {
        method,
        path: `/.stanchion/api/v1/${pathOf(room)}`,
        headers: {
          Authorization: `Bearer ${stack.adminToken}`,
          ...(type && { "Content-Type": type }),
        },
        body,
      });
      expect([answer.status, answer.problem()]).toEqual([status, expect.any(String)]);
    }
    expect((await manage(stack, "GET", pathOf(room))).json()).toMatchObject({
      capacity: 20,
      version: 1,
    });
  });

  test("are not changed over somebody else's change", async () => {
    const room = await openRoom(stack, { capacity: 20 });
    const change = (capacity: number, etag: string) =>
      manage(stack, "PATCH", pathOf(room), { body: { capacity }, headers: { "If-Match": etag } });
    expect((await change(21, '"1"')).status).toBe(200);
    for (const etag of ['"1"', '"9"', "nonsense", '"2", "3"']) {
      const stale = await change(22, etag);
      expect([stale.status, stale.problem(), stale.header("etag")]).toEqual([
        412,
        "stale-settings",
        '"2"',
      ]);
    }
    const both = await Promise.all([change(30, '"2"'), change(31, '"2"')]);
    expect(both.map(({ status }) => status).sort()).toEqual([200, 412]);
    expect((await change(40, "*")).status).toBe(200);
    expect((await change(41, 'W/"4"')).status).toBe(200);
  });

  test("leave a record of who changed what and when, newest first", async () => {
    const started = Date.now();
    const room = await openRoom(stack, { capacity: 20 });
    await room.change({ capacity: 21, state: "paused" });
    await room.change({ capacity: 21 });
    const { entries } = (await manage(stack, "GET", `${pathOf(room)}/audit`)).json<{
      readonly entries: readonly AuditEntry[];
    }>();
    expect(
      entries.map(({ field, from, to, settingsVersion }) => [field, from, to, settingsVersion]),
    ).toEqual([
      ["capacity", 20, 21, 2],
      ["state", "open", "paused", 2],
      ["capacity", null, 20, 1],
      ["hosts", [], [room.host], 1],
    ]);
    for (const { at, who } of entries) {
      expect(who).toBe("admin");
      expect(Date.parse(at)).toBeGreaterThanOrEqual(started - 1_000);
      expect(Date.parse(at)).toBeLessThanOrEqual(Date.now() + 1_000);
    }
  });

  test("warn of a claim window in which a background tab may sleep", async () => {
    const room = await openRoom(stack, { claimWindowSeconds: 60 });
    const { warnings } = (await manage(stack, "GET", pathOf(room))).json<{
      readonly warnings: string[];
    }>();
    expect(warnings.join()).toMatch(/claimWindowSeconds/);
  });

  test("are of no room that nobody set up, nor of one that cannot be", async () => {
    for (const name of ["nobody", "UPPER", "..%2fdefault", "a".repeat(64)]) {
      expect((await manage(stack, "GET", `rooms/${name}`)).status).toBe(404);
      expect((await manage(stack, "GET", `rooms/${name}/live`)).status).toBe(404);
      expect((await manage(stack, "PATCH", `rooms/${name}`, { body: {} })).status).toBe(404);
    }
    expect((await manage(stack, "PUT", "rooms/UPPER", { body: {} })).status).toBe(422);
    expect((await manage(stack, "GET", "nothing")).status).toBe(404);
  });
});

describe.concurrent("a change takes effect within five seconds", () => {
  test("of the state: nobody enters a paused room, and places are kept", async () => {
    const room = await openRoom(stack, { state: "paused" });
    const visitor = visit(room);
    expect(await visitor.join()).toMatchObject({ state: "paused", position: 1, waitSeconds: null });
    expect((await visit(room).open("/")).setCookies).toEqual([]);
    await room.change({ state: "open" });
    await visitor.enter();
    await visitor.open("/");
    await room.change({ state: "closed" });
    const newcomer = () => visit(room).join();
    expect(await withinFiveSeconds(newcomer, ({ state }) => state === "closed")).toMatchObject({
      state: "closed",
      position: null,
    });
    // Who is inside stays inside.
    expect((await visitor.open("/checkout")).text()).toContain("<form");
    expect(await room.admissionsAtShop()).toHaveLength(1);
  });

  test("of the message, in the visitor's language", async () => {
    const room = await openRoom(stack, { queue: "always", admissionsPerMinute: 0 });
    const visitor = visit(room);
    await visitor.join();
    await room.change({ message: { en: "Back at nine", de: "Um neun geht es weiter" } });
    const text = await withinFiveSeconds(
      async () => (await visitor.open("/", { "Accept-Language": "de-AT,de;q=0.9" })).text(),
      (page) => page.includes("Um neun"),
    );
    expect(text).toContain("Um neun geht es weiter");
    expect((await visitor.status()).message).toBe("Back at nine");
  });

  test("of the public paths and the status of the page", async () => {
    const room = await openRoom(stack, { queue: "always" });
    const look = (path: string) => visit(room).open(path);
    expect((await look("/stock")).status).toBe(200);
    expect(await room.log()).toEqual([]);
    await room.change({ publicPaths: ["/stock"], queuedStatus: 429 });
    expect(
      (
        await withinFiveSeconds(
          () => look("/"),
          ({ status }) => status === 429,
        )
      ).status,
    ).toBe(429);
    expect((await look("/stock")).json()).toHaveProperty("unitsLeft");
    await room.change({ publicPaths: [] });
    expect(
      (
        await withinFiveSeconds(
          () => look("/stock"),
          ({ status }) => status === 429,
        )
      ).status,
    ).toBe(429);
  });

  test("of the capacity: raised, those who wait come in; lowered, nobody is thrown out", async () => {
    const room = await openRoom(stack, { queue: "always", capacity: 0 });
    const [first, second] = [visit(room), visit(room)];
    await first.join();
    await second.join();
    await pause(1_500);
    expect((await room.live()).inside).toBe(0);
    await room.change({ capacity: 1 });
    await first.enter();
    expect((await room.live()).inside).toBe(1);
    await room.change({ capacity: 0 });
    expect((await first.open("/")).text()).toContain("in stock");
    expect(await second.status()).not.toMatchObject({ state: "admitted" });
    expect((await room.live()).inside).toBe(1);
  });
});

describe.concurrent("hosts", () => {
  test("lead to their own room, with a line and passes of its own", async () => {
    const [one, other] = [await openRoom(stack), await openRoom(stack, { queue: "always" })];
    const visitor = visit(one);
    await visitor.open("/");
    const pass = visitor.tokens.pass;
    const headers = { Host: other.host, Cookie: `stanchion-pass=${pass}` };
    expect((await ask(stack, { path: "/", headers })).status).toBe(503);
    expect(await other.log()).toEqual([]);
    expect((await other.live()).totals.joined).toBe(0);
    expect((await one.live()).totals.joined).toBe(1);
  });

  test("of another room are refused, and the settings stay as they were", async () => {
    const [one, other] = [await openRoom(stack), await openRoom(stack, { capacity: 5 })];
    const body = { hosts: [other.host, one.host], capacity: 6 };
    const answer = await manage(stack, "PATCH", pathOf(other), { body });
    expect(answer.status).toBe(422);
    expect(answer.json<Problem>().errors).toEqual([
      { field: "hosts", detail: expect.stringContaining(one.name) },
    ]);
    expect((await manage(stack, "GET", pathOf(other))).json()).toMatchObject({
      hosts: [other.host],
      capacity: 5,
      version: 1,
    });
    expect((await visit(one).open("/")).status).toBe(200);
  });

  test("that nobody set up are unknown, whatever is asked of them", async () => {
    const unknown = ["unknown.example", "localhost", "127.0.0.1", "evil.example:80"];
    for (const host of unknown) {
      for (const path of [
        "/",
        "/checkout",
        "/.stanchion/status",
        "/.stanchion/api/v1/rooms",
        "/.stanchion/admin/",
      ]) {
        const answer = await ask(stack, { path, headers: { Host: host } });
        expect([host, path, answer.status, answer.problem()]).toEqual([
          host,
          path,
          421,
          "unknown-host",
        ]);
      }
    }
    const log = await stack.requestLog();
    expect(log.filter(({ host }) => unknown.includes(host ?? ""))).toEqual([]);
  });

  test("given up are unknown within five seconds, and those named twice are one", async () => {
    const room = await openRoom(stack);
    const next = `next-${room.host}`;
    const changed = await room.change({ hosts: [next, next.toUpperCase()] });
    expect(changed.json()).toMatchObject({ hosts: [next] });
    const look = () => ask(stack, { path: "/", headers: { Host: room.host } });
    expect((await withinFiveSeconds(look, ({ status }) => status === 421)).status).toBe(421);
    expect((await visit({ ...room, host: next }).open("/")).status).toBe(200);
  });

  test("are listed with their rooms", async () => {
    const room = await openRoom(stack);
    const { rooms } = (await manage(stack, "GET", "rooms")).json<{
      readonly rooms: readonly { readonly room: string; readonly hosts: readonly string[] }[];
    }>();
    expect(rooms).toContainEqual({ room: room.name, hosts: [room.host] });
    expect(rooms.map((one) => one.room)).toContain("default");
  });

  test("of the management do not need to be anybody's, and show no visitor's address", async () => {
    const admin = await ask(stack, { path: "/.stanchion/admin/" });
    expect([admin.status, admin.header("cache-control")]).toEqual([200, "no-store"]);
    expect(admin.header("content-security-policy")).toContain("default-src 'none'");
    expect((await ask(stack, { path: "/.stanchion/admin" })).header("location")).toBe(
      "/.stanchion/admin/",
    );
    expect((await ask(stack, { path: "/.stanchion/health" })).json()).toEqual({ status: "ok" });
  });
});
