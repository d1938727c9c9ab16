/**
 * Writes of one pass that come to two gateways at once: edges over one core, as `npm start -- --edges 2` runs
 * them. The shop here sells to whoever sends a form, and knows no keys.
 */

import { setTimeout as pause } from "node:timers/promises";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type EdgesStack, startEdgesStack } from "../support/edges-stack.ts";
import { openRoom, type ProtectedRoom } from "../support/protected-room.ts";
import { sendRaw, statusOf } from "../support/raw-http.ts";
import { type ScriptedShop, startScriptedShop } from "../support/scripted-shop.ts";
import { visit } from "../support/visitor.ts";

const machines = 20;

let stack: EdgesStack;
let shop: ScriptedShop;
let sold = 0;
let isAnswered = false;

/** Twenty forms on connections of their own: the system spreads them over the edges. */
const atOnce = (
  room: ProtectedRoom,
  pass: string | undefined,
  formOf: (machine: number) => string,
  pathOf: (machine: number) => string = () => "/order",
) =>
  Promise.all(
    Array.from({ length: machines }, (_, machine) => {
      const form = formOf(machine);
      const head = [
        `POST ${pathOf(machine)} HTTP/1.1`,
        `Host: ${room.host}`,
        `Cookie: stanchion-pass=${pass}`,
        "Accept: text/html",
        `Content-Length: ${form.length}`,
        "Connection: close",
      ];
      const bytes = `${head.join("\r\n")}\r\n\r\n${form}`;
      return sendRaw({ to: stack.gatewayUrl, bytes, timeoutMs: 30_000 });
    }),
  );

async function inside(originTimeoutSeconds = 30) {
  const admissions = { admissionsPerMinute: 60_000, origin: shop.url, originTimeoutSeconds };
  const room = await openRoom(stack, admissions);
  const customer = visit(room);
  // An edge hears of a new room within seconds.
  await expect
    .poll(() =>
      customer.join().then(
        () => "in",
        () => "unknown",
      ),
    )
    .toBe("in");
  const { pass } = customer.tokens;
  await expect
    .poll(async () => {
      const pages = await atOnceGet(room, pass);
      return new Set(pages.map(statusOf));
    })
    .toEqual(new Set([200]));
  return { room, pass };
}

const atOnceGet = (room: ProtectedRoom, pass: string | undefined) =>
  Promise.all(
    Array.from({ length: machines }, () =>
      sendRaw({
        to: stack.gatewayUrl,
        bytes: `GET / HTTP/1.1\r\nHost: ${room.host}\r\nCookie: stanchion-pass=${pass}\r\nConnection: close\r\n\r\n`,
      }),
    ),
  );

function sell({ until }: { readonly until?: Promise<void> } = {}): void {
  shop.answer = async (request, response) => {
    if (request.method !== "POST") return response.end("a page");
    request.resume();
    const order = `A-${++sold}`;
    await (until ?? pause(300));
    response.writeHead(303, {
      "Stanchion-Session": "complete",
      "Stanchion-Order": order,
      Location: `/thanks/${order}`,
    });
    response.end("thanks", () => {
      isAnswered = true;
    });
  };
}

// The system must spread connections over processes.
describe.runIf(process.platform === "linux")("twenty machines with one pass at two edges", () => {
  beforeAll(async () => {
    [stack, shop] = await Promise.all([startEdgesStack(2), startScriptedShop()]);
  });
  afterAll(async () => {
    await stack?.stop();
    await shop?.close();
  });
  beforeEach(() => {
    sold = 0;
    isAnswered = false;
    sell();
  });

  test("that order in the same instant place one order, and all see its page", async () => {
    const { room, pass } = await inside();
    const answers = await atOnce(room, pass, (machine) => `name=Ada+${machine}`);
    expect(sold).toBe(1);
    for (const answer of answers) expect(answer).toMatch(/^location: .*\/thanks\/A-1\r$/im);
  });

  test("place one order also when the core dies under them, and hears of it when it is back", async () => {
    const { room, pass } = await inside();
    const paid = Promise.withResolvers<void>();
    sell({ until: paid.promise });
    const begunAt = performance.now();
    await atOnceGet(room, pass);
    const pageMs = performance.now() - begunAt;
    const answers = atOnce(room, pass, (machine) => `name=Ada+${machine}`);
    await expect.poll(() => sold).toBe(1);
    // By then every one of them has been told to wait: as many pages took a tenth of it.
    await pause(10 * pageMs);
    const core = await stack.holdCore();
    paid.resolve();
    await expect.poll(() => isAnswered).toBe(true);
    await core.release();
    for (const answer of await answers) expect(answer).toMatch(/^location: .*\/thanks\/A-1\r$/im);
    expect(sold).toBe(1);
  });

  test("that send the same form to a shop that hangs are told that nobody knows, and it was sent once", async () => {
    const { room, pass } = await inside(1);
    shop.answer = (request) => void (request.method === "POST" && sold++);
    // However the path is spelled, which is the same to many a shop.
    const paths = ["/order", "/order/", "//order", "/Order", "/%6frder", "/order;a=1"];
    const pathOf = (machine: number) => paths[machine % paths.length] ?? "/order";
    const answers = await atOnce(room, pass, () => "name=Ada", pathOf);
    for (const answer of answers) expect(answer).toContain('data-state="order-unknown"');
    expect(sold).toBe(1);
  });

  test("that send forms of their own to a shop that hangs up at once are told that nobody knows, and one was sent", async () => {
    const { room, pass } = await inside();
    shop.answer = (request) => {
      if (request.method !== "POST") return;
      sold++;
      request.socket.resetAndDestroy();
    };
    const answers = await atOnce(room, pass, (machine) => `name=Ada+${machine}`);
    for (const answer of answers) expect(answer).toContain('data-state="order-unknown"');
    expect(sold).toBe(1);
  });

  test("that order nothing are each answered, one after the other", async () => {
    const { room, pass } = await inside();
    let atShop = 0;
    let mostAtShop = 0;
    shop.answer = async (_, response) => {
      mostAtShop = Math.max(mostAtShop, ++atShop);
      await pause(5);
      atShop -= 1;
      response.end("noted");
    };
    const answers = await atOnce(room, pass, (machine) => `item=${machine}`);
    expect(answers.map(statusOf)).toEqual(answers.map(() => 200));
    expect(mostAtShop).toBe(1);
  });
});
