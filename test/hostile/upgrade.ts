/** Asking a running gateway for a WebSocket that it should refuse. */

import { once } from "node:events";
import { WebSocket } from "ws";
import type { Stack } from "../support/stack.ts";

/** The status with which the upgrade is refused; 101 when it is not. */
export async function upgradeStatus(
  { gatewayUrl }: Pick<Stack, "gatewayUrl">,
  headers: Readonly<Record<string, string>>,
): Promise<number> {
  const socket = new WebSocket(`${gatewayUrl.replace("http", "ws")}/ws`, { headers });
  socket.on("error", () => {});
  const refused = once(socket, "unexpected-response");
  const [, response] = await Promise.race([refused, once(socket, "open").then(() => [])]);
  socket.terminate();
  return response === undefined ? 101 : (response as { readonly statusCode: number }).statusCode;
}
