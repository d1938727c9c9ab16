/** One request as it stands on the socket: the request line and every header line are the test's own. */

import { sendRaw, statusOf } from "./raw-http.ts";
import type { Stack } from "./stack.ts";

export interface WireRequest {
  readonly method?: string;
  /** What stands between method and version, byte for byte. */
  readonly target: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Header lines as they stand, with what ends each inside them left to the test. */
  readonly lines?: readonly string[];
  readonly body?: string;
  /** Nothing comes after the body, though more may be due. */
  readonly ending?: "close";
}

export interface WireAnswer {
  /** Null when the connection was closed without an answer. */
  readonly status: number | null;
  /** Status line and headers. */
  readonly head: string;
  readonly body: string;
}

export async function sendOnWire(
  { gatewayUrl }: Pick<Stack, "gatewayUrl">,
  { method = "GET", target, headers = {}, lines = [], body = "", ending }: WireRequest,
): Promise<WireAnswer> {
  const written = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  const head = [`${method} ${target} HTTP/1.1`, "Connection: close", ...written, ...lines];
  const answer = await sendRaw({
    to: gatewayUrl,
    bytes: `${head.join("\r\n")}\r\n\r\n${body}`,
    ...(ending && { ending }),
  }).catch(() => "");
  const end = answer.indexOf("\r\n\r\n");
  return {
    status: statusOf(answer),
    head: end < 0 ? answer : answer.slice(0, end),
    body: end < 0 ? "" : answer.slice(end + 4),
  };
}
