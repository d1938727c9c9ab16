import { once } from "node:events";
import { createServer, type IncomingMessage } from "node:http";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import {
  type OriginVerifier,
  startOriginVerifier,
} from "../../src/cli/stanchion/origin-verifier.ts";
import { sendRaw, statusOf } from "../support/raw-http.ts";
import { forge } from "../tokens/forgery.ts";
import { assertionHeader, genuineAt, host, jwk, jwks, payloadAt, targetHash } from "./bench.ts";
import { forgeries } from "./forgeries.ts";
import { type JwksServer, startJwksServer } from "./jwks-server.ts";
import { type RunningNginx, startNginx } from "./nginx.ts";

const genuine = await genuineAt(Date.now());

/** Tells what reached it, and what was in the body. */
async function startTinyShop() {
  const served: string[] = [];
  const server = createServer(async (request, response) => {
    served.push(`${request.method} ${request.url} ${await bodyOf(request)}`.trimEnd());
    response.end("sold");
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new TypeError("no TCP address");
  return { server, served, port: address.port };
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let body = "";
  for await (const chunk of request) body += chunk;
  return body;
}

const send = async (
  to: string,
  { line = "GET /checkout", headers = [], body = "" }: Sent,
): Promise<number | null> =>
  statusOf(
    await sendRaw({
      to,
      bytes: [
        `${line} HTTP/1.1`,
        `Host: ${host}`,
        "Connection: close",
        `Content-Length: ${body.length}`,
        ...headers,
        "",
        body,
      ].join("\r\n"),
    }),
  );

interface Sent {
  readonly line?: string;
  readonly headers?: readonly string[];
  readonly body?: string;
}

describe.each([false, true])("a shop behind nginx, bound to method and address: %s", (strict) => {
  let shop: Awaited<ReturnType<typeof startTinyShop>>;
  let gateway: JwksServer;
  let verifier: OriginVerifier;
  let nginx: RunningNginx;

  beforeEach(async () => {
    shop = await startTinyShop();
    gateway = await startJwksServer(jwks);
    verifier = await startOriginVerifier({
      port: 0,
      listenHost: "127.0.0.1",
      jwksUrl: gateway.url,
      exempt: ["/healthz"],
      strict,
    });
    nginx = await startNginx({ shop: shop.port, verifier: verifier.port });
    shop.served.length = 0;
  });
  afterEach(async () => {
    await nginx.stop();
    await verifier.close();
    await gateway.close();
    const closed = once(shop.server, "close");
    shop.server.close();
    shop.server.closeAllConnections();
    await closed;
  });

  /** An assertion for exactly this, where it must be. */
  async function proofFor(method: string, target: string): Promise<string> {
    if (!strict) return `Stanchion-Assertion: ${genuine}`;
    const bound = { ...payloadAt(Date.now()), method, targetHash: await targetHash(target) };
    return `Stanchion-Assertion: ${await forge(assertionHeader(jwk.kid), bound, jwk)}`;
  }

  test("serves whom the gateway let through, address and body as they came", async () => {
    const target = "/order/%7eada//x?sku=%41&b";
    const proof = await proofFor("POST", target);
    const order = { line: `POST ${target}`, headers: [proof], body: "name=Ada" };
    expect(await send(nginx.url, order)).toBe(200);
    expect(shop.served).toEqual([`POST ${target} name=Ada`]);
  });

  test("serves nobody else, whatever they send", async () => {
    const proof = await proofFor("GET", "/checkout");
    const attempts: readonly Sent[] = [
      {},
      { line: "POST /order", body: "name=Eve" },
      { headers: [`${proof.slice(0, -12)}AAAAAAAAAAAA`] },
      { headers: [proof, proof] },
      { headers: [proof.replace("Stanchion-", "Stanchion_")] },
      { headers: [`${proof}==`] },
      { headers: ["X-Original-URI: /healthz", "X-Original-Method: GET"] },
      { headers: ["X-Forwarded-Uri: /healthz", "X-Forwarded-Host: x"] },
      { line: "GET /healthz/../checkout" },
      { line: "GET //healthz/checkout" },
      { line: "GET /%68ealthz" },
      { line: "GET /healthz%3f/../checkout" },
      { line: "GET /.stanchion-verifier" },
    ];
    for (const attempt of attempts) expect([403, 404]).toContain(await send(nginx.url, attempt));
    expect(shop.served).toEqual([]);
  });

  test("serves an exempt path to anybody", async () => {
    expect(await send(nginx.url, { line: "GET /healthz" })).toBe(200);
    expect(shop.served).toEqual(["GET /healthz"]);
  });

  test("is closed while the verifier is down", async () => {
    await verifier.close();
    const proof = await proofFor("GET", "/checkout");
    expect(await send(nginx.url, { headers: [proof] })).toBe(500);
    expect(await send(nginx.url, {})).toBe(500);
    expect(shop.served).toEqual([]);
  });

  test("goes on while the gateway is out", async () => {
    const proof = await proofFor("GET", "/checkout");
    expect(await send(nginx.url, { headers: [proof] })).toBe(200);
    await gateway.close();
    expect(await send(nginx.url, { headers: [proof] })).toBe(200);
  });

  test("takes an assertion for another request only where none is bound to one", async () => {
    const proof = await proofFor("GET", "/checkout");
    for (const line of ["POST /checkout", "GET /checkout?a", "GET /checkout/", "GET /order"]) {
      expect(await send(nginx.url, { line, headers: [proof] })).toBe(strict ? 403 : 200);
    }
    expect(shop.served).toHaveLength(strict ? 0 : 4);
  });

  test("refuses every forgery", async () => {
    const forged = await forgeries(jwk, Date.now());
    for (const [fault, token] of forged) {
      // What a header cannot hold at all, nginx answers for itself.
      if (token.length > 4_096 || !/^[!-~]+$/.test(token)) continue;
      const headers = [`Stanchion-Assertion: ${token}`];
      expect([fault, await send(nginx.url, { headers })]).toEqual([fault, 403]);
    }
    expect(shop.served).toEqual([]);
  });
});
