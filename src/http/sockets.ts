/**
 * WebSockets of the admitted. A request is judged once, and a socket lives for hours: it ends with the
 * session that opened it, whatever the shop does. Until then all that is said goes through as it is.
 */

import { secondMs } from "../domain/time.ts";
import type { PassClaims } from "../tokens/pass-token.ts";
import { after } from "./after.ts";
import { isRevoked } from "./passes.ts";
import { sessionEnd } from "./renewals.ts";
import type { Visit } from "./visit.ts";

/** How often it is looked whether the session was ended before its time. */
const lookEveryMs = 5 * secondMs;
/** RFC 6455, 7.4.1: what is said or done here is against the rules of the one who closes. */
const overCode = 1008;

/** Joins the visitor's socket to the shop's; any other answer is as it was. */
export function untilSessionEnds(visit: Visit, claims: PassClaims, response: Response): Response {
  const shop = response.webSocket;
  if (!shop) return response;
  const { 0: client, 1: visitor } = new WebSocketPair();
  for (const socket of [shop, visitor]) {
    socket.binaryType = "arraybuffer";
    socket.accept();
  }
  passOn(shop, visitor);
  passOn(visitor, shop);
  void closeAtEnd(visit, claims, [visitor, shop]);
  return new Response(null, { status: 101, webSocket: client, headers: response.headers });
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

async function closeAtEnd(
  visit: Visit,
  claims: PassClaims,
  sockets: readonly [WebSocket, WebSocket],
): Promise<void> {
  const isOpen = () => sockets.every(({ readyState }) => readyState === WebSocket.OPEN);
  let endsAt = claims.expiresAt;
  while (isOpen()) {
    const now = Date.now();
    if (now >= endsAt) {
      // The socket says nothing of what else its visitor does: it may have been renewed since.
      endsAt = (await sessionEnd(visit, claims)) ?? now;
      if (now >= endsAt) break;
    }
    await after(Math.min(lookEveryMs, endsAt - Date.now()));
    const snapshot = await visit.room.snapshot.get(visit.ctx).catch(() => null);
    if (snapshot && isRevoked(claims, snapshot)) break;
  }
  if (isOpen()) for (const socket of sockets) socket.close(overCode, "The session is over");
}
