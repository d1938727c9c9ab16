/** A WebSocket at `/ws` that says back what it is told: for looking at sockets through the gateway. */

import type { IncomingMessage, Server } from "node:http";
import type { Duplex } from "node:stream";
import { type WebSocket, WebSocketServer } from "ws";

export interface EchoSockets {
  close(): void;
}

export type UpgradeListener = (request: IncomingMessage, socket: Duplex, head: Buffer) => void;

/** @param guarded what stands before the sockets, if anything does */
export function openEchoSockets(
  server: Server,
  guarded: (listener: UpgradeListener) => UpgradeListener = (listener) => listener,
): EchoSockets {
  const sockets = new WebSocketServer({ noServer: true });
  const listener: UpgradeListener = (request, socket, head) => {
    if (request.url?.split("?")[0] !== "/ws") {
      socket.end("HTTP/1.1 404 Not Found\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
      return;
    }
    sockets.handleUpgrade(request, socket, head, sayBack);
  };
  server.on("upgrade", guarded(listener));
  return {
    close() {
      for (const socket of sockets.clients) socket.terminate();
    },
  };
}

function sayBack(socket: WebSocket): void {
  socket.on("message", (data, isBinary) => socket.send(data, { binary: isBinary }));
  // The other side has gone in the middle of a frame: nothing to be done, nothing to say.
  socket.on("error", () => {});
}
