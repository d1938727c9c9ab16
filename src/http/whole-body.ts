/** A body that is here to its end, and what tells it from any other. */

import { hexOf } from "../domain/hex.ts";
import type { TimeLimit } from "./time-limit.ts";

export interface OutgoingBody {
  /** Begins to send; null: it stays in the request as it is. The time limit runs while the shop takes its time to read, and from the end of the body. */
  send(limit: TimeLimit): SentBody | null;
  /** What tells this body from any other, in hexadecimal; null: nobody knows how it will end. */
  digest(): Promise<string | null>;
  /** Whether the visitor went away in the middle of it, or sent what is no body. */
  isBroken(): boolean;
}

/** What a request to the shop is made of. */
export interface SentBody {
  readonly body: BodyInit;
  /** A body that streams is sent while the answer may come already. */
  readonly duplex?: "half";
  /** Takes the request back from the shop before it can look whole. */
  readonly signal?: AbortSignal;
}

/** More than any form of a checkout; less than an isolate notices. */
export const mostHashedBytes = 65_536;

/** All of it is here. */
export function wholeBody(bytes: Uint8Array, request: Request): OutgoingBody {
  return {
    send(limit) {
      limit.run();
      return { body: bytes };
    },
    digest: () => digestOf(bytes, request, bytes.length),
    isBroken: () => false,
  };
}

/** Browsers separate the fields of a form with files by a text that is another each time they send it. */
const boundaryIn = (type: string): string => /;\s*boundary="?([^";]+)/i.exec(type)?.[1] ?? "";

/** @param bytes of a body so long, its beginning; @param length of the whole */
export async function digestOf(
  bytes: Uint8Array,
  request: Request,
  length: number,
): Promise<string> {
  const type = request.headers.get("Content-Type") ?? "";
  const boundary = boundaryIn(type);
  const content = boundary === "" ? bytes : withoutText(bytes, boundary);
  const kind = boundary === "" ? type : type.replace(boundary, "");
  const hash = await crypto.subtle.digest("SHA-256", content);
  // A boundary of another length makes another length of the whole; where all of it was read it tells nothing.
  const told = length > mostHashedBytes ? String(length) : "";
  return `${hexOf(new Uint8Array(hash))} ${told} ${kind}`;
}

function withoutText(bytes: Uint8Array, text: string): Uint8Array {
  // Each byte as one letter, and back.
  const letters = new TextDecoder("latin1").decode(bytes);
  return new TextEncoder().encode(letters.replaceAll(text, ""));
}
