import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { requireAssertion } from "../../src/origin/node.ts";
import { withinFiveSeconds } from "../support/five-seconds.ts";
import { openRoom, type ProtectedRoom } from "../support/protected-room.ts";
import { type ScriptedShop, startScriptedShop } from "../support/scripted-shop.ts";
import { type Stack, startStack } from "../support/stack.ts";
import { type AdmittedHeaders, admit } from "../support/visitor.ts";
import { sendOnWire } from "../support/wire.ts";

let shop: ScriptedShop;
let stack: Stack;
let room: ProtectedRoom;
/** The same shop, reached by an address of the room's own: a parser stands on the way there. */
let own: ProtectedRoom;
let admitted: AdmittedHeaders;
let admittedToOwn: AdmittedHeaders;
/** What the strict shop served, as it stood in its request line. */
const served: string[] = [];

beforeAll(async () => {
  shop = await startScriptedShop();
  stack = await startStack({ origin: shop.url });
  room = await openRoom(stack, { assertions: "per-request" });
  const origin = shop.url.replace("127.0.0.1", "localhost");
  own = await openRoom(stack, { assertions: "per-request", origin });
  shop.answer = requireAssertion(
    (request, response) => {
      served.push(`${request.method} ${request.url}`);
      response.end("served");
    },
    {
      jwksUrl: `${stack.gatewayUrl}/.stanchion/jwks.json`,
      host: [room.host, own.host],
      strict: true,
    },
  );
  admitted = await admit(room);
  admittedToOwn = await admit(own);
});
beforeEach(() => {
  served.length = 0;
});
afterAll(async () => {
  await stack.stop();
  await shop.close();
});

/** Asks by way of the gateway. @returns the assertion that the shop was shown */
async function ask(method: string, target: string, headers: AdmittedHeaders): Promise<string> {
  const { status } = await sendOnWire(stack, {
    method,
    target,
    headers: { ...headers, "Content-Length": "0" },
  });
  expect([method, target, status]).toEqual([method, target, 200]);
  return String(shop.requests.at(-1)?.headers["stanchion-assertion"]);
}

/** Asks the shop itself, past the gateway. */
const askShop = (
  method: string,
  target: string,
  assertion: string,
  lines: readonly string[] = [],
) =>
  sendOnWire(
    { gatewayUrl: shop.url },
    {
      method,
      target,
      headers: { Host: room.host, "Stanchion-Assertion": assertion, "Content-Length": "0" },
      lines,
    },
  );

const targets = [
  "/",
  "/checkout?step=2&next=%2Fpay",
  "/a//b/;v=1/%2e%2E%2f",
  "/?",
  "/?a?b=%00%ff",
  `/${"long".repeat(500)}?${"q=1&".repeat(200)}`,
  "/%E2%82%AC/'!$&()*+,;=:@~",
] as const;

/** Written by no browser, but read by servers. */
const oddTargets = ['/a"b<c>d`e{f}g|h^i', "/a\\b", "/caf\xe9?\xfc", "/a?b#c", "/%zz"] as const;

describe("a shop that takes assertions for one request only", () => {
  test("serves every address and method that comes through the gateway", async () => {
    for (const method of ["GET", "POST", "PUT", "DELETE", "OPTIONS", "PROPFIND"]) {
      for (const target of targets.slice(0, 3)) await ask(method, target, admitted);
    }
    for (const target of targets) await ask("GET", target, admitted);
    // Not what a parser would make another path of: that is turned away before.
    const parsable = targets.filter((target) => !target.includes("%2e"));
    for (const target of parsable) await ask("GET", target, admittedToOwn);
    expect(served).toHaveLength(6 * 3 + targets.length + parsable.length);
  });

  test("is sent an odd address with an assertion for the very spelling that arrives", async () => {
    const odd = [admitted, admittedToOwn].flatMap((headers) =>
      oddTargets.map((target) => sendOnWire(stack, { target, headers })),
    );
    const statuses = (await Promise.all(odd)).map(({ status }) => status);
    // What no server reads the platform or the shop's own turns away; no assertion is found wrong.
    expect(statuses.filter((status) => status !== 200 && status !== 400)).toEqual([]);
    expect(served).toHaveLength(statuses.filter((status) => status === 200).length);
    expect(served.length).toBeGreaterThan(4);
  });

  test("refuses one that was caught on the way, for anything but what it was made for", async () => {
    const caught = await ask("GET", "/a?x=1", admitted);
    const before = served.length;
    const elsewhere: readonly (readonly [string, string])[] = [
      ["POST", "/b"],
      ["POST", "/a?x=1"],
      ["HEAD", "/a?x=1"],
      ["get", "/a?x=1"],
      ["GET", "/b"],
      ["GET", "/a"],
      ["GET", "/a?x=2"],
      ["GET", "/a?x=1&y"],
      ["GET", "/A?x=1"],
      ["GET", "/a/?x=1"],
      ["GET", "//a?x=1"],
      ["GET", "/%61?x=1"],
      ["GET", "/a?x=%31"],
      ["GET", "/b/../a?x=1"],
      ["GET", `http://${room.host}/a?x=1`],
    ];
    for (const [method, target] of elsewhere) {
      const { status } = await askShop(method, target, caught);
      expect([method, target, status === 403 || status === 400]).toEqual([method, target, true]);
    }
    // By the headers that frameworks believe it is no other request either.
    const dressed = await askShop("GET", "/b", caught, [
      "X-Original-URL: /a?x=1",
      "X-HTTP-Method-Override: GET",
    ]);
    expect(dressed.status).toBe(403);
    expect(served).toHaveLength(before);
    // It is the binding that refuses: for what it was made for it is good, for its minute.
    expect((await askShop("GET", "/a?x=1", caught)).status).toBe(200);
  });

  test("refuses one that is bound to nothing, as other rooms have them", async () => {
    const loose = await openRoom(stack, {});
    const { status } = await sendOnWire(stack, { target: "/a", headers: await admit(loose) });
    expect(status).toBe(403);
    expect(served).toEqual([]);
  });

  test("gets a new one with each request, and never one for two", async () => {
    const first = await ask("GET", "/a", admitted);
    const second = await ask("GET", "/a", admitted);
    expect(first).not.toBe(second);
    const claims = JSON.parse(Buffer.from(first.split(".")[1] ?? "", "base64url").toString());
    expect(claims).toMatchObject({
      method: "GET",
      targetHash: expect.stringMatching(/^[\w-]{43}$/),
    });
  });

  test("is told of a change within five seconds, back as well as forth", async () => {
    const changing = await openRoom(stack, {});
    const headers = await admit(changing);
    const shown = async (target: string) => {
      await sendOnWire(stack, { target, headers });
      const token = String(shop.requests.at(-1)?.headers["stanchion-assertion"]);
      return JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString());
    };
    expect(await shown("/a")).not.toHaveProperty("method");
    await changing.change({ assertions: "per-request" });
    const isBound = (claims: object) => "method" in claims;
    const bound = await withinFiveSeconds(() => shown("/b"), isBound);
    expect(bound).toHaveProperty("method", "GET");
    await changing.change({ assertions: "reusable" });
    const loose = await withinFiveSeconds(
      () => shown("/c"),
      (claims) => !isBound(claims),
    );
    expect(loose).not.toHaveProperty("method");
  });
});
