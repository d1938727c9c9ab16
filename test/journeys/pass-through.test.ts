import { createHash, randomBytes } from "node:crypto";
import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { Readable } from "node:stream";
import { gzipSync } from "node:zlib";
import { request } from "undici";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import WebSocket from "ws";
import { byteAt } from "../../examples/shop/download.ts";
import type { Echo } from "../../examples/shop/echo.ts";
import { sendRaw, statusOf } from "../support/raw-http.ts";
import { type Stack, startStack } from "../support/stack.ts";
import { ask } from "./ask.ts";
import { openRoom, type ProtectedRoom } from "./protected-room.ts";
import { html, visit } from "./visitor.ts";

let stack: Stack;
let room: ProtectedRoom;
/** The headers of somebody who was let in. */
let inside: Readonly<Record<string, string>>;

beforeAll(async () => {
  stack = await startStack();
  room = await openRoom(stack);
  const visitor = visit(room);
  await visitor.open("/");
  inside = { Host: room.host, Cookie: `stanchion-pass=${visitor.cookie("stanchion-pass")}` };
});
afterAll(() => stack.stop());

const get = (path: string, headers: Readonly<Record<string, string>> = {}) =>
  ask(stack, { path, headers: { ...inside, ...headers } });

const echoed = async (path: string, headers: Readonly<Record<string, string>> = {}) =>
  (await get(path, headers)).json<Echo>();

/** The values of a header as they came to the shop. */
const valuesOf = ({ rawHeaders }: Echo, name: string): readonly string[] =>
  rawHeaders.flatMap((text, index) =>
    index % 2 === 0 && text.toLowerCase() === name ? [rawHeaders[index + 1] ?? ""] : [],
  );

/** A request written byte by byte by somebody who was let in; what the shop saw of it. */
async function raw(requestLine: string, headerLines: readonly string[] = []) {
  const before = (await stack.requestLog()).length;
  const head = Object.entries(inside).map(([name, value]) => `${name}: ${value}`);
  const lines = [requestLine, ...head, "Connection: close", ...headerLines, "", ""];
  const answer = await sendRaw({ to: stack.gatewayUrl, bytes: lines.join("\r\n") });
  return { answer, status: statusOf(answer), atShop: (await stack.requestLog()).slice(before) };
}

const echoIn = (answer: string): Echo => {
  const [, body = ""] = answer.split("\r\n\r\n");
  return JSON.parse(body.slice(body.indexOf("{"), body.lastIndexOf("}") + 1)) as Echo;
};

describe("what the visitor sends reaches the shop", () => {
  test.each([
    "/echo/x/%2e%2e/y",
    "/echo/..;/y",
    "/echo/.../y",
    "//a",
    "/echo//a",
    "/a?",
    "/?",
    "/%zz",
    "/echo/%",
    "/echo/a%2Fb%2fc",
    "/echo/a;b=c/d",
    "/echo/a\\b",
    '/echo/a|b"c{d}e^f',
    "/echo/a?b=c&&d=%20&e=%zz&f=a+b&g=|&h=%2e%2e/",
    "/echo/a?next=http://other.example/?x#",
    "/echo/'a'(b)*!$,:@",
    "/ECHO/Case",
  ])("with the path to the byte: %s", async (path) => {
    const { atShop } = await raw(`GET ${path} HTTP/1.1`);
    const [seen] = atShop;
    expect(atShop).toHaveLength(1);
    // A fragment is for browsers alone; a server may leave it out.
    expect(seen?.url).toBe(path.replace(/#.*$/, ""));
    expect([seen?.host, seen?.assertionHeaders]).toEqual([room.host, 1]);
  });

  // The platform would fold the first five on the way, and takes the others for no address at all.
  test.each([
    "/echo/x/../y",
    "/echo/./y",
    "/..",
    "/echo/x/..?a",
    "/.stanchion/../echo",
    "/echo/a<b>`",
    "/echo/caf\u00e9",
    "/echo/a\u0001",
    "*",
  ])("or not at all: %j", async (path) => {
    const { atShop, status } = await raw(`GET ${path} HTTP/1.1`);
    expect(atShop).toEqual([]);
    expect(status).toBeGreaterThanOrEqual(400);
  });

  test.each(["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "PROPFIND", "REPORT"])(
    "with the method %s",
    async (method) => {
      const { atShop } = await raw(`${method} /echo/x HTTP/1.1`, ["Content-Length: 0"]);
      expect(atShop.map((entry) => entry.method)).toEqual([method]);
    },
  );

  test.each(["TRACE", "TRACK", "CONNECT", "BREW"])("but for the method %s", async (method) => {
    const { atShop, status } = await raw(`${method} /echo/x HTTP/1.1`);
    expect(atShop).toEqual([]);
    expect(status).toBeGreaterThanOrEqual(400);
  });

  test("with the host that was asked for", async () => {
    expect(valuesOf(await echoed("/echo/x"), "host")).toEqual([room.host]);
    expect(valuesOf(await echoed("/echo/x"), "x-forwarded-host")).toEqual([room.host]);
  });

  test("with fifty megabytes to the byte", async () => {
    const chunk = randomBytes(1 << 20);
    const sum = createHash("sha256");
    for (let megabyte = 0; megabyte < 50; megabyte++) sum.update(chunk);
    const { body, statusCode } = await request(`${stack.gatewayUrl}/echo/upload`, {
      method: "PUT",
      headers: inside,
      body: Readable.from(
        (function* () {
          for (let megabyte = 0; megabyte < 50; megabyte++) yield chunk;
        })(),
      ),
    });
    expect(statusCode).toBe(200);
    expect(await body.json()).toMatchObject({
      bodyBytes: 50 << 20,
      bodySha256: sum.digest("hex"),
    });
  });

  test("with the cookies of the shop, and neither ticket nor pass", async () => {
    const { Cookie: own = "" } = inside;
    const echo = await echoed("/echo/x", { Cookie: `a=1; ${own}; stanchion-ticket=x; b="2, 3"` });
    expect(valuesOf(echo, "cookie")).toEqual(['a=1; b="2, 3"']);
    expect(echo.rawHeaders.join()).not.toContain(own.split("=")[1]);
  });

  test("with a Cookie header that comes twice: the pass is found, and not passed on", async () => {
    const { Cookie: own = "" } = inside;
    for (const [first, second] of [
      ["a=1", own],
      [own, "a=1"],
    ]) {
      const lines = [
        `Host: ${room.host}`,
        `Cookie: ${first}`,
        `Cookie: ${second}`,
        "Connection: close",
      ];
      const bytes = ["GET /echo/x HTTP/1.1", ...lines, "", ""].join("\r\n");
      const answer = await sendRaw({ to: stack.gatewayUrl, bytes });
      expect(statusOf(answer)).toBe(200);
      expect(valuesOf(echoIn(answer), "cookie")).toEqual(["a=1"]);
    }
  });
});

describe("what the visitor forges", () => {
  const forged = "forged.forged.forged";
  const oneAndOurs = (echo: Echo) => {
    const ours = echo.rawHeaders.filter((text, index) =>
      index % 2 === 0
        ? text
            .toLowerCase()
            .replace(/[^a-z]/g, "-")
            .startsWith("stanchion-")
        : false,
    );
    expect(ours).toEqual(["Stanchion-Assertion"]);
    expect(echo.rawHeaders.join("\n")).not.toContain(forged);
  };

  test.each<readonly [string, readonly string[]]>([
    ["in another case", [`STANCHION-assertion: ${forged}`]],
    [
      "with its underscore twin",
      [`Stanchion_Assertion: ${forged}`, `stanchion_Assertion: ${forged}`],
    ],
    ["with a dot", [`Stanchion.Assertion: ${forged}`]],
    ["doubled", [`Stanchion-Assertion: ${forged}`, `Stanchion-Assertion: ${forged}`]],
    ["folded by a bare line feed", [`X-Other: a\nStanchion-Assertion: ${forged}`]],
    ["named in Connection", ["Connection: Stanchion-Assertion", `Stanchion-Assertion: ${forged}`]],
    ["named in Connection alone", ["Connection: close, Stanchion-Assertion"]],
    ["as another of our names", [`Stanchion-Session: ${forged}`, `Stanchion-Ticket: ${forged}`]],
  ])("an assertion %s: the shop sees exactly one, ours", async (_, lines) => {
    const { answer, status } = await raw("GET /echo/x HTTP/1.1", lines);
    expect(status).toBe(200);
    const echo = echoIn(answer);
    oneAndOurs(echo);
    expect(valuesOf(echo, "connection").join()).not.toMatch(/stanchion/i);
  });

  test.each([
    `Stanchion-Assertion : ${forged}`,
    ` Stanchion-Assertion: ${forged}`,
    `\tStanchion-Assertion: ${forged}`,
    `X-Other: a\r\n Stanchion-Assertion: ${forged}`,
    `X-Other: a\0\r\nStanchion-Assertion: ${forged}`,
    `X-Other: a\rStanchion-Assertion: ${forged}`,
  ])("an assertion in a line that is none: refused, or taken away (%j)", async (line) => {
    const { answer, status } = await raw("GET /echo/x HTTP/1.1", [line]);
    if (status === 200) oneAndOurs(echoIn(answer));
    else expect(status === null || status >= 400).toBe(true);
  });

  test("where they come from and what they ask for", async () => {
    const evil = "evil";
    const names = [
      "Forwarded",
      "X-Forwarded-For",
      "X_Forwarded_For",
      "X-Forwarded-Host",
      "X-Forwarded-Proto",
      "X-Real-IP",
      "CF-Connecting-IP",
      "True-Client-IP",
      "X-Original-URL",
      "X-Rewrite-URL",
      "X-HTTP-Method-Override",
    ];
    const { answer } = await raw(
      "GET /echo/x HTTP/1.1",
      names.map((name) => `${name}: ${evil}`),
    );
    const echo = echoIn(answer);
    expect(echo.rawHeaders).not.toContain(evil);
    expect(valuesOf(echo, "x-forwarded-proto")).toEqual(["http"]);
  });
});

describe("what the shop answers reaches the visitor", () => {
  test("as a download that is streamed, and in parts", async () => {
    const whole = await get("/download?bytes=5000000");
    expect(whole.header("content-length")).toBe("5000000");
    expect(whole.body.every((byte, position) => byte === byteAt(position))).toBe(true);
    const part = await get("/download?bytes=5000000", { Range: "bytes=1000-1999" });
    expect([part.status, part.header("content-range")]).toEqual([206, "bytes 1000-1999/5000000"]);
    expect(part.body).toEqual(Buffer.from(whole.body.subarray(1_000, 2_000)));
    const none = await get("/download?bytes=10", { Range: "bytes=20-30" });
    expect([none.status, none.header("content-range")]).toEqual([416, "bytes */10"]);
  });

  test("as a redirect that nobody followed", async () => {
    const answer = await get("/redirect");
    expect([answer.status, answer.header("location")]).toEqual([302, "/checkout"]);
  });

  test("as events, each as it is sent", async () => {
    const setStock = (unitsLeft: number) =>
      fetch(`${stack.controlUrl}/stock`, {
        method: "PUT",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify({ unitsLeft }),
      });
    const { body, headers } = await request(`${stack.gatewayUrl}/events`, { headers: inside });
    expect(headers["content-type"]).toContain("text/event-stream");
    const events = body[Symbol.asyncIterator]();
    const next = async () => String((await events.next()).value);
    expect(await next()).toMatch(/unitsLeft/);
    // The first has come although the stream goes on; each change comes when it is made.
    await setStock(4_711);
    expect(await next()).toContain("4711");
    await setStock(4_712);
    expect(await next()).toContain("4712");
    body.destroy();
  });
});

describe("a WebSocket", () => {
  const open = (headers: Readonly<Record<string, string>>) =>
    new WebSocket(`${stack.gatewayUrl.replace("http", "ws")}/ws`, { headers });
  const refusal = async (headers: Readonly<Record<string, string>>): Promise<number> => {
    const socket = open(headers);
    const [, answer] = await once(socket, "unexpected-response");
    return answer.statusCode;
  };

  test("speaks both ways, in text and in bytes", async () => {
    const socket = open({ ...inside, Origin: `http://${room.host}` });
    await once(socket, "open");
    for (const message of ["hello", "x".repeat(100_000), randomBytes(70_000)]) {
      socket.send(message);
      const [data, isBinary] = await once(socket, "message");
      expect(isBinary).toBe(typeof message !== "string");
      expect(Buffer.from(data).equals(Buffer.from(message))).toBe(true);
    }
    socket.close();
    await once(socket, "close");
  });

  test("is refused without a pass, whatever room there is, and uses up nothing", async () => {
    const before = [await room.live(), await room.log()] as const;
    expect(await refusal({ Host: room.host })).toBe(503);
    expect(await refusal({ Host: room.host, Cookie: "stanchion-pass=a.b.c" })).toBe(503);
    expect((await room.live()).totals).toEqual(before[0].totals);
    expect(await room.log()).toEqual(before[1]);
  });

  test("is refused to another site's page, pass or no pass", async () => {
    const before = await room.log();
    expect(await refusal({ ...inside, Origin: "https://evil.example" })).toBe(403);
    expect(await refusal({ ...inside, Origin: "null" })).toBe(403);
    expect(await room.log()).toEqual(before);
  });
});

describe("a shop with answers of every kind", () => {
  let odd: Server;
  let oddRoom: ProtectedRoom;
  let oddInside: Readonly<Record<string, string>>;
  const zipped = gzipSync("packed by the shop ".repeat(100));

  beforeAll(async () => {
    odd = createServer((incoming, response) => {
      const url = incoming.url ?? "";
      response.setHeader("X-Method", incoming.method ?? "");
      if (url === "/204") response.writeHead(204).end();
      else if (url === "/304") response.writeHead(304, { ETag: '"1"' }).end();
      else if (url === "/gzip") {
        response.writeHead(200, { "Content-Encoding": "gzip", "Content-Length": zipped.length });
        response.end(zipped);
      } else if (url === "/cookies") {
        response.writeHead(200, { "Set-Cookie": ["a=1; Path=/", "b=2"], "X-Powered-By": "odd" });
        response.end("two cookies");
      } else if (url === "/complete") {
        response.writeHead(204, { "Stanchion-Session": "complete", "Stanchion-Units": "1" }).end();
      } else if (url === "/cut") {
        response.writeHead(200, { "Content-Length": "1000" });
        response.write("only the beginning");
        setTimeout(() => response.destroy(), 50);
      } else if (url === "/418") response.writeHead(418).end("a teapot");
      else response.writeHead(200, { "Content-Length": "5", ETag: '"1"' }).end("hello");
    });
    odd.listen(0, "127.0.0.1");
    await once(odd, "listening");
    const { port } = odd.address() as AddressInfo;
    oddRoom = await openRoom(stack, { origin: `http://127.0.0.1:${port}` });
    const visitor = visit(oddRoom);
    await visitor.open("/");
    const pass = visitor.cookie("stanchion-pass");
    oddInside = { Host: oddRoom.host, Cookie: `stanchion-pass=${pass}` };
  });
  afterAll(async () => {
    odd.closeAllConnections();
    odd.close();
  });

  const getOdd = (path: string, method = "GET") =>
    ask(stack, { method, path, headers: { ...oddInside, "Accept-Encoding": "gzip" } });

  test("is heard as it is: statuses, cookies, headers", async () => {
    for (const [path, status, body] of [
      ["/204", 204, ""],
      ["/304", 304, ""],
      ["/418", 418, "a teapot"],
    ] as const) {
      const answer = await getOdd(path);
      expect([answer.status, answer.text()]).toEqual([status, body]);
    }
    expect((await getOdd("/304")).header("etag")).toBe('"1"');
    const cookies = await getOdd("/cookies");
    expect(cookies.setCookies).toEqual(["a=1; Path=/", "b=2"]);
    expect(cookies.header("x-powered-by")).toBe("odd");
  });

  test("is heard of a head alone", async () => {
    const answer = await getOdd("/", "HEAD");
    expect([answer.status, answer.header("content-length"), answer.body.length]).toEqual([
      200,
      "5",
      0,
    ]);
    expect(answer.header("x-method")).toBe("HEAD");
  });

  test("is heard packed as it packed", async () => {
    const answer = await getOdd("/gzip");
    expect(answer.header("content-encoding")).toBe("gzip");
    expect(answer.body.equals(zipped)).toBe(true);
  });

  test("is heard when it says that the order is complete without a body", async () => {
    const answer = await getOdd("/complete");
    expect([answer.status, answer.header("stanchion-session")]).toEqual([204, null]);
    expect((await oddRoom.live()).inside).toBe(0);
  });

  test("is not made whole when it breaks off, and nothing is asked twice", async () => {
    await expect(getOdd("/cut")).rejects.toThrow();
    expect((await getOdd("/")).text()).toBe("hello");
  });

  test("is asked for the path as it came, as far as an address of its own can say it", async () => {
    const seen: string[] = [];
    odd.prependListener("request", (incoming) => seen.push(incoming.url ?? ""));
    for (const path of ["/a%2Fb?c=%20&&d", "//a", "/%zz", "/a?", "/a;b=c"]) {
      const head = Object.entries(oddInside).map(([name, value]) => `${name}: ${value}`);
      const lines = [`GET ${path} HTTP/1.1`, ...head, "Connection: close", "", ""];
      await sendRaw({ to: stack.gatewayUrl, bytes: lines.join("\r\n") });
    }
    expect(seen).toEqual(["/a%2Fb?c=%20&&d", "//a", "/%zz", "/a?", "/a;b=c"]);
  });
});

test("a public path is open to everybody, and nothing that only looks like it", async () => {
  const open = await openRoom(stack, { queue: "always", publicPaths: ["/echo/open", "/logo.svg"] });
  const answer = await ask(stack, { path: "/echo/open?x=1", headers: { Host: open.host } });
  expect(answer.status).toBe(200);
  expect(valuesOf(answer.json<Echo>(), "stanchion-assertion")).toEqual([]);
  const disguised = [
    "/echo/open/",
    "/ECHO/open",
    "//echo/open",
    "/echo/./open",
    "/echo/x/../open",
    "/echo/x/%2e%2e/open",
    "/echo%2fopen",
    "/echo\\open",
    "/echo/open;x",
    "/echo/open%20",
    "/echo/open.",
    "/echo/%6fpen",
    "/echo/open/../../checkout",
    "/echo/open%00",
    "/echo/open\u00ef\u00bc\u008e",
  ];
  for (const path of disguised) {
    const bytes = `GET ${path} HTTP/1.1\r\nHost: ${open.host}\r\nAccept: ${html.Accept}\r\nConnection: close\r\n\r\n`;
    const status = statusOf(await sendRaw({ to: stack.gatewayUrl, bytes }));
    expect([path, status === null || status >= 400 || status === 200]).toEqual([path, true]);
  }
  expect((await open.log()).map(({ url }) => url)).toEqual(["/echo/open?x=1"]);
});
