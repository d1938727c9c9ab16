/**
 * What opens a WebSocket, before anybody is asked whether it may. The platform looks at the visitor's half of
 * the handshake only when the shop has answered its own: what it then refuses would leave the shop with a
 * socket that nobody holds the other end of.
 */

import { problem } from "./problems.ts";
import type { Visit } from "./visit.ts";

/** Sixteen bytes in base64 (RFC 6455, 4.1). */
const keyForm = /^[A-Za-z\d+/]{22}==$/;

/** Why it is opened for nobody, with a pass or without; null: it is judged as any other request. */
export function refusedUpgrade({ method, headers, host }: Visit): Response | null {
  if (isForeign(headers.get("Origin"), host)) return problem("foreign-page");
  if (!/websocket/i.test(headers.get("Upgrade") ?? "")) return null;
  if (method !== "GET" || !keyForm.test(headers.get("Sec-WebSocket-Key") ?? "")) {
    const detail = "A WebSocket is opened by GET, with a Sec-WebSocket-Key of sixteen bytes.";
    return problem("malformed", { detail });
  }
  // RFC 6455, 4.4
  return headers.get("Sec-WebSocket-Version") === "13"
    ? null
    : problem("websocket-version", { headers: { "Sec-WebSocket-Version": "13" } });
}

/** A WebSocket carries the visitor's cookies whichever page opened it. */
const isForeign = (origin: string | null, host: string): boolean =>
  origin !== null && URL.parse(origin)?.host !== host;
