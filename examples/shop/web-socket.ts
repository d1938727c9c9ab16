/** A WebSocket at `/ws` that says back what it is told: for looking at sockets through the gateway. */

import type { Server } from "node:http";
import { type WebSocket, WebSocketServer } from "ws";

export interface EchoSockets {
  close(): void;
}

export function openEchoSockets(server: Server): EchoSockets {
  const sockets = new WebSocketServer({ noServer: true });
  server.on("upgrade", (request, socket, head) => {
    if (request.url?.split("?")[0] !== "/ws") {
      socket.end("HTTP/1.1 404 Not Found\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
      return;
    }
    sockets.handleUpgrade(request, socket, head, sayBack);
  });
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
