/** Opening a WebSocket as no client does, and a shop that says as it opens one what is not for the visitor. */

import { once } from "node:events";
import { createServer, type Server } from "node:http";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { WebSocketServer } from "ws";
import { openRoom, type ProtectedRoom } from "../support/protected-room.ts";
import { sendRaw } from "../support/raw-http.ts";
import { type Stack, startStack } from "../support/stack.ts";
import { type AdmittedHeaders, admit } from "../support/visitor.ts";
import { sendOnWire } from "../support/wire.ts";

let stack: Stack;
beforeAll(async () => {
  stack = await startStack();
});
afterAll(() => stack.stop());

const upgrade = {
  Upgrade: "websocket",
  Connection: "Upgrade",
  "Sec-WebSocket-Version": "13",
  "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
};
const { "Sec-WebSocket-Key": _key, ...keyless } = upgrade;
const { "Sec-WebSocket-Version": _version, ...versionless } = upgrade;
const withKey = (key: string) => ({ ...upgrade, "Sec-WebSocket-Key": key });

describe("what is no way to open a WebSocket", () => {
  let room: ProtectedRoom;
  let admitted: AdmittedHeaders;
  beforeAll(async () => {
    room = await openRoom(stack, { publicPaths: ["/ws"] });
    admitted = await admit(room);
  });
  type Opening = readonly [method: string, Readonly<Record<string, string>>, status: number];

  test.each<Opening>([
    ...["DELETE", "HEAD", "POST", "PUT", "PATCH", "OPTIONS"].map(
      (method): Opening => [method, upgrade, 400],
    ),
    ["GET", keyless, 400],
    ["GET", withKey(""), 400],
    ["GET", withKey("dGhlIHNhbXBsZQ=="), 400],
    ["GET", withKey("dGhlIHNhbXBsZSBub25jZSE="), 400],
    ["GET", withKey(`${upgrade["Sec-WebSocket-Key"]}, ${upgrade["Sec-WebSocket-Key"]}`), 400],
    ["GET", versionless, 426],
    ["GET", { ...upgrade, "Sec-WebSocket-Version": "8" }, 426],
    ["GET", { ...upgrade, "Sec-WebSocket-Version": "13, 8" }, 426],
    ["DELETE", { ...upgrade, Upgrade: "WebSocket" }, 400],
    ["DELETE", { ...upgrade, Upgrade: "h2c, websocket" }, 400],
  ])("%s with %j reaches no shop: %i", async (method, headers, status) => {
    const before = await room.log();
    for (const who of [{ Host: room.host }, admitted]) {
      for (const target of ["/ws", "/checkout"]) {
        const sent = { ...who, ...headers, "Content-Length": "0" };
        const answer = await sendOnWire(stack, { method, target, headers: sent });
        expect([target, answer.status]).toEqual([target, status]);
        if (status === 426) expect(answer.head).toMatch(/^sec-websocket-version: 13\r?$/im);
      }
    }
    expect(await room.log()).toEqual(before);
  });
});

describe("as a shop opens a WebSocket", () => {
  let shop: Server;
  let room: ProtectedRoom;
  let admitted: AdmittedHeaders;
  beforeAll(async () => {
    const sockets = new WebSocketServer({ noServer: true });
    sockets.on("headers", (headers, { url }) => {
      const words = url === "/out" ? ["Stanchion-Session: revoke"] : forGateway;
      headers.push(...words, "Set-Cookie: basket=1");
    });
    shop = createServer().on("upgrade", (request, socket, head) =>
      sockets.handleUpgrade(request, socket, head, (opened) => opened.close()),
    );
    shop.listen(0, "127.0.0.1");
    await once(shop, "listening");
    const address = shop.address();
    if (address === null || typeof address === "string") throw new TypeError("no TCP address");
    const origin = `http://127.0.0.1:${address.port}`;
    room = await openRoom(stack, { origin, publicPaths: ["/public"] });
    admitted = await admit(room);
  });
  afterAll(() => shop.close());

  const forGateway = [
    "Set-Cookie: stanchion-pass=evil; Path=/",
    "Set-Cookie: __Host-stanchion-ticket=evil; Path=/; Secure",
    "Stanchion-Order: 17",
    "Stanchion-Session: nonsense",
    "Stanchion-Units: 2",
  ];

  /** As a client writes it, masked with zeroes. */
  const closeFrame = "\x88\x80\0\0\0\0";

  async function openRaw(path: string, headers: AdmittedHeaders) {
    const lines = Object.entries({ ...headers, ...upgrade }).map(
      ([name, value]) => `${name}: ${value}\r\n`,
    );
    const bytes = `GET ${path} HTTP/1.1\r\n${lines.join("")}\r\n${closeFrame}`;
    const [head = "", said = ""] = (await sendRaw({ to: stack.gatewayUrl, bytes })).split(
      "\r\n\r\n",
    );
    return { head, said };
  }

  test.each([
    ["a protected", "/ws"],
    ["a public", "/public"],
  ])("on %s path, the visitor hears its own words and none to the gateway", async (_, path) => {
    const { head, said } = await openRaw(path, admitted);
    expect(head).toMatch(/^HTTP\/1\.1 101 /);
    expect(head).toMatch(/^sec-websocket-accept: s3pPLMBiTxaQ9kYGzzhZRbK\+xOo=\r?$/im);
    expect(head).toMatch(/^set-cookie: basket=1\r?$/im);
    expect(head).not.toMatch(/stanchion-/i);
    // The shop's word of the end, which a WebSocket alone carries.
    expect(said.charCodeAt(0)).toBe(0x88);
  });

  test("its word that the pass is void is heard, and takes the pass away", async () => {
    const { head } = await openRaw("/out", await admit(room));
    expect(head).toMatch(/^HTTP\/1\.1 101 /);
    expect(head.match(/stanchion-.*/gi)).toEqual([
      expect.stringMatching(/^stanchion-pass=; Max-Age=0;/),
    ]);
  });
});
