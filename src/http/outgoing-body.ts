/**
 * The body of a request on its way to the shop. A form is read before it goes, so that the same form can
 * be told by its hash; of a long upload the beginning is, and the rest streams.
 */

import { hexOf } from "../domain/hex.ts";
import type { TimeLimit } from "./time-limit.ts";

export interface OutgoingBody {
  /** Begins to send; null: it stays in the request as it is. The time limit runs while the shop takes its time to read, and from the end of the body. */
  send(limit: TimeLimit): BodyInit | null;
  /** What tells this body from any other, in hexadecimal; null: it has no length, so it goes out unread. */
  digest(): Promise<string | null>;
  /** Whether the visitor went away in the middle of it. */
  isBroken(): boolean;
}

/** More than any form of a checkout; less than an isolate notices. */
export const mostHashedBytes = 65_536;

/** @throws when the visitor goes away before the part to be read has come */
export async function outgoingBody(request: Request): Promise<OutgoingBody> {
  const { body, method } = request;
  // A GET or HEAD may bring a body, but none may be given to it: whatever it has goes along with it.
  if (body === null || method === "GET" || method === "HEAD") {
    return { send: untouched, digest: () => digestOf(nothing, request, 0), isBroken: () => false };
  }
  const length = lengthOf(request);
  if (length === null) {
    return streaming(body.getReader(), { begun: [], length: null, digest: async () => null });
  }
  if (length <= mostHashedBytes) return whole(new Uint8Array(await request.arrayBuffer()), request);

  const reader = body.getReader();
  const begun = await beginningOf(reader);
  const beginning = joined(begun).subarray(0, mostHashedBytes);
  return streaming(reader, { begun, length, digest: () => digestOf(beginning, request, length) });
}

const nothing = new Uint8Array();

function untouched(limit: TimeLimit): null {
  limit.run();
  return null;
}

function whole(bytes: Uint8Array, request: Request): OutgoingBody {
  return {
    send(limit) {
      limit.run();
      return bytes;
    },
    digest: () => digestOf(bytes, request, bytes.length),
    isBroken: () => false,
  };
}

interface Streaming {
  /** What was read of it already. */
  readonly begun: readonly Uint8Array[];
  readonly length: number | null;
  readonly digest: OutgoingBody["digest"];
}

function streaming(
  reader: ReadableStreamDefaultReader<Uint8Array>,
  { begun, length, digest }: Streaming,
): OutgoingBody {
  let broken = false;
  return {
    send(limit) {
      const { readable, writable } =
        length === null
          ? new TransformStream<Uint8Array, Uint8Array>()
          : new FixedLengthStream(length);
      const writer = writable.getWriter();
      const read = async () => {
        try {
          return await reader.read();
        } catch (error) {
          broken = true;
          throw error;
        }
      };
      pump({ begun, read, writer, limit }).catch((error: unknown) => {
        // The shop must not take half a body for a whole one; what became of the request is told there.
        writer.abort(error).catch(() => undefined);
        reader.cancel(error).catch(() => undefined);
      });
      return readable;
    },
    digest,
    isBroken: () => broken,
  };
}

interface Pumping {
  readonly begun: readonly Uint8Array[];
  readonly read: () => Promise<ReadableStreamReadResult<Uint8Array>>;
  readonly writer: WritableStreamDefaultWriter<Uint8Array>;
  readonly limit: TimeLimit;
}

async function pump({ begun, read, writer, limit }: Pumping): Promise<void> {
  const write = async (chunk: Uint8Array) => {
    limit.run();
    await writer.write(chunk);
    limit.rest();
  };
  for (const chunk of begun) await write(chunk);
  for (let part = await read(); !part.done; part = await read()) await write(part.value);
  limit.run();
  await writer.close();
}

async function beginningOf(
  reader: ReadableStreamDefaultReader<Uint8Array>,
): Promise<readonly Uint8Array[]> {
  const chunks: Uint8Array[] = [];
  for (let bytes = 0; bytes < mostHashedBytes; ) {
    const { done, value } = await reader.read();
    if (done) break;
    chunks.push(value);
    bytes += value.length;
  }
  return chunks;
}

function joined(chunks: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(chunks.reduce((sum, { length }) => sum + length, 0));
  chunks.reduce((at, chunk) => {
    bytes.set(chunk, at);
    return at + chunk.length;
  }, 0);
  return bytes;
}

/** Browsers separate the fields of a form with files by a text that is another each time they send it. */
const boundaryIn = (type: string): string => /;\s*boundary="?([^";]+)/i.exec(type)?.[1] ?? "";

async function digestOf(bytes: Uint8Array, request: Request, length: number): Promise<string> {
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

function lengthOf({ headers }: Request): number | null {
  const length = Number(headers.get("Content-Length") ?? Number.NaN);
  return Number.isSafeInteger(length) && length >= 0 ? length : null;
}
