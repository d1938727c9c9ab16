import { createHash } from "node:crypto";
import { once } from "node:events";
import type { IncomingMessage, ServerResponse } from "node:http";
import { Readable } from "node:stream";
import { setTimeout as pause } from "node:timers/promises";
import { createBrotliCompress, createGzip } from "node:zlib";
import { request } from "undici";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { WebSocket } from "ws";
import { byteAt } from "../../examples/shop/download.ts";
import type { Echo } from "../../examples/shop/echo.ts";
import { ask } from "../support/ask.ts";
import { openRoom, type ProtectedRoom } from "../support/protected-room.ts";
import { type ScriptedShop, startScriptedShop } from "../support/scripted-shop.ts";
import { type Stack, startStack } from "../support/stack.ts";
import { type AdmittedHeaders, admit, visit } from "../support/visitor.ts";

const mebibyte = 1_048_576;
const uploadBytes = 50 * mebibyte;

/** A mebibyte that looks the same nowhere, so that a lost or doubled piece shows. */
const piece = Buffer.alloc(mebibyte);
for (let at = 0; at < mebibyte; at += 4) piece.writeUInt32LE(Math.imul(at, 0x9e3779b1) >>> 0, at);

let stack: Stack;
let scripted: ScriptedShop;
beforeAll(async () => {
  [stack, scripted] = await Promise.all([startStack(), startScriptedShop()]);
});
afterAll(async () => {
  await stack.stop();
  await scripted.close();
});

/** The shop of `npm start` is reached through a binding, a room's own shop by its address. */
const waysToShop = [
  ["the shop that the gateway was started with", () => null],
  ["a shop of the room's own", () => stack.shopUrl.replace("127.0.0.1", "localhost")],
] as const;

describe.each(waysToShop)("between an admitted visitor and %s", (_, originOf) => {
  let room: ProtectedRoom;
  let headers: AdmittedHeaders;
  beforeAll(async () => {
    room = await openRoom(stack, { origin: originOf() });
    headers = await admit(room);
  });

  test.each([
    ["in chunks", {}],
    ["with its length", { "Content-Length": String(uploadBytes) }],
  ])("an upload of 50 MB arrives byte for byte, sent %s", async (_, length) => {
    const hash = createHash("sha256");
    async function* upload() {
      for (let sent = 0; sent < uploadBytes; sent += mebibyte) {
        const part = Buffer.from(piece);
        part.writeUInt32LE(sent);
        hash.update(part);
        yield part;
      }
    }
    const answer = await request(`${stack.gatewayUrl}/echo/upload?a=%20b`, {
      method: "PUT",
      headers: { ...headers, ...length },
      body: Readable.from(upload()),
    });
    const echo = (await answer.body.json()) as Echo;
    expect(echo).toMatchObject({ method: "PUT", url: "/echo/upload?a=%20b" });
    expect([echo.bodyBytes, echo.bodySha256]).toEqual([uploadBytes, hash.digest("hex")]);
    const names = namesOf(echo);
    expect(names.includes("content-length")).toBe("Content-Length" in length);
    expect(names.includes("transfer-encoding")).toBe(!("Content-Length" in length));
  });

  test("a download of 50 MB comes back byte for byte", async () => {
    const { body, headers: answered } = await request(
      `${stack.gatewayUrl}/download?bytes=${uploadBytes}`,
      { headers },
    );
    expect(answered["content-length"]).toBe(String(uploadBytes));
    let position = 0;
    let faults = 0;
    for await (const chunk of body as AsyncIterable<Buffer>) {
      for (const byte of chunk) if (byte !== byteAt(position++)) faults++;
    }
    expect([position, faults]).toEqual([uploadBytes, 0]);
  });

  test.each([
    ["bytes=10-19", 206, "bytes 10-19/1000", 10],
    ["bytes=-500", 206, "bytes 500-999/1000", 500],
    ["bytes=2000-", 416, "bytes */1000", 0],
  ])(
    "the range %s is answered by the shop and left as it is",
    async (range, status, said, count) => {
      const answer = await ask(stack, {
        path: "/download?bytes=1000",
        headers: { ...headers, Range: range },
      });
      expect([answer.status, answer.header("content-range")]).toEqual([status, said]);
      expect(answer.body).toHaveLength(count);
      const first = Number(/\d+/.exec(said)?.[0]);
      expect([...answer.body]).toEqual(
        Array.from({ length: count }, (_, at) => byteAt(first + at)),
      );
    },
  );

  test("a redirect of the shop is the visitor's to follow", async () => {
    const answer = await ask(stack, { path: "/redirect", headers });
    expect([answer.status, answer.header("location")]).toEqual([302, "/checkout"]);
    expect((await room.log()).filter(({ url }) => url === "/checkout")).toEqual([]);
  });

  test("events arrive as the shop sends them", async () => {
    const { body, headers: answered } = await request(`${stack.gatewayUrl}/events`, {
      headers: { ...headers, Accept: "text/event-stream" },
    });
    expect(answered["content-type"]).toBe("text/event-stream");
    const events = body[Symbol.asyncIterator]();
    // Each is asked for only when the one before has come: an answer that is held back never ends.
    for (const unitsLeft of [77, 55]) {
      await setStock(unitsLeft);
      let heard = "";
      while (!heard.includes(`"unitsLeft":${unitsLeft}}`)) heard += (await events.next()).value;
    }
    body.destroy();
  });

  test("a WebSocket carries text and bytes both ways, and its end", async () => {
    const socket = new WebSocket(`${stack.gatewayUrl.replace("http", "ws")}/ws?room=1`, {
      headers: { ...headers, Origin: `http://${headers.Host}` },
    });
    await once(socket, "open");
    const bytes = piece.subarray(0, 65_536);
    for (const [sent, isBinary] of [
      ["grüß Gott", false],
      [bytes, true],
    ] as const) {
      socket.send(sent);
      const [heard, wasBinary] = (await once(socket, "message")) as [Buffer, boolean];
      expect(wasBinary).toBe(isBinary);
      expect(heard.equals(Buffer.from(sent))).toBe(true);
    }
    socket.close(1000, "done");
    const [code] = await once(socket, "close");
    expect(code).toBe(1000);
    const [entry] = (await stack.requestLog()).filter(({ url }) => url === "/ws?room=1").slice(-1);
    expect(entry?.assertion?.room).toBe(room.name);
  });
});

describe("what is still on its way", () => {
  let headers: AdmittedHeaders;
  beforeAll(async () => {
    headers = await admit(await openRoom(stack, { origin: scripted.url }));
  });

  test("reaches the visitor before the shop has said its last", async () => {
    const heard = Promise.withResolvers<void>();
    scripted.answer = async (_, response) => {
      response.write("first");
      await heard.promise;
      response.end("last");
    };
    const { body } = await request(`${stack.gatewayUrl}/slow`, { headers });
    const chunks = body[Symbol.asyncIterator]();
    expect(String((await chunks.next()).value)).toBe("first");
    heard.resolve();
    expect(String((await chunks.next()).value)).toBe("last");
  });

  test("reaches the shop before the visitor has said the last", async () => {
    const arrived = Promise.withResolvers<string>();
    scripted.answer = async (incoming, response) => {
      let body = "";
      for await (const chunk of incoming) {
        body += chunk;
        arrived.resolve(body);
      }
      response.end(body);
    };
    async function* upload() {
      yield Buffer.from("first,");
      yield Buffer.from(`then after the shop had "${await arrived.promise}"`);
    }
    const { body } = await request(`${stack.gatewayUrl}/slow`, {
      method: "POST",
      headers,
      body: Readable.from(upload()),
    });
    expect(await body.text()).toBe('first,then after the shop had "first,"');
  });

  test("is stopped at the shop when the visitor goes away", async () => {
    const gone = Promise.withResolvers<IncomingMessage>();
    scripted.answer = (incoming, response) => {
      const tick = setInterval(() => response.write("and on"), 20);
      response.once("close", () => {
        clearInterval(tick);
        gone.resolve(incoming);
      });
    };
    const { body } = await request(`${stack.gatewayUrl}/endless`, { headers });
    await body[Symbol.asyncIterator]().next();
    body.destroy();
    expect((await gone.promise).url).toBe("/endless");
  });
});

describe("events of the shop", () => {
  const events = { "Content-Type": "text/event-stream" };
  let room: ProtectedRoom;
  let headers: AdmittedHeaders;
  const open = async (path: string, as = headers) => {
    const { body, headers: answered } = await request(`${stack.gatewayUrl}${path}`, {
      headers: as,
    });
    return { pieces: body[Symbol.asyncIterator](), answered, drop: () => body.destroy() };
  };
  beforeAll(async () => {
    room = await openRoom(stack, { origin: scripted.url, publicPaths: ["/public"] });
    headers = await admit(room);
  });

  test("end at the shop when the visitor goes away, with the next that it says", async () => {
    const gone = Promise.withResolvers<void>();
    scripted.answer = (_, response) => {
      const tick = setInterval(() => response.write("data: tick\n\n"), 20);
      response.writeHead(200, events).once("close", () => {
        clearInterval(tick);
        gone.resolve();
      });
    };
    const { pieces, drop } = await open("/ticking");
    await pieces.next();
    drop();
    await gone.promise;
  });

  test("end at the shop when the session does, though nothing is said; not on a public path", async () => {
    const visitor = visit(room);
    await visitor.join();
    await visitor.enter();
    const leaving = { Host: room.host, Cookie: `stanchion-pass=${visitor.tokens.pass}` };
    const gone = Promise.withResolvers<string | undefined>();
    const answers: ServerResponse[] = [];
    scripted.answer = ({ url }, response) => {
      answers.push(response);
      response.once("close", () => gone.resolve(url));
      response.writeHead(200, { "Content-Type": "Text/Event-Stream; charset=utf-8" });
      response.write("data: hello\n\n");
    };
    const opened = [await open("/public", leaving), await open("/quiet", leaving)];
    await visitor.leave();
    for (const { pieces } of opened) {
      expect(String((await pieces.next()).value)).toBe("data: hello\n\n");
    }
    expect((await opened[1]?.pieces.next())?.done).toBe(true);
    expect(await gone.promise).toBe("/quiet");
    for (const response of answers) response.end("data: last\n\n");
    expect(String((await opened[0]?.pieces.next())?.value)).toBe("data: last\n\n");
  });

  test("break off where the shop breaks off, and end where it ends", async () => {
    scripted.answer = (_, response) =>
      void response.writeHead(200, events).write("data: half", () => response.destroy());
    const broken = await open("/broken");
    await expect(
      (async () => {
        while (!(await broken.pieces.next()).done);
      })(),
    ).rejects.toThrow();
    scripted.answer = (_, response) => void response.writeHead(200, events).end("data: all\n\n");
    const whole = await open("/whole");
    expect(String((await whole.pieces.next()).value)).toBe("data: all\n\n");
    expect((await whole.pieces.next()).done).toBe(true);
  });

  test("are as slow at the shop as their visitor is", async () => {
    // More than the sockets on the way can hold.
    const allBytes = 32 * mebibyte;
    let sent = 0;
    scripted.answer = async (_, response) => {
      response.writeHead(200, events);
      while (sent < allBytes) {
        sent += mebibyte;
        if (!response.write(piece)) await once(response, "drain");
      }
      response.end();
    };
    const { pieces } = await open("/many");
    let received = (await pieces.next()).value.length;
    await pause(500);
    expect(sent).toBeLessThan(allBytes);
    for await (const each of pieces) received += each.length;
    expect(received).toBe(allBytes);
  });

  test.each([["gzip"], ["br"]] as const)(
    "arrive one by one when the shop packs them as %s",
    async (coding) => {
      const heard = Promise.withResolvers<void>();
      scripted.answer = async (_, response) => {
        response.writeHead(200, { ...events, "Content-Encoding": coding });
        const packed = coding === "gzip" ? createGzip() : createBrotliCompress();
        packed.pipe(response);
        packed.write("data: first\n\n");
        packed.flush();
        await heard.promise;
        packed.end("data: last\n\n");
      };
      const { pieces, answered } = await open("/packed");
      expect(answered["content-encoding"]).toBeUndefined();
      expect(String((await pieces.next()).value)).toBe("data: first\n\n");
      heard.resolve();
      expect(String((await pieces.next()).value)).toBe("data: last\n\n");
    },
  );
});

const namesOf = ({ rawHeaders }: Echo): readonly string[] =>
  rawHeaders.filter((_, index) => index % 2 === 0).map((name) => name.toLowerCase());

async function setStock(unitsLeft: number): Promise<void> {
  await fetch(new URL("/stock", stack.controlUrl), {
    method: "PUT",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ unitsLeft }),
  });
}
