/** A gateway as a shop sees it: the address of its keys, which a test may change, break or take away. */

import { once } from "node:events";
import { createServer, type RequestListener } from "node:http";

export interface JwksServer {
  readonly url: string;
  /** How often it was asked. */
  readonly asked: number;
  answer: RequestListener;
  close(): Promise<void>;
}

export const keysAnswer =
  (jwks: unknown, cacheControl = "public, max-age=15"): RequestListener =>
  (_, response) => {
    response.writeHead(200, {
      "Content-Type": "application/json",
      "Cache-Control": cacheControl,
      Connection: "close",
    });
    response.end(JSON.stringify(jwks));
  };

export async function startJwksServer(jwks: unknown): Promise<JwksServer> {
  let asked = 0;
  const server = createServer((request, response) => {
    asked++;
    jwksServer.answer(request, response);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new TypeError("no TCP address");
  const jwksServer: JwksServer = {
    url: `http://127.0.0.1:${address.port}/.stanchion/jwks.json`,
    get asked() {
      return asked;
    },
    answer: keysAnswer(jwks),
    async close() {
      if (!server.listening) return;
      const closed = once(server, "close");
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
  return jwksServer;
}
