import { once } from "node:events";
import { createServer, type RequestListener, type Server } from "node:http";
import { afterEach, expect, test } from "vitest";
import { type Load, putUnderLoad } from "../../../bench/load.ts";

let server: Server | undefined;
afterEach(() => server?.close());

async function listen(listener: RequestListener): Promise<number> {
  server = createServer(listener).listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  return address !== null && typeof address === "object" ? address.port : 0;
}

const request = "GET / HTTP/1.1\r\nHost: bench\r\n\r\n";

function loadOf(port: number, count: number): Load & { readonly answers: string[] } {
  const answers: string[] = [];
  let left = count;
  return {
    ...{ port, connections: 3, forMs: 20_000, warmUpMs: 0, answers },
    next: () => (left-- > 0 ? request : null),
    onAnswer: (status, body) => void answers.push(`${status} ${body}`),
  };
}

test("the load asks as often as there is something to ask, and counts every answer once", async () => {
  let asked = 0;
  const port = await listen((_, response) => response.end(`${++asked}`));
  const load = loadOf(port, 50);
  const { requests } = await putUnderLoad(load);
  expect([asked, requests, load.answers.length]).toEqual([50, 50, 50]);
  expect(new Set(load.answers).size).toBe(50);
});

test("the load waits for the end of an answer, whichever way its length is told", async () => {
  let asked = 0;
  const port = await listen((_, response) => {
    // Without a length Node sends what is written in chunks; both come in two pieces.
    if (asked++ % 2 === 0) response.setHeader("Content-Length", 8);
    response.write("half");
    setTimeout(() => response.end("half"), 5);
  });
  const load = loadOf(port, 12);
  await putUnderLoad(load);
  expect(load.answers).toHaveLength(12);
  for (const answer of load.answers) {
    expect(answer).toMatch(/^200 (halfhalf|4\r\nhalf\r\n4\r\nhalf\r\n0\r\n\r\n)$/);
  }
});

test("the load fails when the server hangs up on it", async () => {
  const port = await listen((_, response) => void response.destroy());
  await expect(putUnderLoad(loadOf(port, 5))).rejects.toThrow();
});
