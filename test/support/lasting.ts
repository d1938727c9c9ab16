/** What a visitor has open at the shop for long: a WebSocket, or a stream of events. */

import { once } from "node:events";
import { request } from "undici";
import { WebSocket } from "ws";
import type { ProtectedRoom } from "./protected-room.ts";
import type { Visitor } from "./visitor.ts";

export interface Lasting {
  /** How it ended for the visitor: the code and the reason, or that a stream came to its end. */
  readonly ended: Promise<readonly unknown[]>;
  /** Resolves when the shop has been heard since. */
  hear(): Promise<unknown>;
  /** The visitor goes away. */
  drop(): void;
}

interface Shop {
  readonly gatewayUrl: string;
  /** Of the demo shop: a change of its stock is an event. */
  readonly controlUrl: string;
}

const headersOf = (
  { host }: Pick<ProtectedRoom, "host">,
  { tokens }: Pick<Visitor, "tokens">,
): Record<string, string> => ({ Host: host, Cookie: `stanchion-pass=${tokens.pass}` });

/** At `/ws` of the demo shop, which says back what it is told. */
export async function openSocket(
  { gatewayUrl }: Pick<Shop, "gatewayUrl">,
  room: Pick<ProtectedRoom, "host">,
  visitor: Pick<Visitor, "tokens">,
): Promise<Lasting & { readonly socket: WebSocket }> {
  const socket = new WebSocket(`${gatewayUrl.replace("http", "ws")}/ws`, {
    headers: headersOf(room, visitor),
  });
  const ended = once(socket, "close").then(([code, reason]) => [code, String(reason)]);
  await once(socket, "open");
  return {
    socket,
    ended,
    hear() {
      socket.send("still here?");
      return once(socket, "message");
    },
    drop: () => socket.terminate(),
  };
}

/** At `/events` of the demo shop, which says how many units are left at each change. */
export const openEvents = async (
  { gatewayUrl, controlUrl }: Shop,
  room: Pick<ProtectedRoom, "host">,
  visitor: Pick<Visitor, "tokens">,
): Promise<Lasting> => {
  const { body, statusCode } = await request(`${gatewayUrl}/events`, {
    headers: { ...headersOf(room, visitor), Accept: "text/event-stream" },
  });
  if (statusCode !== 200) throw new Error(`Answered with ${statusCode}`);
  const ended = Promise.withResolvers<readonly unknown[]>();
  body.once("end", () => ended.resolve(["end"]));
  body.once("error", (error) => ended.resolve(["broken off", String(error)]));
  body.resume();
  return {
    ended: ended.promise,
    async hear() {
      const next = once(body, "data");
      const unitsLeft = Math.floor(Math.random() * 1e9);
      await fetch(new URL("/stock", controlUrl), {
        method: "PUT",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify({ unitsLeft }),
      });
      return next;
    },
    drop: () => body.destroy(),
  };
};
