import { once } from "node:events";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { WebSocket } from "ws";
import { type DemoShop, startDemoShop } from "../../examples/shop/server.ts";
import { genuineAt, host, jwks } from "./bench.ts";
import { type JwksServer, startJwksServer } from "./jwks-server.ts";

describe("the demo shop that verifies", () => {
  let gateway: JwksServer;
  let shop: DemoShop;
  let url: string;
  let proof: Readonly<Record<string, string>>;

  beforeEach(async () => {
    gateway = await startJwksServer(jwks);
    const verify = { jwksUrl: gateway.url, host, exempt: ["/stock"] };
    shop = await startDemoShop({ port: 0, controlPort: 0, logFile: null, stock: 10, verify });
    url = `http://127.0.0.1:${shop.port}`;
    proof = { "Stanchion-Assertion": await genuineAt(Date.now()) };
  });
  afterEach(async () => {
    await shop.close();
    await gateway.close();
  });

  const order = (headers: Readonly<Record<string, string>>): Promise<Response> => {
    const body = new URLSearchParams({ name: "Ada", email: "a@b.example", address: "1 Quay" });
    body.set("quantity", "2");
    return fetch(`${url}/order`, { method: "POST", headers, body });
  };
  const unitsLeft = async (): Promise<unknown> => await (await fetch(`${url}/stock`)).json();

  test("sells to whom the gateway let through", async () => {
    const response = await order(proof);
    expect(response.status).toBe(200);
    expect(response.headers.get("Stanchion-Session")).toBe("complete");
    expect(await unitsLeft()).toEqual({ unitsLeft: 8 });
  });

  test("sells nothing to anybody else", async () => {
    const forged = `${proof["Stanchion-Assertion"]?.slice(0, -12)}AAAAAAAAAAAA`;
    for (const headers of [{}, { "Stanchion-Assertion": forged }]) {
      expect((await order(headers)).status).toBe(403);
    }
    expect((await fetch(`${url}/checkout`)).status).toBe(403);
    expect(await unitsLeft()).toEqual({ unitsLeft: 10 });
  });

  test("opens its WebSocket to whom the gateway let through, and to nobody else", async () => {
    const address = `${url.replace("http", "ws")}/ws`;
    const admitted = new WebSocket(address, { headers: proof });
    await once(admitted, "open");
    admitted.send("hello");
    const [echo] = await once(admitted, "message");
    expect(String(echo)).toBe("hello");
    admitted.terminate();
    const stranger = new WebSocket(address);
    const [, response] = await once(stranger, "unexpected-response");
    expect(response.statusCode).toBe(403);
    stranger.on("error", () => {});
    stranger.terminate();
  });
});
