/** A shop's gateway for one test: a few addresses with fixed answers, and a room whose settings change. */

import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";

export interface ShopAnswer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

export interface ShopQuestion {
  readonly method: string;
  readonly path: string;
  readonly authorization: string | undefined;
  readonly ifMatch: string | undefined;
  readonly body: unknown;
}

export interface StandInShop {
  readonly url: string;
  readonly asked: readonly ShopQuestion[];
  [Symbol.asyncDispose](): Promise<void>;
}

export async function openShop(answer: (asked: ShopQuestion) => ShopAnswer): Promise<StandInShop> {
  const asked: ShopQuestion[] = [];
  const server = createServer((request, response) => {
    void readQuestion(request).then((question) => {
      asked.push(question);
      reply(response, answer(question));
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new TypeError("no TCP address");
  return {
    url: `http://127.0.0.1:${address.port}`,
    asked,
    async [Symbol.asyncDispose]() {
      const closed = once(server, "close");
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

async function readQuestion(request: IncomingMessage): Promise<ShopQuestion> {
  let text = "";
  for await (const chunk of request) text += chunk;
  const { method = "", url = "", headers } = request;
  return {
    method,
    path: url,
    authorization: headers.authorization,
    ifMatch: headers["if-match"],
    body: text === "" ? null : JSON.parse(text),
  };
}

function reply(response: ServerResponse, { status = 200, headers, body }: ShopAnswer): void {
  response.writeHead(status, { "content-type": "application/json", ...headers });
  response.end(typeof body === "string" ? body : JSON.stringify(body ?? {}));
}
