/**
 * A gateway and a shop in one small process, playing the visitor's part of the contract, so that the
 * rush can be tested by what it does to a gateway known to be honest, and to one known to cheat.
 */

import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";

/** What an honest gateway never does. */
export type Sin =
  | "admits everybody at once"
  | "calls from the back"
  | "forgets tickets"
  | "lets the number ahead grow"
  | "answers with errors"
  | "loses orders"
  | "doubles orders";

export interface StandIn {
  readonly url: URL;
  readonly orders: readonly string[];
  readonly joinKeys: readonly string[];
  /** Cuts every connection, and refuses new ones for this long. State is kept. */
  breakDown(ms: number): Promise<void>;
  close(): Promise<void>;
}

const pollAfterMs = 100;

export async function startStandIn(perSecond: number, sin?: Sin): Promise<StandIn> {
  const numbers = new Map<string, number>();
  const orders: string[] = [];
  const present = new Map<number, number>();
  const admitted = new Set<number>();
  const told = new Map<number, number>();
  let issued = 0;
  let polls = 0;
  let units = 1;
  let unitsAt = Date.now();

  /** Those who asked within the last half second and are not inside, in the order of calling. */
  function ready(): number[] {
    const now = Date.now();
    const list = [...present].filter(([, at]) => now - at < 500).map(([number]) => number);
    return list.sort((a, b) => (sin === "calls from the back" ? b - a : a - b));
  }

  /** As many of the first as there are units, so that nobody takes the unit of somebody before them. */
  function mayEnter(number: number): boolean {
    if (sin === "admits everybody at once") return true;
    const now = Date.now();
    units = Math.min(perSecond, units + ((now - unitsAt) * perSecond) / 1_000);
    unitsAt = now;
    return ready().indexOf(number) < Math.floor(units);
  }

  function status(number: number): object {
    polls++;
    if (!admitted.has(number)) present.set(number, Date.now());
    const line = ready();
    // Somebody who comes back would make it grow; what was told stays told.
    const fewest = Math.min(told.get(number) ?? Number.POSITIVE_INFINITY, line.indexOf(number));
    told.set(number, fewest);
    const ahead = sin === "lets the number ahead grow" ? polls : fewest;
    const wait = { low: Math.floor(ahead / perSecond), high: Math.ceil(ahead / perSecond) + 2 };
    const state = line.indexOf(number) < Math.max(3, perSecond / 4) ? "called" : "waiting";
    const ticket = token(number);
    return { state, ahead, waitSeconds: wait, pollAfterMs, claimBy: null, ticket };
  }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await read(request);
    const path = request.url ?? "";
    const number = readNumber(request.headers.cookie, "ticket");
    const inside = readNumber(request.headers.cookie, "pass") !== null;
    const json = (status: number, value: object, cookie?: string) => {
      if (cookie !== undefined) response.setHeader("Set-Cookie", cookie);
      response.writeHead(status, { "Content-Type": "application/json" }).end(JSON.stringify(value));
    };
    if (path === "/.stanchion/join") {
      const key: string = JSON.parse(body).key;
      const given = numbers.get(key) ?? ++issued;
      numbers.set(key, given);
      return json(200, status(given), `stanchion-ticket=${token(given)}; Path=/; Max-Age=600`);
    }
    if (path === "/.stanchion/status" || path === "/.stanchion/enter") {
      if (sin === "answers with errors" && polls++ % 20 === 0) return json(500, {});
      if (number === null || (sin === "forgets tickets" && number % 10 === 0)) return json(401, {});
      const place = status(number);
      if (path.endsWith("status")) return json(200, place);
      if (!admitted.has(number)) {
        if (!mayEnter(number)) return json(200, place);
        units--;
      }
      admitted.add(number);
      present.delete(number);
      const pass = token(number);
      const cookie = `stanchion-pass=${pass}; Path=/; Max-Age=600`;
      return json(
        200,
        { state: "admitted", pass, location: `http://${request.headers.host}/checkout` },
        cookie,
      );
    }
    if (path === "/order" && inside) {
      const email = new URLSearchParams(body).get("email") ?? "";
      if (sin !== "loses orders") orders.push(email);
      if (sin === "doubles orders") orders.push(email);
    }
    response
      .writeHead(200, { "Content-Type": "text/html" })
      .end(inside ? "the shop" : "the waiting page");
  }

  const server = createServer((request, response) => void answer(request, response));
  const listen = async (port: number) => {
    server.listen(port, "127.0.0.1");
    await once(server, "listening");
  };
  const close = async () => {
    const closed = once(server, "close");
    server.close();
    server.closeAllConnections();
    await closed;
  };
  await listen(0);
  const address = server.address();
  if (address === null || typeof address === "string") throw new TypeError("no TCP address");
  const { port } = address;
  return {
    url: new URL(`http://127.0.0.1:${port}`),
    orders,
    get joinKeys() {
      return [...numbers.keys()];
    },
    async breakDown(ms) {
      await close();
      await new Promise((resolve) => setTimeout(resolve, ms));
      await listen(port);
    },
    close,
  };
}

/** Unsigned: visitors have no key. */
function token(number: number): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
  return `${part({ alg: "none" })}.${part({ room: "default", epoch: 1, number })}.AA`;
}

function readNumber(cookies: string | undefined, name: string): number | null {
  const found = new RegExp(`stanchion-${name}=[^.]+\\.([^.]+)`).exec(cookies ?? "")?.[1];
  if (found === undefined) return null;
  return JSON.parse(Buffer.from(found, "base64url").toString()).number;
}

async function read(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}
