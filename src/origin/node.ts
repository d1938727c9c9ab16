/**
 * For a shop on Node's own `http`: stands before the listener of requests, and before the one of
 * upgrades, because a WebSocket goes past everything that only looks at requests.
 */

import { askedByNode, type NodeRequest } from "./asked.ts";
import type { AssertionClaims } from "./claims.ts";
import type { AssertionOptions } from "./options.ts";
import { type Refusal, refusedAnswer } from "./refusal.ts";
import { createVerifier } from "./verify-assertion.ts";

/** As much of a `ServerResponse` as is used. */
export interface NodeResponse {
  writeHead(status: number, headers: Record<string, string>): unknown;
  end(body?: string): unknown;
}

/** As much of an upgraded connection as is used. */
export interface NodeSocket {
  end(text: string): unknown;
  on(event: "error", listener: () => void): unknown;
}

export interface NodeOptions<Request, Response> extends AssertionOptions {
  /** Answers instead of the 403. */
  readonly onRefused?:
    | ((refusal: Refusal, request: Request, response: Response) => void)
    | undefined;
}

/**
 * `createServer(requireAssertion(listener, { jwksUrl }))`
 * @param listener gets the claims as a third argument; null where nobody was asked for an assertion
 */
export function requireAssertion<Request extends NodeRequest, Response extends NodeResponse>(
  listener: (request: Request, response: Response, claims: AssertionClaims | null) => void,
  { onRefused = answerRefused, ...options }: NodeOptions<Request, Response>,
): (request: Request, response: Response) => Promise<void> {
  const verify = createVerifier(options);
  return async (request, response) => {
    const verdict = await verify(askedByNode(request));
    if (verdict.ok) listener(request, response, verdict.claims);
    else onRefused(verdict, request, response);
  };
}

/** `server.on("upgrade", requireAssertionToUpgrade(listener, { jwksUrl }))` */
export function requireAssertionToUpgrade<
  Request extends NodeRequest,
  Socket extends NodeSocket,
  Head,
>(
  listener: (request: Request, socket: Socket, head: Head) => void,
  options: AssertionOptions,
): (request: Request, socket: Socket, head: Head) => Promise<void> {
  const verify = createVerifier(options);
  return async (request, socket, head) => {
    // Whoever hangs up while the signature is being checked must not end the process.
    socket.on("error", () => {});
    const verdict = await verify(askedByNode(request));
    if (verdict.ok) listener(request, socket, head);
    else socket.end(asText(verdict));
  };
}

export function answerRefused(refusal: Refusal, _request: unknown, response: NodeResponse): void {
  const { status, headers, body } = refusedAnswer(refusal);
  response.writeHead(status, headers);
  response.end(body);
}

function asText(refusal: Refusal): string {
  const { status, headers, body } = refusedAnswer(refusal);
  const fields = Object.entries({
    ...headers,
    "Content-Length": String(new TextEncoder().encode(body).length),
    Connection: "close",
  });
  const lines = fields.map(([name, value]) => `${name}: ${value}\r\n`);
  return `HTTP/1.1 ${status} Forbidden\r\n${lines.join("")}\r\n${body}`;
}
