/** The shop on its two ports: one for customers, one for its operator. */

import { once } from "node:events";
import { createServer, IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import { getRequestListener } from "@hono/node-server";
import type { AssertionOptions } from "../../src/origin/index.ts";
import { requireAssertion, requireAssertionToUpgrade } from "../../src/origin/node.ts";
import { createShop } from "./app.ts";
import { createControl } from "./control.ts";
import { createMoodSwitch } from "./mood.ts";
import { createOrderBook } from "./order-book.ts";
import { createRequestLog, type LoggedRequest, type RequestLog } from "./request-log.ts";
import { openEchoSockets } from "./web-socket.ts";

export interface DemoShopOptions {
  /** 0 lets the system pick. */
  readonly port: number;
  readonly controlPort: number;
  /** Where requests are appended as JSON lines; null keeps them in memory only. */
  readonly logFile: string | null;
  readonly stock: number;
  /** How it makes sure that its customers came through the gateway; absent: it trusts its address. */
  readonly verify?: AssertionOptions;
}

export interface DemoShop {
  readonly port: number;
  readonly controlPort: number;
  close(): Promise<void>;
}

/** Only this machine reaches the shop itself; its customers come through the gateway. */
const listenHost = "127.0.0.1";

export async function startDemoShop(options: DemoShopOptions): Promise<DemoShop> {
  const orderBook = createOrderBook(options.stock);
  const mood = createMoodSwitch();
  const requestLog = createRequestLog(options.logFile);

  const { fetch } = createShop({ orderBook, mood });
  const listener = getRequestListener(fetch);
  const { verify } = options;
  const shop = createServer(
    { IncomingMessage: CountedRequest },
    verify ? requireAssertion<CountedRequest, ServerResponse>(listener, verify) : listener,
  );
  // Longer than the gateway keeps an idle connection, so that the shop never closes one into which
  // the gateway is just writing an order.
  shop.keepAliveTimeout = 65_000;
  keepLog(shop, requestLog);
  const sockets = openEchoSockets(shop, (sockets) =>
    verify ? requireAssertionToUpgrade(sockets, verify) : sockets,
  );
  const control = createServer(
    getRequestListener(createControl({ orderBook, mood, requestLog }).fetch),
  );

  return {
    port: await listen(shop, options.port),
    controlPort: await listen(control, options.controlPort),
    async close() {
      sockets.close();
      await Promise.all([closeNow(shop), closeNow(control)]);
    },
  };
}

/** Counts the body as it is read off the socket, whoever consumes it then. */
class CountedRequest extends IncomingMessage {
  entry: LoggedRequest | null = null;

  override push(chunk: Buffer | null, encoding?: BufferEncoding): boolean {
    if (this.entry !== null && chunk !== null) this.entry.bodyBytes += chunk.length;
    return super.push(chunk, encoding);
  }
}

/** Listens before the application does: what the application cannot read is logged as well. */
function keepLog(server: Server, log: RequestLog): void {
  server.prependListener("request", (request: CountedRequest, response: ServerResponse) => {
    const entry = log.add(request);
    request.entry = entry;
    response.once("close", () => {
      entry.status = response.writableFinished ? response.statusCode : null;
      log.finish(entry);
    });
  });
  server.prependListener("upgrade", (request: IncomingMessage, socket: Duplex) => {
    const entry = log.add(request);
    socket.once("close", () => log.finish(entry));
  });
}

async function listen(server: Server, port: number): Promise<number> {
  server.listen(port, listenHost);
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new TypeError("no TCP address");
  return address.port;
}

async function closeNow(server: Server): Promise<void> {
  const closed = once(server, "close");
  server.close();
  server.closeAllConnections();
  await closed;
}
