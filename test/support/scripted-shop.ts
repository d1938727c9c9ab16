/**
 * A shop that answers as the test says, for what the demo shop is too well-behaved to do: odd
 * answers, a reset in the middle, an outage. It counts what reached it.
 */

import { once } from "node:events";
import { createServer, type IncomingMessage, type RequestListener } from "node:http";

export interface ScriptedShop {
  readonly url: string;
  /** Whatever reached it, in order. */
  readonly requests: readonly IncomingMessage[];
  /** How it answers from now on. */
  answer: RequestListener;
  /** Nobody listens any more, until it is opened again at the same address. */
  close(): Promise<void>;
  open(): Promise<void>;
}

export async function startScriptedShop(): Promise<ScriptedShop> {
  const requests: IncomingMessage[] = [];
  const server = createServer((request, response) => {
    requests.push(request);
    shop.answer(request, response);
  });
  const port = await listen(0);
  const shop: ScriptedShop = {
    url: `http://127.0.0.1:${port}`,
    requests,
    answer: (_, response) => void response.end("from the shop"),
    async close() {
      const closed = once(server, "close");
      server.close();
      server.closeAllConnections();
      await closed;
    },
    open: async () => void (await listen(port)),
  };
  return shop;

  async function listen(at: number): Promise<number> {
    server.listen(at, "127.0.0.1");
    await once(server, "listening");
    const address = server.address();
    if (address === null || typeof address === "string") throw new TypeError("no TCP address");
    return address.port;
  }
}
