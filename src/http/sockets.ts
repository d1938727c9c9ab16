/** A WebSocket of somebody admitted: the visitor's end is joined to the shop's, and all that is said goes through as it is. */

import type { Lasting } from "./lasting.ts";

/** RFC 6455, 7.4.1: what is said or done here is against the rules of the one who closes. */
const overCode = 1008;

/** @param headers what the shop says as it opens its end */
export function joinedSockets(shop: WebSocket, headers: Headers): Lasting {
  const { 0: client, 1: visitor } = new WebSocketPair();
  const both = [visitor, shop];
  for (const socket of both) {
    socket.binaryType = "arraybuffer";
    socket.accept();
  }
  passOn(shop, visitor);
  passOn(visitor, shop);
  return {
    answer: new Response(null, { status: 101, webSocket: client, headers }),
    isOpen: () => both.every(({ readyState }) => readyState === WebSocket.OPEN),
    end() {
      for (const socket of both) socket.close(overCode, "The session is over");
    },
  };
}

function passOn(from: WebSocket, to: WebSocket): void {
  from.addEventListener("message", ({ data }) => {
    if (to.readyState === WebSocket.OPEN) to.send(data);
  });
  from.addEventListener("close", ({ code, reason }) => close(to, code, reason));
  from.addEventListener("error", () => close(to, 1011, ""));
}

function close(socket: WebSocket, code: number, reason: string): void {
  // What a socket notes that had no code, or broke off, is not for sending.
  if (code === 1005) socket.close();
  else socket.close(code === 1006 || code === 1015 ? 1011 : code, reason);
}
