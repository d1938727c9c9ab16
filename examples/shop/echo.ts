/** Says back what arrived, to the byte: for looking at what a gateway leaves as it was. */

import { createHash } from "node:crypto";
import type { IncomingMessage } from "node:http";

export interface Echo {
  readonly method: string;
  /** As it stood in the request line. */
  readonly url: string;
  readonly httpVersion: string;
  /** Name and value in turn, in order, in the case they came in. */
  readonly rawHeaders: readonly string[];
  readonly bodyBytes: number;
  readonly bodySha256: string;
}

/** Reads the body as it streams in and keeps none of it. */
export async function echo(request: IncomingMessage): Promise<Echo> {
  const hash = createHash("sha256");
  let bodyBytes = 0;
  for await (const chunk of request) {
    hash.update(chunk);
    bodyBytes += chunk.length;
  }
  return {
    method: request.method ?? "",
    url: request.url ?? "",
    httpVersion: request.httpVersion,
    rawHeaders: request.rawHeaders,
    bodyBytes,
    bodySha256: hash.digest("hex"),
  };
}
