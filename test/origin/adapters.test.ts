import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import { getRequestListener } from "@hono/node-server";
import { Hono } from "hono";
import { afterEach, describe, expect, test } from "vitest";
import { WebSocket, WebSocketServer } from "ws";
import {
  type ExpressRequest,
  type ExpressResponse,
  requireAssertion as forExpress,
} from "../../src/origin/express.ts";
import { type AssertionEnv, requireAssertion as forHono } from "../../src/origin/hono.ts";
import { requireAssertion as forNext } from "../../src/origin/next.ts";
import { createNginxVerifier } from "../../src/origin/nginx-verifier.ts";
import { requireAssertion as forNode, requireAssertionToUpgrade } from "../../src/origin/node.ts";
import type { AssertionOptions } from "../../src/origin/options.ts";
import { sendRaw, statusOf } from "../support/raw-http.ts";
import { asking, content, genuineAt, host, jwks } from "./bench.ts";

const genuine = await genuineAt(Date.now());
const options: AssertionOptions = { jwks, exempt: ["/healthz"] };

const servers: Server[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) {
    const closed = once(server, "close");
    server.close();
    server.closeAllConnections();
    await closed;
  }
});

async function listening(server: Server): Promise<string> {
  servers.push(server);
  if (!server.listening) {
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
  }
  const address = server.address();
  if (address === null || typeof address === "string") throw new TypeError("no TCP address");
  return `http://127.0.0.1:${address.port}`;
}

interface Shop {
  readonly url: string;
  /** What the shop itself got to see. */
  readonly served: readonly string[];
}

const shops: Readonly<Record<string, (options: AssertionOptions) => Promise<Shop>>> = {
  async Node(more) {
    const served: string[] = [];
    const listener = forNode<IncomingMessage, ServerResponse>(({ url = "" }, response, claims) => {
      served.push(url);
      response.end(`ticket ${claims?.number}`);
    }, more);
    return { served, url: await listening(createServer(listener)) };
  },

  async Express(more) {
    const served: string[] = [];
    const middleware = forExpress(more);
    const server = createServer((incoming, outgoing) => {
      // As much of Express as a middleware sees, with the application mounted at a path.
      const request: ExpressRequest = Object.assign(incoming, { originalUrl: incoming.url ?? "" });
      const response: ExpressResponse = Object.assign(outgoing, { locals: {} });
      incoming.url = "/";
      const next = (error?: unknown): void => {
        served.push(request.originalUrl);
        outgoing.statusCode = error === undefined ? 200 : 500;
        const claims = response.locals["assertion"];
        outgoing.end(claims === null ? "nobody" : `ticket ${Object(claims).number}`);
      };
      void middleware(request, response, next);
    });
    return { served, url: await listening(server) };
  },

  async Hono(more) {
    const served: string[] = [];
    const app = new Hono<AssertionEnv>();
    app.use(forHono(more));
    app.all("*", (c) => {
      served.push(c.req.path);
      return c.text(`ticket ${c.get("assertion")?.number}`);
    });
    return { served, url: await listening(createServer(getRequestListener(app.fetch))) };
  },
};

const get = (path: string, ...lines: readonly string[]): string =>
  [`GET ${path} HTTP/1.1`, `Host: ${host}`, "Connection: close", ...lines, "", ""].join("\r\n");

describe.each(Object.entries(shops))("a shop on %s", (_, start) => {
  const proof = `Stanchion-Assertion: ${genuine}`;

  test("serves what the gateway let through, and is told who it is", async () => {
    const { url, served } = await start(options);
    const answer = await sendRaw({ to: url, bytes: get("/checkout", proof) });
    expect(statusOf(answer)).toBe(200);
    expect(answer).toContain("ticket 4711");
    expect(served).toEqual(["/checkout"]);
  });

  test.each<readonly [string, string, readonly string[]]>([
    ["no assertion", "/checkout", []],
    ["a forged one", "/checkout", [`${proof.slice(0, -12)}AAAAAAAAAAAA`]],
    ["two of them", "/checkout", [proof, proof]],
    ["two in one line", "/checkout", [`${proof}, ${genuine}`]],
    ["the underscore twin", "/checkout", [`Stanchion_Assertion: ${genuine}`]],
    ["a genuine one with a twin", "/checkout", [proof, "Stanchion_Assertion: x"]],
    ["padding", "/checkout", [`${proof}==`]],
    ["an exempt path folded in", "/healthz/../checkout", []],
    ["an exempt path in the query", "/checkout?/healthz", []],
    ["an exempt path with a slash", "/healthz/", []],
    ["an exempt path encoded", "/%68ealthz", []],
    ["an exempt path doubled", "//healthz", []],
  ])("refuses %s, and never sees it", async (_, path, lines) => {
    const { url, served } = await start(options);
    const answer = await sendRaw({ to: url, bytes: get(path, ...lines) });
    expect(statusOf(answer)).toBe(403);
    expect(served).toEqual([]);
  });

  test("refuses in the form of RFC 9457, tells a stranger nothing, and no cache keeps it", async () => {
    const { url } = await start(options);
    const response = await fetch(`${url}/checkout`);
    expect(response.headers.get("Content-Type")).toBe("application/problem+json");
    expect(response.headers.get("Cache-Control")).toBe("no-store");
    expect(await response.json()).toEqual({
      type: "urn:stanchion:problem:not-let-through",
      title: "Not let through",
      status: 403,
      detail: expect.any(String),
      reason: "missing",
    });
  });

  test("serves an exempt path to anybody", async () => {
    const { url, served } = await start(options);
    expect((await fetch(`${url}/healthz`)).status).toBe(200);
    expect(served).toEqual(["/healthz"]);
  });

  test("is not fooled by a host that spells an exempt path", async () => {
    const { url, served } = await start(options);
    const bytes = get("/checkout").replace(host, `${host}/healthz?`);
    const status = statusOf(await sendRaw({ to: url, bytes }));
    expect([400, 403]).toContain(status);
    expect(served).toEqual([]);
  });

  test("only reports while it is being tried out", async () => {
    const reports: string[] = [];
    const { url, served } = await start({
      ...options,
      mode: "report-only",
      onReport: ({ reason }, { path }) => reports.push(`${reason} ${path}`),
    });
    expect((await fetch(`${url}/checkout`)).status).toBe(200);
    expect(reports).toEqual(["missing /checkout"]);
    expect(served).toEqual(["/checkout"]);
  });
});

describe("a shop's own words to the refused", () => {
  test("on Hono and Next.js are a response of its own", async () => {
    const onRefused = () => new Response("by the front door, please", { status: 404 });
    const app = new Hono().use(forHono({ ...options, onRefused }));
    const response = await app.request("/checkout");
    expect([response.status, await response.text()]).toEqual([404, "by the front door, please"]);
    const answer = await forNext({ ...options, onRefused })(asking(null));
    expect(answer?.status).toBe(404);
  });

  test("on Node are written by itself", async () => {
    const listener = forNode<IncomingMessage, ServerResponse>(
      (_, response) => void response.end(),
      {
        ...options,
        onRefused({ reason }, { url }, response) {
          response.statusCode = 404;
          response.end(`${reason} ${url}`);
        },
      },
    );
    const response = await fetch(`${await listening(createServer(listener))}/checkout`);
    expect([response.status, await response.text()]).toEqual([404, "missing /checkout"]);
  });
});

describe("Next.js", () => {
  test("hears nothing of a request that may go on, and a 403 of one that may not", async () => {
    const proxy = forNext(options);
    expect(await proxy(asking(genuine))).toBeUndefined();
    expect(await proxy(asking(null, { path: "/healthz" }))).toBeUndefined();
    expect((await proxy(asking(null)))?.status).toBe(403);
  });
});

describe("a WebSocket", () => {
  async function startEcho(): Promise<string> {
    const sockets = new WebSocketServer({ noServer: true });
    const server = createServer();
    server.on(
      "upgrade",
      requireAssertionToUpgrade(
        (request: IncomingMessage, socket: Duplex, head: Buffer) =>
          sockets.handleUpgrade(request, socket, head, (opened) => opened.send("welcome")),
        { ...options, host: content.host },
      ),
    );
    return (await listening(server)).replace("http", "ws");
  }

  test("opens with an assertion", async () => {
    const socket = new WebSocket(await startEcho(), {
      headers: { "Stanchion-Assertion": genuine },
    });
    const [message] = await once(socket, "message");
    expect(String(message)).toBe("welcome");
    socket.terminate();
  });

  test("does not open without", async () => {
    const socket = new WebSocket(await startEcho());
    const [, response] = await once(socket, "unexpected-response");
    expect(response.statusCode).toBe(403);
    expect(response.headers["content-type"]).toBe("application/problem+json");
    socket.on("error", () => {});
    socket.terminate();
  });
});

describe("the verifier that Caddy and Traefik ask", () => {
  const ask = async (headers: Readonly<Record<string, string>>): Promise<number> => {
    const verifier = createNginxVerifier({ ...options, addressFrom: "x-forwarded" });
    const url = await listening(createServer(verifier));
    return (await fetch(`${url}/verify`, { headers })).status;
  };
  const asked = { "X-Forwarded-Host": host, "X-Forwarded-Method": "GET" };

  test("goes by the headers that they set", async () => {
    const uri = { ...asked, "X-Forwarded-Uri": "/checkout" };
    expect(await ask({ ...uri, "Stanchion-Assertion": genuine })).toBe(204);
    expect(await ask(uri)).toBe(403);
    expect(await ask({ ...asked, "X-Forwarded-Uri": "/healthz" })).toBe(204);
  });

  test("goes by no others, which come from outside", async () => {
    expect(await ask({ ...asked, "X-Original-URI": "/healthz" })).toBe(403);
    const elsewhere = { "X-Forwarded-Host": "admin.example", "Stanchion-Assertion": genuine };
    expect(await ask({ ...elsewhere, "X-Forwarded-Uri": "/checkout" })).toBe(403);
  });
});

test("over HTTP/2 the host is the authority", async () => {
  const headers = { ":authority": host, "stanchion-assertion": genuine };
  const answered: number[] = [];
  const response = { writeHead: (status: number) => answered.push(status), end: () => {} };
  const serve = forNode(() => answered.push(200), options);
  await serve({ method: "GET", url: "/checkout", headers }, response);
  await serve({ method: "GET", url: "/", headers: { ...headers, ":authority": "x" } }, response);
  expect(answered).toEqual([200, 403]);
});

test("a header that a framework hands over as a list is one that came more than once", async () => {
  const headers = { host, "stanchion-assertion": [genuine, genuine] };
  const answered: number[] = [];
  const response = { writeHead: (status: number) => answered.push(status), end: () => {} };
  const serve = forNode(() => answered.push(200), options);
  await serve({ method: "GET", url: "/checkout", headers }, response);
  expect(answered).toEqual([403]);
});
