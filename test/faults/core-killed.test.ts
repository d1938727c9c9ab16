/** The gateway as edges over a core: whichever dies, whoever is inside does not notice. */

import { once } from "node:events";
import { get, type IncomingMessage } from "node:http";
import { setTimeout as pause } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { snapshotPace } from "../../src/http/gateway-pace.ts";
import type { Answer } from "../support/ask.ts";
import { type EdgesStack, startEdgesStack } from "../support/edges-stack.ts";
import {
  type ChosenSettings,
  manage,
  openRoom,
  type ProtectedRoom,
} from "../support/protected-room.ts";
import { claimsOf, stateOf, type Visitor, visit, visitors } from "../support/visitor.ts";

let stack: EdgesStack;

const nobodyEnters = { queue: "always", admissionsPerMinute: 0 } as const;
const restartsOf = (name: string) =>
  stack.lines.filter((line) => line.startsWith(`${name} ended unexpectedly`)).length;

/** Side by side, so that the connections are spread over both edges. */
const manyTimes = <T>(ask: () => Promise<T>): Promise<readonly T[]> =>
  Promise.all(Array.from({ length: 24 }, ask));

/** A room that every edge has heard of, which takes a few seconds. */
async function openRoomEverywhere(settings: ChosenSettings): Promise<ProtectedRoom> {
  const room = await openRoom(stack, settings);
  const statuses = async () => (await manyTimes(() => visit(room).open("/"))).map(statusOf);
  await expect.poll(async () => new Set(await statuses())).toEqual(new Set([200]));
  return room;
}

const statusOf = ({ status }: Answer): number => status;

const joinOf = (room: ProtectedRoom) => visit(room).call("POST", "/.stanchion/join", {});

async function admitAll(room: ProtectedRoom, count: number): Promise<readonly Visitor[]> {
  const all = visitors(room, count);
  await Promise.all(all.map((visitor) => visitor.join()));
  return all;
}

/** People who look around and fill their carts until they are told that it is over. */
function startShopping(shoppers: readonly Visitor[]) {
  const surprises: string[] = [];
  const pages = shoppers.map(() => 0);
  let isOver = false;

  async function see(index: number, what: string, answer: Promise<Answer>): Promise<void> {
    const status = await answer.then(
      (page) => page.status,
      (error: unknown) => String(error),
    );
    if (status === 200) pages[index] = (pages[index] ?? 0) + 1;
    else surprises.push(`${what}: ${status}`);
  }

  const shopping = shoppers.map(async (shopper, index) => {
    while (!isOver) {
      await see(index, "GET", shopper.open("/"));
      await see(index, "POST", shopper.send("/echo/cart", { item: "17" }));
      await pause(20);
    }
  });
  return {
    async untilAllHaveSeen(more: number): Promise<void> {
      const enough = pages.map((seen) => seen + more);
      const haveSeen = () => pages.every((seen, index) => seen >= (enough[index] ?? 0));
      await expect.poll(haveSeen).toBe(true);
    },
    /** @returns whatever anybody was answered that was not the shop's page */
    async end(): Promise<readonly string[]> {
      isOver = true;
      await Promise.all(shopping);
      return surprises;
    },
  };
}

async function orderAll(buyers: readonly Visitor[]): Promise<void> {
  const answers = await Promise.all(buyers.map((buyer) => buyer.order("Ada")));
  expect(answers.map(statusOf)).toEqual(buyers.map(() => 200));
}

// The system must spread connections over processes.
describe.runIf(process.platform === "linux")("a gateway of two edges over a core", () => {
  beforeAll(async () => {
    stack = await startEdgesStack(2);
  });
  afterAll(() => stack.stop());

  it("takes a pass that was left for void at every edge in a moment, though nobody else asks", async () => {
    const room = await openRoomEverywhere({ admissionsPerMinute: 60_000 });
    const visitor = visit(room);
    await visitor.join();
    const { tokens } = visitor;
    const pages = async () =>
      new Set((await manyTimes(() => visit(room, { tokens }).call("GET", "/stock"))).map(statusOf));
    expect(await pages()).toEqual(new Set([200]));
    await room.change(nobodyEnters);
    await visitor.leave();
    await pause(snapshotPace.usableMs);
    expect(await pages()).toEqual(new Set([503]));
  });

  it("loses no place, number or order when its core is killed, and none of the admitted notices", async () => {
    const room = await openRoomEverywhere({
      admissionsPerMinute: 60_000,
      stock: { units: 1_000, perOrder: 1 },
    });
    const shopping = startShopping(await admitAll(room, 10));
    const buyers = await admitAll(room, 12);
    await room.change(nobodyEnters);
    const waiting = visitors(room, 6);
    for (const visitor of waiting) await visitor.join();

    await shopping.untilAllHaveSeen(4);
    await orderAll(buyers.slice(0, 4));
    const core = await stack.holdCore();
    await shopping.untilAllHaveSeen(6);
    await orderAll(buyers.slice(4, 8));

    const places = await Promise.all(waiting.map((visitor) => visitor.status()));
    expect(places.map(({ state, position }) => [state, position])).toEqual(
      waiting.map((_, index) => ["waiting", index + 1]),
    );
    // A page to join from, or where an edge knows nothing of the room yet, that the line does not answer.
    for (const page of await manyTimes(() => visit(room).open("/checkout"))) {
      expect([stateOf(page), page.status]).toBeOneOf([
        ["newcomer", 200],
        ["unavailable", 503],
      ]);
    }
    for (const answer of await manyTimes(() => joinOf(room))) {
      expect(answer.problem()).toBe("room-unreachable");
    }

    await core.release();
    const newcomers = visitors(room, 30);
    await expect.poll(async () => (await joinOf(room)).status).toBe(200);
    await Promise.all(newcomers.map((visitor) => visitor.join()));
    await shopping.untilAllHaveSeen(6);
    await orderAll(buyers.slice(8));
    expect(await shopping.end()).toEqual([]);

    expect(restartsOf("the core")).toBe(1);
    const numbers = [...waiting, ...newcomers].map(({ tokens }) => claimsOf(tokens.ticket).number);
    expect(new Set(numbers).size).toBe(numbers.length);
    expect(Math.min(...numbers.slice(6))).toBeGreaterThan(Math.max(...numbers.slice(0, 6)));
    const positions = await Promise.all(
      waiting.map(async (each) => (await each.status()).position),
    );
    expect(positions).toEqual(waiting.map((_, index) => index + 1));
    // What the shop sold while the room was away, the room has heard since.
    await expect.poll(async () => (await room.live()).stock?.sold).toBe(buyers.length);
    const sold = (await stack.orders()).filter(({ admission }) => admission?.room === room.name);
    expect(sold).toHaveLength(buyers.length);
  });

  it("keeps its places while its core hangs, and tells strangers sooner than the core's time is up", async () => {
    const [roomy, busy] = await Promise.all([
      openRoomEverywhere({ admissionsPerMinute: 60_000 }),
      openRoomEverywhere({ admissionsPerMinute: 60_000 }),
    ]);
    const [inside] = await admitAll(busy, 1);
    await busy.change(nobodyEnters);
    const waiting = visitors(busy, 3);
    for (const visitor of waiting) await visitor.join();
    const positions = () =>
      Promise.all(waiting.map(async (visitor) => (await visitor.status()).position));
    // Each edge hears for itself who went in before them. From where both stand, a place never grows.
    const toldEverywhere = async () => new Set((await manyTimes(positions)).map(String));
    await expect.poll(async () => (await toldEverywhere()).size).toBe(1);
    const promised = await positions();
    const areKept = async () =>
      (await positions()).every(
        (position, index) => position && position <= (promised[index] ?? 0),
      );
    const joins = () => Promise.all([roomy, busy].map(joinOf));

    const { pid } = stack.core;
    process.kill(pid, "SIGSTOP");
    try {
      // Whoever manages hears from the core itself, or that it let its time pass.
      const timeIsUp = manage(stack, "GET", `rooms/${busy.name}/live`).then(statusOf);
      const told = Promise.all([joins(), visit(roomy).open("/")]);
      const first = await Promise.race([
        told.then(() => "strangers"),
        timeIsUp.then(() => "the time of the core"),
      ]);
      expect(first).toBe("strangers");
      const [joined, page] = await told;
      expect(joined.map((answer) => answer.problem())).toEqual(
        joined.map(() => "room-unreachable"),
      );
      expect([page.status, page.setCookies]).toEqual([503, []]);
      expect((await inside?.open("/"))?.status).toBe(200);
      expect(await areKept()).toBe(true);
    } finally {
      process.kill(pid, "SIGCONT");
    }
    await expect.poll(async () => new Set((await joins()).map(statusOf))).toEqual(new Set([200]));
    expect(await areKept()).toBe(true);
  });

  it("loses with an edge that is killed its connections and no more, and has it again by itself", async () => {
    const room = await openRoomEverywhere({ admissionsPerMinute: 60_000 });
    const [visitor] = await admitAll(room, 1);
    const headers = { Host: room.host, Cookie: `stanchion-pass=${visitor?.tokens.pass}` };
    for (const [index, edge] of stack.edges.entries()) {
      const { pid } = edge;
      process.kill(pid, "SIGKILL");
      await expect.poll(() => restartsOf(`edge ${index + 1}`)).toBe(1);
      // With the others first, and with the new one as soon as it has the port.
      for (let isThereAgain = false; !isThereAgain; ) {
        isThereAgain = edge.pid !== pid;
        const statuses = await manyTimes(() => statusOverNewConnection(headers));
        expect(new Set(statuses)).toEqual(new Set([200]));
      }
    }
  });
});

async function statusOverNewConnection(headers: Record<string, string>): Promise<number> {
  const request = get(stack.gatewayUrl, { headers, agent: false });
  const [answer]: IncomingMessage[] = await once(request, "response");
  answer?.resume();
  return answer?.statusCode ?? 0;
}
