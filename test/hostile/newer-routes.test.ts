import fc from "fast-check";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { disguises } from "../http/readings.ts";
import { manage, openRoom, type ProtectedRoom } from "../support/protected-room.ts";
import { type Stack, startStack } from "../support/stack.ts";
import { html, json, visit } from "../support/visitor.ts";
import { sendOnWire, type WireAnswer } from "../support/wire.ts";
import { expectHarmless } from "./ours.ts";

let stack: Stack;
let room: ProtectedRoom;
beforeAll(async () => {
  stack = await startStack();
  room = await openRoom(stack, {
    order: "draw",
    preQueueAt: new Date(Date.now() - 60_000).toISOString(),
    opensAt: new Date(Date.now() + 3_600_000).toISOString(),
    stock: { units: 10, perOrder: 1 },
  });
});
afterAll(() => stack.stop());
afterEach(() => {
  expect(stack.workerdLines).toEqual([]);
});

interface Sent {
  readonly method?: string;
  readonly target: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

async function send({
  method = "GET",
  target,
  headers = {},
  body = "",
}: Sent): Promise<WireAnswer> {
  const answer = await sendOnWire(stack, {
    method,
    target,
    headers: { Host: room.host, "Content-Length": String(body.length), ...headers },
    body,
  });
  expectHarmless(answer, `${method} ${target}`);
  return answer;
}

describe("the draw before the opening", () => {
  test("tells its commitment and no seed, however it is asked", async () => {
    await visit(room).join();
    const asked = ["", "?seed", "?held=true", "?seed=00", "/", "/seed", ".json", "%2f"];
    for (const rest of asked) {
      for (const headers of [json, html, { ...json, "Cache-Control": "only-if-cached" }]) {
        const { body, status } = await send({ target: `/.stanchion/draw${rest}`, headers });
        expect([200, 404]).toContain(status);
        if (status !== 200 || headers === html) continue;
        expect(JSON.parse(/\{.*\}/s.exec(body)?.[0] ?? "")).toMatchObject({
          seed: null,
          counts: null,
        });
      }
    }
    // The one thing of 64 digits on the page is the commitment.
    const { body: page } = await send({ target: "/.stanchion/draw", headers: html });
    const { body: published } = await send({ target: "/.stanchion/draw", headers: json });
    const commitment = /"commitment":"([0-9a-f]{64})"/.exec(published)?.[1];
    // Hashes of the page's own scripts are not in hexadecimal.
    expect(new Set(page.match(/\b[0-9a-f]{64}\b/g))).toEqual(new Set([commitment]));
  });
});

describe("an invitation", () => {
  const form = { "Content-Type": "application/x-www-form-urlencoded" };

  test.each([
    ["nothing", ""],
    ["no token", "hello"],
    ["a link elsewhere", "https://evil.example/#a.b.c"],
    ["a script", "<script>alert(1)</script>"],
    ["a header", "a.b.c%0d%0aSet-Cookie:%20x=y"],
    ["an unsigned token", "eyJhbGciOiJub25lIn0.eyJzdWIiOiJtZSJ9."],
    ["something long", "A".repeat(9_000)],
  ])("that is %s gives no cookie and leads nowhere", async (_, token) => {
    for (const headers of [
      { ...form, ...html },
      { ...form, ...json },
    ]) {
      const answer = await send({
        method: "POST",
        target: "/.stanchion/invitation",
        headers,
        body: `invitation=${token}`,
      });
      expect([400, 403]).toContain(answer.status);
      expect(answer.head).not.toMatch(/^(?:set-cookie|location):/im);
      expect(answer.body).not.toContain("<script>alert");
    }
  });

  test("is handed over from the shop's own pages only, and at no great length", async () => {
    const ask = { method: "POST", target: "/.stanchion/invitation", body: "invitation=a.b.c" };
    const foreign = await send({ ...ask, headers: { ...form, Origin: "https://evil.example" } });
    expect(foreign.status).toBe(403);
    const crossSite = await send({ ...ask, headers: { ...form, "Sec-Fetch-Site": "cross-site" } });
    expect(crossSite.status).toBe(403);
    const long = await send({ ...ask, headers: form, body: `invitation=${"a".repeat(20_000)}` });
    expect(long.status).toBe(413);
  });

  test("that is forged opens no line of the invited, in a header or a cookie", async () => {
    const invited = await openRoom(stack, { invitations: { keys: [], required: true } });
    const before = (await stack.requestLog()).length;
    const forged = `eyJ0eXAiOiJzdGFuY2hpb24taW52aXRhdGlvbitqd3QifQ.e30.${"A".repeat(86)}`;
    for (const headers of [
      { "Stanchion-Invitation": forged },
      { Cookie: `stanchion-invitation=${forged}` },
      { Cookie: `__Host-stanchion-invitation=${forged}` },
      {
        Cookie: Array.from(
          { length: 300 },
          (_, at) => `stanchion-invitation=${forged.slice(0, -3)}${at + 100}`,
        ).join("; "),
      },
    ]) {
      for (const target of ["/.stanchion/join", "/"]) {
        const method = target === "/" ? "GET" : "POST";
        const answer = await send({
          method,
          target,
          headers: { Host: invited.host, ...json, ...headers },
        });
        expect([403, 431, 503]).toContain(answer.status);
      }
    }
    expect(await stack.requestLog()).toHaveLength(before);
    expect((await invited.live()).totals.joined).toBe(0);
  });
});

describe("orders, reset and fairness", () => {
  const secret = () => `/.stanchion/api/v1/rooms/${room.name}/`;

  test("are nobody's without the token, in whatever spelling, method or dress they are asked", async () => {
    const before = await room.live();
    const route = fc.constantFrom("orders", "reset", "fairness", "live", "audit", "");
    const disguise = fc.constantFrom((path: string) => path, ...Object.values(disguises));
    const dress = fc.constantFrom<Readonly<Record<string, string>>>(
      {},
      { Authorization: "Bearer" },
      { Authorization: "Bearer null" },
      { Authorization: "Basic YWRtaW46YWRtaW4=" },
      { Authorization: "Bearer undefined", "X-Forwarded-For": "127.0.0.1" },
      { Cookie: "stanchion-admin=1", "X-HTTP-Method-Override": "GET" },
      { "X-Original-URL": "/.stanchion/health" },
    );
    const method = fc.constantFrom("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD");
    const json = { "Content-Type": "application/json" };
    await fc.assert(
      fc.asyncProperty(
        route,
        disguise,
        fc.nat(40),
        dress,
        method,
        async (name, write, at, headers, verb) => {
          const target = Buffer.from(write(secret() + name, at)).toString("latin1");
          const body =
            verb === "GET" || verb === "HEAD" ? "" : '{"order":"x","units":10,"state":"closed"}';
          const answer = await send({
            method: verb,
            target,
            headers: { ...json, ...headers },
            body,
          });
          // Whoever is not let in is asked who they are, finds nothing, or stands before the shop's own gate.
          expect([null, 400, 401, 403, 404, 421, 429, 503, 200]).toContain(answer.status);
          if (answer.status === 200)
            expect(answer.body).not.toMatch(/"(?:epoch|settingsVersion|entries)"/);
        },
      ),
      { numRuns: 200 },
    );
    const after = await room.live();
    expect([after.epoch, after.state, after.stock, after.settingsVersion]).toEqual([
      before.epoch,
      before.state,
      before.stock,
      before.settingsVersion,
    ]);
  });

  test("take numbers within bounds only, and change nothing otherwise", async () => {
    const before = await room.live();
    const session = { epoch: 1, line: "general", number: 1 };
    for (const body of [
      { order: "a", units: -1 },
      { order: "a", units: 1.5 },
      { order: "a", units: 1e308 },
      { order: "a", units: "1" },
      { order: "", units: 1 },
      { order: "a".repeat(201), units: 1 },
      { order: "a", units: 1, session: { ...session, number: 0 } },
      { order: "a", units: 1, session: { ...session, epoch: 1e21 } },
      { order: "a", units: 1, session: { ...session, pass: "a b" } },
      { order: "a", units: 1, extra: 1 },
      [],
      null,
      "a",
    ]) {
      const answer = await manage(stack, "POST", `rooms/${room.name}/orders`, { body });
      expect([JSON.stringify(body).slice(0, 60), answer.status]).toEqual([
        JSON.stringify(body).slice(0, 60),
        422,
      ]);
      expect(answer.header("cache-control")).toBe("no-store");
    }
    expect((await room.live()).stock).toEqual(before.stock);
  });

  test("of the settings for orders and outages, each is a checked one", async () => {
    for (const [field, values] of [
      ["originTimeoutSeconds", [0, 601, "30", null, 1e308]],
      [
        "orderStatusPath",
        ["my-order", "//evil.example", "/a b", "https://evil.example/", "/a/../b", "/%2e", 1],
      ],
      ["ordersPerAdmission", [0, 1.5, -1, 1_001, null]],
      ["graceMinutes", [-1, 61, "5", null]],
      [
        "onUnavailable",
        ["open", { tricklePerMinute: -1 }, { tricklePerMinute: 601 }, { all: true }, {}, true],
      ],
    ] as const) {
      for (const value of values) {
        const answer = await room.change({ [field]: value } as never);
        expect([field, value, answer.status]).toEqual([field, value, 422]);
      }
    }
  });
});
