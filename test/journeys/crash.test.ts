import { existsSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { sendRaw, statusOf } from "../support/raw-http.ts";
import { type Stack, startStack } from "../support/stack.ts";

const json = { Accept: "application/json", "Content-Type": "application/json" };

describe("a gateway whose workerd is killed", { timeout: 60_000 }, () => {
  let stack: Stack;

  beforeAll(async () => {
    stack = await startStack({ stock: 7 });
  }, 60_000);
  afterAll(async () => {
    await stack.stop();
    expect(existsSync(stack.dataDir)).toBe(false);
  });

  const change = (settings: unknown) =>
    fetch(`${stack.gatewayUrl}/.stanchion/api/v1/rooms/default`, {
      method: "PATCH",
      headers: { ...json, Authorization: `Bearer ${stack.adminToken}` },
      body: JSON.stringify(settings),
    });

  async function join(): Promise<string> {
    const answer = await fetch(`${stack.gatewayUrl}/.stanchion/join`, {
      method: "POST",
      headers: json,
      body: JSON.stringify({ target: "/checkout" }),
    });
    return ((await answer.json()) as { ticket: string }).ticket;
  }

  async function positionOf(ticket: string): Promise<number> {
    const headers = { ...json, "Stanchion-Ticket": ticket };
    const answer = await fetch(`${stack.gatewayUrl}/.stanchion/status`, { headers });
    return ((await answer.json()) as { position: number }).position;
  }

  it("lets somebody through while there is room, with the proof in the shop's log", async () => {
    const answer = await fetch(stack.gatewayUrl, { headers: { Accept: "text/html" } });
    expect(await answer.text()).toContain("7 in stock");
    expect(await stack.requestLog()).toMatchObject([
      {
        method: "GET",
        url: "/",
        host: new URL(stack.gatewayUrl).host,
        assertionHeaders: 1,
        assertion: { room: "default", epoch: 1, number: 1 },
      },
    ]);
    expect(await stack.orders()).toEqual([]);
  });

  it("keeps every place that was acknowledged, on the same port", async () => {
    expect((await change({ queue: "always", admissionsPerMinute: 0 })).status).toBe(200);
    const tickets: string[] = [];
    for (let visitor = 0; visitor < 20; visitor += 1) tickets.push(await join());
    const { pid } = stack.workerd;
    await stack.workerd.kill("SIGKILL");
    await expect(fetch(stack.gatewayUrl)).rejects.toThrow();
    await stack.workerd.restart();
    expect(stack.workerd.pid).not.toBe(pid);

    const positions = await Promise.all(tickets.map(positionOf));
    expect(positions).toEqual(tickets.map((_, index) => index + 1));
    expect(await positionOf(await join())).toBe(tickets.length + 1);
  });

  it("still keeps strangers out afterwards, and the shop sees none of them", async () => {
    const before = (await stack.requestLog()).length;
    const { host } = new URL(stack.gatewayUrl);
    const answer = await sendRaw({
      to: stack.gatewayUrl,
      bytes: `GET /checkout HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`,
    });
    expect(statusOf(answer)).toBe(503);
    expect(await stack.requestLog()).toHaveLength(before);
  });
});
