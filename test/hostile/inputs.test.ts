import fc from "fast-check";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { openRoom, type ProtectedRoom } from "../support/protected-room.ts";
import { type Stack, startStack } from "../support/stack.ts";
import { type AdmittedHeaders, admit, html, json } from "../support/visitor.ts";
import { sendOnWire } from "../support/wire.ts";
import { expectHarmless } from "./ours.ts";

let stack: Stack;
/** Nobody gets in, one is inside. */
let room: ProtectedRoom;
let admitted: AdmittedHeaders;
beforeAll(async () => {
  stack = await startStack();
  room = await openRoom(stack, { order: "draw" });
  admitted = await admit(room);
  await room.change({ queue: "always", admissionsPerMinute: 0 });
});
afterAll(() => stack.stop());
afterEach(() => {
  // Whatever was sent, nothing in the Worker may have been taken by surprise.
  expect(stack.workerdLines).toEqual([]);
});

/** Bytes that some parser somewhere stumbles over. */
const awkward = fc.constantFrom(
  ...[
    "",
    " ",
    "0",
    "-1",
    "NaN",
    "1e308",
    "null",
    "{}",
    "[]",
    "[[[[",
    '{"a":',
    '"',
    "'",
    "%",
    "%zz",
  ],
  ...[
    "a.b.c",
    "..",
    "eyJhbGciOiJub25lIn0.e30.",
    "A".repeat(5_000),
    ",".repeat(900),
    ";=;=;",
    "\xff",
  ],
  ...[
    "__proto__",
    "constructor",
    "<script>",
    "//evil.example",
    "http://evil.example/",
    "\t",
    "*/*;q=x",
  ],
  ...[
    "text/html;q=nan",
    "bytes=0-",
    'W/"',
    '"1"',
    "multipart/form-data; boundary=",
    "en-\x80",
    "zz-ZZ",
  ],
);

/** Each header that the gateway's code looks at, and those that others believe. */
const readByUs = [
  ...["Accept", "Accept-Language", "Authorization", "Content-Type", "Cookie", "If-Match", "Origin"],
  ...["Sec-Fetch-Site", "Sec-Purpose", "Purpose", "X-Purpose", "X-Moz", "Idempotency-Key"],
  ...["Stanchion-Ticket", "Stanchion-Pass", "Stanchion-Invitation", "Stanchion-Assertion"],
  ...["Stanchion-Session", "Stanchion-Units", "Stanchion-Order", "Retry-After", "Cache-Control"],
  ...["X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "Forwarded", "CF-Connecting-IP"],
  ...["X-Original-URL", "X-Rewrite-URL", "X-HTTP-Method-Override", "Content-Encoding", "Range"],
];

const path = fc.constantFrom(
  ...[
    "/",
    "/checkout",
    "/order",
    "/.stanchion",
    "/.stanchion/",
    "/.stanchion/join",
    "/.stanchion/status",
  ],
  ...["/.stanchion/enter", "/.stanchion/leave", "/.stanchion/jwks.json", "/.stanchion/draw"],
  ...["/.stanchion/invitation", "/.stanchion/api/v1/rooms", "/.stanchion/api/v1/rooms/default"],
  ...["/.stanchion/api/v1/rooms/default/orders", "/.stanchion/api/v1/rooms/default/reset"],
  ...["/.stanchion/api/v1/rooms/default/fairness", "/.stanchion/api/v1/rooms/%00/live"],
  ...[
    "/.stanchion/api/v1/keys/rotate",
    "/.stanchion/api/v1/keys/revoke",
    "/.stanchion/%2e%2e/",
    "/.stanchion/join?target=//evil.example",
  ],
);
const method = fc.constantFrom(
  "GET",
  "POST",
  "PUT",
  "PATCH",
  "DELETE",
  "HEAD",
  "OPTIONS",
  "PROPFIND",
);
const body = fc.oneof(
  awkward,
  fc.constantFrom(
    '{"target":"//evil.example","key":1}',
    '{"target":"/\\\\evil.example","key":"x"}',
    '{"target":["/"],"__proto__":{"a":1}}',
    '{"invitation":{"toString":1}}',
    "target=https%3A%2F%2Fevil.example&key=%00",
    "target=%2F%40evil.example",
    "[".repeat(9_000),
  ),
);
const headers = fc.dictionary(fc.constantFrom(...readByUs), awkward, { maxKeys: 4 });

/** Sent as it stands: a value with a bare line feed in it would be another header. */
const written = (fields: Readonly<Record<string, string>>): readonly string[] =>
  Object.entries(fields).map(([name, value]) => `${name}: ${value}`);

describe("whatever a client sends", () => {
  test("is answered without a fault of ours, without our insides, and for no cache to keep", async () => {
    const before = (await stack.requestLog()).length;
    const seen = new Set<number | null>();
    await fc.assert(
      fc.asyncProperty(method, path, headers, body, async (verb, target, fields, content) => {
        const lines = [
          `Host: ${room.host}`,
          `Content-Length: ${content.length}`,
          ...written(fields),
        ];
        const answer = await sendOnWire(stack, { method: verb, target, lines, body: content });
        seen.add(answer.status);
        expectHarmless(
          answer,
          `${verb} ${target} ${JSON.stringify(fields)} ${content.slice(0, 80)}`,
        );
      }),
      { numRuns: 500 },
    );
    expect([...seen]).toEqual(expect.arrayContaining([200, 400, 401, 404, 503]));
    expect(await stack.requestLog()).toHaveLength(before);
    expect((await room.live()).totals.admitted).toBe(1);
  });

  test("has no effect on somebody inside: the session, its units and its orders are the shop's to tell", async () => {
    const fields = fc.dictionary(
      fc.constantFrom(
        "Stanchion-Session",
        "Stanchion-Units",
        "Stanchion-Order",
        "Stanchion-Ticket",
        "Stanchion-Invitation",
      ),
      fc.constantFrom("complete", "revoke", "9", "a.b.c", ""),
    );
    await fc.assert(
      fc.asyncProperty(fc.constantFrom("GET", "POST"), fields, async (verb, sent) => {
        const answer = await sendOnWire(stack, {
          method: verb,
          target: "/echo/inside",
          headers: { ...admitted, "Content-Length": "0", ...sent },
        });
        expect(answer.status).toBe(200);
        expect(answer.body).not.toMatch(/"Stanchion-(?!Assertion)/i);
      }),
      { numRuns: 40 },
    );
    expect((await room.live()).inside).toBe(1);
  });

  test("cut off in the middle of a form is no order, and no trouble of the shop's", async () => {
    const before = (await stack.requestLog()).length;
    const lines = ["Content-Length: 5000", "Content-Type: application/x-www-form-urlencoded"];
    const { status } = await sendOnWire(stack, {
      method: "POST",
      target: "/order",
      headers: admitted,
      lines,
      body: "name=Ada",
      ending: "close",
    });
    expect(status).toBe(400);
    expect(await stack.requestLog()).toHaveLength(before);
  });

  test.each([
    ["with two lengths", ["Content-Length: 4", "Content-Length: 40"]],
    ["with a length and in chunks", ["Content-Length: 4", "Transfer-Encoding: chunked"]],
    ["in chunks under an odd name", ["Transfer-Encoding: xchunked", "Content-Length: 4"]],
    ["with a length that is none", ["Content-Length: +4"]],
    ["with a length behind a space", ["Content-Length : 4"]],
    ["with a length of another width", ["Content-Length: 0x4"]],
  ])("%s is never two requests at the shop", async (_, lines) => {
    const before = (await stack.requestLog()).length;
    const smuggled = `0\r\n\r\nGET /smuggled HTTP/1.1\r\nHost: ${room.host}\r\n\r\n`;
    await sendOnWire(stack, {
      method: "POST",
      target: "/echo/a",
      headers: admitted,
      lines,
      body: smuggled,
    });
    const sent = (await stack.requestLog()).slice(before);
    expect(sent.map(({ url }) => url).filter((url) => url !== "/echo/a")).toEqual([]);
    expect(sent.length).toBeLessThanOrEqual(1);
  });
});

describe("pages and redirects", () => {
  const targets = [
    ...[
      "//evil.example",
      "/\\evil.example",
      "\\\\evil.example",
      "https://evil.example",
      "/@evil.example",
    ],
    ...[
      "/\t/evil.example",
      "/\r\nSet-Cookie: a=b",
      "javascript:alert(1)",
      "/%0d%0aX: y",
      "//%65vil.example",
    ],
    ...[
      "/.stanchion/leave",
      "/\u2028/evil.example",
      "http:evil.example",
      "///evil.example",
      " //evil.example",
    ],
  ];

  test.each(targets)("lead nowhere but to this shop: %j", async (target) => {
    // With room for all, so that the way back is told at once.
    const open = await openRoom(stack, { admissionsPerMinute: 600_000 });
    for (const [type, content] of [
      ["application/json", JSON.stringify({ target })],
      ["application/x-www-form-urlencoded", `target=${encodeURIComponent(target)}`],
    ] as const) {
      for (const accept of [html, json]) {
        const answer = await sendOnWire(stack, {
          method: "POST",
          target: "/.stanchion/join",
          headers: {
            Host: open.host,
            ...accept,
            "Content-Type": type,
            "Content-Length": String(Buffer.byteLength(content)),
          },
          body: Buffer.from(content).toString("latin1"),
        });
        const way =
          /^location: (.*?)\r?$/im.exec(answer.head)?.[1] ??
          /"location":"([^"]*)"/.exec(answer.body)?.[1];
        if (way === undefined) throw new TypeError(`No way on: ${answer.head} ${answer.body}`);
        const { host, protocol } = new URL(way);
        expect([protocol, host]).toEqual(["http:", open.host]);
        expect(answer.head).not.toMatch(/^set-cookie: a=b/im);
      }
    }
  });

  test("show no word of the client's as anything but text", async () => {
    const script = "<script>alert(1)</script>";
    for (const [target, headers] of [
      [`/checkout?${script}`, {}],
      ["/checkout", { "Accept-Language": script }],
      [`/.stanchion/draw?${script}`, {}],
      [`/.stanchion/invitation?${script}`, {}],
    ] as const) {
      const answer = await sendOnWire(stack, {
        target,
        headers: { Host: room.host, ...html, ...headers },
      });
      expect([200, 400]).toContain(answer.status);
      expect(answer.body).not.toContain(script);
    }
  });
});
