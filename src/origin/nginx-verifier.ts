/**
 * The verifier beside a web server that asks before it passes a request on: nginx (`auth_request`),
 * Caddy (`forward_auth`), Traefik (ForwardAuth). It gets the headers of the request in question without
 * its body and says 204 or 403; whatever it asked about comes in headers that the server itself sets.
 */

import { type Asked, askedByNode, type NodeRequest, nodeHeader } from "./asked.ts";
import { answerRefused, type NodeResponse } from "./node.ts";
import type { AssertionOptions } from "./options.ts";
import { createVerifier } from "./verify-assertion.ts";

/**
 * Which headers tell what was asked. Chosen, not guessed: those that the server does not set itself
 * come from whoever sent the request.
 */
const addressHeaders = {
  /** Set in the server's own configuration; the host comes as `Host`. */
  "x-original": { method: "x-original-method", target: "x-original-uri", host: "host" },
  /** Set by Caddy and Traefik without being told. */
  "x-forwarded": {
    method: "x-forwarded-method",
    target: "x-forwarded-uri",
    host: "x-forwarded-host",
  },
} as const;

export interface NginxVerifierOptions extends AssertionOptions {
  readonly addressFrom?: keyof typeof addressHeaders | undefined;
}

/** `createServer(createNginxVerifier({ jwksUrl })).listen(9000, "127.0.0.1")` */
export function createNginxVerifier({
  addressFrom = "x-original",
  ...options
}: NginxVerifierOptions): (request: NodeRequest, response: NodeResponse) => Promise<void> {
  const verify = createVerifier(options);
  const names = addressHeaders[addressFrom];
  return async (request, response) => {
    const verdict = await verify(askedAbout(request, names));
    if (!verdict.ok) return answerRefused(verdict, request, response);
    response.writeHead(204, { "Cache-Control": "no-store" });
    response.end();
  };
}

/** What is not told is empty: no exempt path, no host, no method is that. */
function askedAbout(
  request: NodeRequest,
  names: (typeof addressHeaders)[keyof typeof addressHeaders],
): Asked {
  return {
    ...askedByNode(request),
    method: nodeHeader(request, names.method) ?? "",
    target: nodeHeader(request, names.target) ?? "",
    host: nodeHeader(request, names.host) ?? "",
  };
}
