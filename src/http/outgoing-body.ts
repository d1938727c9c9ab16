/**
 * The body of a request on its way to the shop. A form is read to its end before it goes, so that half of one
 * never leaves here and the same form can be told by its hash; of a long upload the beginning is read, and
 * the rest streams. See docs/decisions/0016.
 */

import { onDemand } from "./on-demand.ts";
import type { TimeLimit } from "./time-limit.ts";
import type { Visit } from "./visit.ts";
import { digestOf, mostHashedBytes, type OutgoingBody, wholeBody } from "./whole-body.ts";

/** @throws when the visitor goes away before the part to be read has come, or sends what is no body */
export async function outgoingBody({
  request,
  method,
}: Pick<Visit, "request" | "method">): Promise<OutgoingBody> {
  // A GET or HEAD may bring a body, but none may be given to it: one with a length goes along with it, and one
  // in chunks the platform leaves out.
  const body = method === "GET" || method === "HEAD" ? null : request.body;
  if (body === null) {
    return { send: untouched, digest: () => digestOf(nothing, request, 0), isBroken: () => false };
  }
  const length = lengthOf(request);
  if (length !== null && length <= mostHashedBytes) {
    return wholeBody(new Uint8Array(await request.arrayBuffer()), request);
  }
  const { longBody } = await longBodies();
  return longBody(request, body.getReader(), length);
}

const longBodies = onDemand(() => import("./long-body.ts"));

const nothing = new Uint8Array();

function untouched(limit: TimeLimit): null {
  limit.run();
  return null;
}

function lengthOf({ headers }: Request): number | null {
  const length = Number(headers.get("Content-Length") ?? Number.NaN);
  return Number.isSafeInteger(length) && length >= 0 ? length : null;
}
