/** Bodies that break off, say two things about their length, or never end: the shop's own orders are the judge. */

import { setTimeout as pause } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { openRoom, type ProtectedRoom } from "../support/protected-room.ts";
import { type RawExchange, sendRaw, statusOf } from "../support/raw-http.ts";
import { type Stack, startStack } from "../support/stack.ts";
import { type AdmittedHeaders, admit } from "../support/visitor.ts";

let stack: Stack;
beforeAll(async () => {
  stack = await startStack({ stock: 1_000 });
});
afterAll(() => stack.stop());
afterEach(() => {
  // Whatever was sent, nothing in the Worker may have been taken by surprise.
  expect(stack.workerdLines).toEqual([]);
});

/** A whole order: what breaks off behind it must not make it one. */
const form = "name=Ada&address=Pall+Mall+1&email=ada%40example.com&quantity=1";
/** So long that it streams. */
const longForm = `${form}&note=${"x".repeat(100_000)}`;
const chunk = (text: string) => `${text.length.toString(16)}\r\n${text}\r\n`;
const chunked = ["Transfer-Encoding: chunked"];

type Sending = Omit<RawExchange, "to" | "bytes">;
interface Body extends Sending {
  readonly lines: readonly string[];
  readonly body: string;
}

const breakingOff: readonly (readonly [string, Body])[] = [
  ["chunks, and then the end", { lines: chunked, body: chunk(form), ending: "close" }],
  ["chunks, and then a reset", { lines: chunked, body: chunk(form), ending: "reset" }],
  ["chunks, and then no chunk", { lines: chunked, body: `${chunk(form)}zz\r\nx` }],
  ["chunks, and then a chunk below nothing", { lines: chunked, body: `${chunk(form)}-1\r\nx` }],
  [
    "chunks, and then one without bounds",
    { lines: chunked, body: `${chunk(form)}${"f".repeat(17)}\r\n` },
  ],
  ["half a chunk", { lines: chunked, body: `100\r\n${form}`, ending: "close" }],
  [
    "the last chunk without its end",
    { lines: chunked, body: `${chunk(form)}0\r\n`, ending: "close" },
  ],
  ["many chunks, and then the end", { lines: chunked, body: chunk(longForm), ending: "close" }],
  ["many chunks, and then a reset", { lines: chunked, body: chunk(longForm), ending: "reset" }],
  ["many chunks, and then no chunk", { lines: chunked, body: `${chunk(longForm)}zz\r\nx` }],
  [
    "chunks, a rest, and then the end",
    { lines: chunked, body: chunk(form), ending: "close", endsAfter: () => pause(1_300) },
  ],
  [
    "less than its length, and then the end",
    { lines: [`Content-Length: ${form.length + 9}`], body: form, ending: "close" },
  ],
  [
    "less than its length, and then a reset",
    { lines: [`Content-Length: ${form.length + 9}`], body: form, ending: "reset" },
  ],
  [
    "less than its great length, and then the end",
    { lines: [`Content-Length: ${longForm.length + 9}`], body: longForm, ending: "close" },
  ],
  [
    "less than its great length, and then a reset",
    { lines: [`Content-Length: ${longForm.length + 9}`], body: longForm, ending: "reset" },
  ],
  [
    "less than its length, under an odd expectation",
    {
      lines: [`Content-Length: ${form.length + 9}`, "Expect: something-else"],
      body: form,
      ending: "close",
    },
  ],
];

/** The shop of `npm start` is reached through a binding, a room's own shop by its address. */
const waysToShop = [
  ["the shop that the gateway was started with", () => null],
  ["a shop of the room's own", () => stack.shopUrl.replace("127.0.0.1", "localhost")],
] as const;

describe.each(waysToShop)("an order for %s", (_, originOf) => {
  let room: ProtectedRoom;
  let admitted: AdmittedHeaders;
  beforeAll(async () => {
    room = await openRoom(stack, { origin: originOf(), ordersPerAdmission: 100 });
    admitted = await admit(room);
  });

  const headOf = (lines: readonly string[]) =>
    [
      "POST /order HTTP/1.1",
      "Content-Type: application/x-www-form-urlencoded",
      ...Object.entries(admitted).map(([name, value]) => `${name}: ${value}`),
      ...lines,
    ].join("\r\n");
  const send = ({ lines, body, ...ending }: Body) =>
    sendRaw({ to: stack.gatewayUrl, bytes: `${headOf(lines)}\r\n\r\n${body}`, ...ending });
  // By its address a shop of the room's own is known under another host.
  const reached = async () =>
    (await stack.requestLog()).filter(({ assertion }) => assertion?.room === room.name);
  const sold = async () =>
    (await stack.orders()).filter(({ admission }) => admission?.room === room.name);

  test("is none when its body breaks off, in whichever way", async () => {
    const answers = await Promise.all(
      breakingOff.map(async ([how, body]) => [how, statusOf(await send(body))] as const),
    );
    // Whoever reset the connection hears nothing more.
    expect(answers).toEqual(
      breakingOff.map(([how, { ending }]) => [how, ending === "reset" ? null : 400]),
    );
    // What reached the shop was cut off there too: it answered to none of it.
    const cutOff = await reached();
    expect(cutOff.map(({ status }) => status)).toEqual(cutOff.map(() => null));
    expect(cutOff.length).toBeGreaterThan(0);
    expect(await sold()).toEqual([]);
  });

  test("is none while its body does not come to an end", async () => {
    for (const lines of [[`Content-Length: ${form.length + 1}`], chunked]) {
      const body = lines === chunked ? chunk(form) : form;
      expect(await send({ lines, body, timeoutMs: 300 })).toBe("");
    }
    expect(await sold()).toEqual([]);
  });

  test.each([
    ["in codings that we do not take off", ["Transfer-Encoding: gzip, chunked"]],
    ["in chunks of chunks", ["Transfer-Encoding: chunked, chunked"]],
    ["in chunks, said twice", [...chunked, ...chunked]],
    ["in no coding", ["Transfer-Encoding: identity"]],
    ["in chunks in name only", ["Transfer-Encoding: chunked-ish"]],
    ["in chunks behind a tab", ["Transfer-Encoding:\vchunked"]],
  ])("is refused when it is sent %s", async (_, lines) => {
    const before = (await reached()).length;
    expect(statusOf(await send({ lines, body: `${chunk(form)}0\r\n\r\n`, ending: "close" }))).toBe(
      400,
    );
    expect(await reached()).toHaveLength(before);
  });

  test("is one when it is whole, in whichever way it came", async () => {
    const whole: readonly Body[] = [
      { lines: [`Content-Length: ${form.length}`], body: form },
      { lines: [`Content-Length: ${form.length}`, "Expect: 100-continue"], body: form },
      { lines: chunked, body: `${chunk("name=Ada&")}${chunk(form.slice(9))}0\r\n\r\n` },
      { lines: ["Transfer-Encoding: Chunked"], body: `${chunk(form)}0;x=y\r\n\r\n` },
      // What comes behind the last chunk is no header of anybody's.
      {
        lines: [...chunked, "Trailer: Idempotency-Key, Stanchion-Assertion"],
        body: `${chunk(form)}0\r\nIdempotency-Key: "x"\r\nStanchion-Assertion: forged\r\n\r\n`,
      },
      // Two lengths: the chunks count, and nothing follows on this connection.
      {
        lines: [...chunked, `Content-Length: ${form.length}`],
        body: `${chunk(form)}0\r\n\r\nGET /smuggled HTTP/1.1\r\nHost: ${room.host}\r\n\r\n`,
      },
    ];
    for (const body of whole) {
      expect(await send({ ...body, ending: "close" })).toContain("HTTP/1.1 200 OK");
    }
    const orders = (await reached()).slice(-whole.length);
    // The very same form: one order, by one name.
    expect(new Set(orders.map(({ idempotencyKey }) => idempotencyKey)).size).toBe(1);
    expect(orders.map(({ url, assertionHeaders }) => [url, assertionHeaders])).toEqual(
      whole.map(() => ["/order", 1]),
    );
    expect(await sold()).toHaveLength(1);
  });
});

test("at an address of ours a body that breaks off changes nothing, and is nobody's fault but its sender's", async () => {
  const room = await openRoom(stack, { queue: "always" });
  const { pathname } = new URL(`${stack.gatewayUrl}/.stanchion/api/v1/rooms/${room.name}`);
  const operator = [
    `Host: ${new URL(stack.gatewayUrl).host}`,
    `Authorization: Bearer ${stack.adminToken}`,
  ];
  for (const [line, lines, body] of [
    ["POST /.stanchion/join", [`Host: ${room.host}`], "{}"],
    ["POST /.stanchion/enter", [`Host: ${room.host}`], "{}"],
    ["POST /.stanchion/leave", [`Host: ${room.host}`], "{}"],
    ["POST /.stanchion/invitation", [`Host: ${room.host}`], '{"invitation":"a.b.c"}'],
    [`PATCH ${pathname}`, operator, '{"capacity":1}'],
    [`PUT ${pathname}`, operator, `{"hosts":["${room.host}"],"capacity":1}`],
    [`POST ${pathname}/orders`, operator, '{"order":"1","units":1}'],
    ["POST /.stanchion/api/v1/keys/revoke", operator, '{"kid":"x"}'],
  ] as const) {
    for (const [framing, sent] of [
      [chunked, `${chunk(body)}zz\r\n`],
      [chunked, chunk(body)],
      [[`Content-Length: ${body.length + 9}`], body],
    ] as const) {
      const head = [`${line} HTTP/1.1`, ...lines, "Content-Type: application/json", ...framing];
      const answer = await sendRaw({
        to: stack.gatewayUrl,
        bytes: `${head.join("\r\n")}\r\n\r\n${sent}`,
        ending: "close",
      });
      // Whoever leaves says so by coming, and reads no body.
      const statuses = line.endsWith("/leave") || line.endsWith("/enter") ? [400, 401, 204] : [400];
      expect([line, framing, statuses]).toEqual([
        ...[line, framing],
        expect.arrayContaining([statusOf(answer)]),
      ]);
      if (statusOf(answer) === 400) expect(answer).toMatch(/cache-control: no-store/i);
    }
  }
  const { totals, capacity } = await room.live();
  expect([totals.joined, capacity]).toEqual([0, null]);
});

const statusesIn = (answers: string) => answers.match(/HTTP\/1\.1 \d{3}/g) ?? [];

/** Several orders on one connection, before the first is answered. */
test("requests that follow each other at once are told apart by their lengths, and each is judged", async () => {
  const room = await openRoom(stack, { admissionsPerMinute: 600_000 });
  const admitted = await admit(room);
  await room.change({ queue: "always", admissionsPerMinute: 0 });
  const headers = (sent: Readonly<Record<string, string>>) =>
    Object.entries(sent)
      .map(([name, value]) => `${name}: ${value}\r\n`)
      .join("");
  const request = (line: string, sent: Readonly<Record<string, string>>, body = "") =>
    `${line} HTTP/1.1\r\n${headers(sent)}Content-Length: ${body.length}\r\n\r\n${body}`;
  const answers = await sendRaw({
    to: stack.gatewayUrl,
    bytes: [
      request("POST /echo/one", admitted, "GET /smuggled HTTP/1.1\r\n\r\n"),
      request("GET /echo/stranger", { Host: room.host }),
      `POST /echo/two HTTP/1.1\r\n${headers(admitted)}${chunked[0]}\r\n\r\n${chunk("x")}0\r\n\r\n`,
      request("POST /echo/three", admitted, "y"),
      `POST /echo/cut HTTP/1.1\r\n${headers(admitted)}Content-Length: 9\r\n\r\nhalf`,
    ].join(""),
    ending: "close",
    endsAfter: (heard) => expect.poll(() => statusesIn(heard())).toHaveLength(4),
  });
  expect(statusesIn(answers)).toEqual(
    [200, 503, 200, 200, 400].map((status) => `HTTP/1.1 ${status}`),
  );
  expect((await room.log()).map(({ url }) => url)).toEqual([
    "/echo/one",
    "/echo/two",
    "/echo/three",
  ]);
});
