import { execFile } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { type RequestOptions, request } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { connect } from "node:tls";
import { promisify } from "node:util";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { WebSocket } from "ws";
import { projectPath } from "../../build/project.ts";
import { findPort } from "../../src/cli/ports.ts";
import { workerVariables } from "../../src/cli/worker-variables.ts";
import { type RunningNginx, runNginx } from "../support/nginx.ts";
import { openRoom, type ProtectedRoom } from "../support/protected-room.ts";
import { statusOf } from "../support/raw-http.ts";
import { type ScriptedShop, startScriptedShop } from "../support/scripted-shop.ts";
import { type Stack, startStack } from "../support/stack.ts";

const guide = await readFile(projectPath("docs/operating/self-hosting.md"), "utf8");

/** The block of the guide in this language: what is written there is what runs here. */
function blockOf(language: string): string {
  const [, block] = new RegExp(`\`\`\`${language}\n(.*?)\n\`\`\``, "s").exec(guide) ?? [];
  if (block === undefined) throw new TypeError(`The guide has no block of ${language}`);
  return block;
}

let shop: ScriptedShop;
let stack: Stack;
let nginx: RunningNginx;
let room: ProtectedRoom;
let folder: string;
let port: number;
let plainPort: number;

beforeAll(async () => {
  shop = await startScriptedShop();
  // As the environment file of the guide has them.
  const variables = Object.fromEntries(
    [...guide.matchAll(/^(CLIENT_\w+)=(.+)$/gm)].map(([, name, value]) => [name ?? "", value]),
  );
  stack = await startStack({ origin: shop.url, variables: workerVariables(variables) });
  room = await openRoom(stack, { admissionsPerMinute: 60_000 });
  folder = await mkdtemp(join(tmpdir(), "stanchion-tls-"));
  [port, plainPort] = [await findPort("127.0.0.1", 0), await findPort("127.0.0.1", 0)];
  await promisify(execFile)("openssl", [
    ...["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"],
    ...["-subj", "/CN=shop.example", "-days", "2"],
    ...["-keyout", join(folder, "privkey.pem"), "-out", join(folder, "fullchain.pem")],
  ]);
  const block = blockOf("nginx")
    .replace("127.0.0.1:8787", new URL(stack.gatewayUrl).host)
    .replace("listen 80;", `listen 127.0.0.1:${plainPort};`)
    .replace("listen 443", `listen 127.0.0.1:${port}`)
    .replaceAll("/etc/letsencrypt/live/shop.example", folder);
  const whole = `pid nginx.pid;\nerror_log stderr;\nevents {}\nhttp {\n  access_log off;\n${block}\n}\n`;
  nginx = await runNginx(whole, port);
});
afterAll(async () => {
  await nginx.stop();
  await stack.stop();
  await shop.close();
  await rm(folder, { recursive: true, force: true });
});
beforeEach(() => {
  shop.answer = (_, response) => void response.end("from the shop");
});

/** As a customer's browser, who meets nginx. */
async function ask(path: string, options: RequestOptions = {}) {
  const asked = request({
    host: "127.0.0.1",
    port,
    path,
    rejectUnauthorized: false,
    agent: false,
    ...options,
    headers: { Host: room.host, Accept: "text/html", ...options.headers },
  });
  asked.end();
  const [answer] = await once(asked, "response");
  return {
    status: answer.statusCode,
    cookies: answer.headers["set-cookie"] ?? [],
    location: answer.headers.location,
    body: await text(answer),
  };
}

async function passOf(host = room.host): Promise<string> {
  const { cookies } = await ask("/", { headers: { Host: host } });
  return /__Host-stanchion-pass=[^;]+/.exec(cookies.join())?.[0] ?? "none";
}

test("a customer comes in by https, with cookies for that host and https only", async () => {
  const { status, body, cookies } = await ask("/");
  expect([status, body]).toEqual([200, "from the shop"]);
  expect(cookies[0]).toMatch(/^__Host-stanchion-pass=.*; Path=\/; HttpOnly; Secure; SameSite=Lax$/);
});

test("the shop learns the customer's own address and protocol, whatever they say of themselves", async () => {
  const cookie = await passOf();
  const before = shop.requests.length;
  const forged = {
    "X-Real-IP": "6.6.6.6",
    "x-real-ip": "6.6.6.7",
    "X-Forwarded-For": "6.6.6.6, 127.0.0.1",
    "X-Forwarded-Proto": "http",
    "CF-Connecting-IP": "6.6.6.6",
    Forwarded: "for=6.6.6.6",
  };
  expect((await ask("/", { headers: { Cookie: cookie, ...forged } })).status).toBe(200);
  const { headers } = shop.requests[before] ?? { headers: {} };
  expect(headers).toMatchObject({
    host: room.host,
    "x-forwarded-for": "127.0.0.1",
    "x-forwarded-proto": "https",
    "x-forwarded-host": room.host,
  });
  expect(JSON.stringify(headers)).not.toContain("6.6.6");
});

test("the shop gets the very address that was asked for", async () => {
  const cookie = await passOf();
  for (const path of ["/a%2Fb//c/?x=%7e&y=//z", "/%7eada/%41", "/;a=b/c"]) {
    await ask(path, { headers: { Cookie: cookie } });
    expect(shop.requests.at(-1)?.url).toBe(path);
  }
});

test("management cannot be reached by any spelling of its address, and the rest of ours can", async () => {
  const cookie = await passOf();
  const before = shop.requests.length;
  const Authorization = `Bearer ${stack.adminToken}`;
  for (const path of [
    ...["/.stanchion/api/v1/rooms", "/.stanchion/api", "/.stanchion/admin", "/.stanchion/admin/"],
    ...["//.stanchion/api/v1/rooms", "/.stanchion//api/v1/rooms", "/%2estanchion/api/v1/rooms"],
    ...[
      "/.stanchion/%61pi/v1/rooms",
      "/x/../.stanchion/api/v1/rooms",
      "/.stanchion/./api/v1/rooms",
    ],
    ...["/.stanchion/api%2fv1/rooms", "/.stanchion/x/../api/v1/rooms"],
  ]) {
    const { status, body } = await rawly(path, [
      `Authorization: ${Authorization}`,
      `Cookie: ${cookie}`,
    ]);
    expect([path, status]).toEqual([path, 404]);
    expect(body).not.toContain(room.name);
  }
  expect(shop.requests).toHaveLength(before);
  expect((await ask("/.stanchion/jwks.json")).status).toBe(200);
  expect((await ask("/.stanchion/health")).status).toBe(200);
});

test("what no customer sends is refused, and never with an answer that sounds like a fault", async () => {
  const cookie = await passOf();
  const before = shop.requests.length;
  for (const [line, lines] of [
    ["CONNECT shop.example:443 HTTP/1.1", []],
    ["CONNECT / HTTP/1.1", []],
    ["TRACE / HTTP/1.1", []],
    ["TRACK / HTTP/1.1", []],
    ["PROPFIND / HTTP/1.1", []],
    ["FOO / HTTP/1.1", []],
    ["GET-IT / HTTP/1.1", []],
    ["get / HTTP/1.1", []],
    ["GET / HTTP/9.9", []],
    ["POST / HTTP/1.1", ["Transfer-Encoding: gzip"]],
    ["POST / HTTP/1.1", ["Transfer-Encoding: chunked, chunked"]],
    ["POST / HTTP/1.1", ["Content-Length: 1", "Transfer-Encoding: chunked"]],
    ["POST / HTTP/1.1", ["Content-Length: 0", "Content-Length: 0"]],
    ["OPTIONS * HTTP/1.1", []],
  ] as const) {
    const { status } = await onWire(line, [`Cookie: ${cookie}`, ...lines]);
    expect(`${status} ${line} ${lines}`).toMatch(/^4\d\d /);
  }
  expect(shop.requests).toHaveLength(before);
  expect(stack.workerdLines).toEqual([]);
});

test("an upload that breaks off is no order", async () => {
  const cookie = await passOf();
  const before = shop.requests.length;
  for (const lines of [["Content-Length: 99"], ["Transfer-Encoding: chunked"]]) {
    const { status } = await onWire("POST /order HTTP/1.1", [`Cookie: ${cookie}`, ...lines], {
      body: "8\r\nname=Ada\r\n",
    });
    expect([null, 400]).toContain(status);
  }
  expect(shop.requests).toHaveLength(before);
});

/** With the path as it stands: clients take dots out before they send. */
const rawly = (path: string, lines: readonly string[]) => onWire(`GET ${path} HTTP/1.1`, lines);

/** @param sent nothing comes after the body */
async function onWire(line: string, lines: readonly string[], sent?: { readonly body: string }) {
  const socket = connect({ host: "127.0.0.1", port, rejectUnauthorized: false });
  await once(socket, "secureConnect");
  const head = [line, `Host: ${room.host}`, "Connection: close", ...lines, "", ""].join("\r\n");
  if (sent) socket.end(head + sent.body);
  else socket.write(head);
  // Whoever hangs up on half a body may be reset, and then has no answer.
  const answer = await text(socket).catch((error) => {
    if (sent && error.code === "ECONNRESET") return "";
    throw error;
  });
  return { status: statusOf(answer), body: answer };
}

test("plain http leads to the same page by https, and no further", async () => {
  const before = shop.requests.length;
  const answer = await fetch(`http://127.0.0.1:${plainPort}/checkout?a=%7e`, {
    redirect: "manual",
  });
  expect(answer.status).toBe(301);
  expect(answer.headers.get("Location")).toBe("https://127.0.0.1/checkout?a=%7e");
  expect(shop.requests).toHaveLength(before);
});

test("a shop that hangs up on an order gets it once", async () => {
  const cookie = await passOf();
  const before = shop.requests.length;
  shop.answer = (_, response) => void response.destroy();
  const { status } = await ask("/order", { method: "POST", headers: { Cookie: cookie } });
  expect(status).toBe(502);
  expect(shop.requests).toHaveLength(before + 1);
});

test("a WebSocket of somebody inside comes through, both ways", async () => {
  const demo = await openRoom(stack, { origin: stack.shopUrl, admissionsPerMinute: 60_000 });
  const Cookie = await passOf(demo.host);
  const socket = new WebSocket(`wss://127.0.0.1:${port}/ws`, {
    rejectUnauthorized: false,
    headers: { Host: demo.host, Cookie, Origin: `https://${demo.host}` },
  });
  await once(socket, "open");
  socket.send("hello");
  expect(String((await once(socket, "message"))[0])).toBe("hello");
  socket.close();
  await once(socket, "close");
});
