/**
 * The body of a request on its way to the shop. A form is read to its end before it goes, so that half of one
 * never leaves here and the same form can be told by its hash; of a long upload the beginning is read, and
 * the rest streams. See docs/decisions/0016.
 */

import { hexOf } from "../domain/hex.ts";
import { after } from "./after.ts";
import type { TimeLimit } from "./time-limit.ts";

export interface OutgoingBody {
  /** Begins to send. The time limit runs while the shop takes its time to read, and from the end of the body. */
  send(limit: TimeLimit): SentBody;
  /** What tells this body from any other, in hexadecimal; null: nobody knows how it will end. */
  digest(): Promise<string | null>;
  /** Whether the visitor went away in the middle of it, or sent what is no body. */
  isBroken(): boolean;
}

/** What a request to the shop is made of; of one without a body, nothing. */
interface SentBody {
  readonly body?: BodyInit;
  /** A body that streams is sent while the answer may come already. */
  readonly duplex?: "half";
  /** Takes the request back from the shop before it can look whole. */
  readonly signal?: AbortSignal;
}

/** More than any form of a checkout; less than an isolate notices. */
export const mostHashedBytes = 65_536;

/** How long the end of a body without a length is waited for: a form is there at once, a long upload is not. */
const endWithinMs = 1_000;

/** @throws when the visitor goes away before the part to be read has come, or sends what is no body */
export async function outgoingBody(request: Request): Promise<OutgoingBody> {
  const { body, method } = request;
  // A GET or HEAD may bring a body, but none may be given to it: whatever it has goes along with it.
  if (body === null || method === "GET" || method === "HEAD") {
    return { send: untouched, digest: () => digestOf(nothing, request, 0), isBroken: () => false };
  }
  const length = lengthOf(request);
  if (length === null) return ofUnknownLength(request, body.getReader());
  if (length <= mostHashedBytes) return whole(new Uint8Array(await request.arrayBuffer()), request);

  const reader = body.getReader();
  const begun = await beginningOf(reader);
  const beginning = joined(begun).subarray(0, mostHashedBytes);
  return streaming({
    ...{ begun, length, read: () => reader.read() },
    digest: () => digestOf(beginning, request, length),
  });
}

/** Its end is told by the last chunk alone; one that is there soon is waited for, and is a form like any other. */
async function ofUnknownLength(
  request: Request,
  reader: ReadableStreamDefaultReader<Uint8Array>,
): Promise<OutgoingBody> {
  const coding = request.headers.get("Transfer-Encoding")?.toLowerCase() ?? "chunked";
  if (coding !== "chunked") throw new TypeError(`Cannot read a body that is sent as ${coding}`);
  const tooLate = after(endWithinMs);
  const begun: Uint8Array[] = [];
  let next: ReturnType<typeof reader.read> | undefined = reader.read();
  for (let bytes = 0; bytes <= mostHashedBytes; ) {
    const part = await Promise.race([next, tooLate]);
    if (part === undefined) break;
    if (part.done) return whole(joined(begun), request);
    begun.push(part.value);
    bytes += part.value.length;
    next = reader.read();
  }
  const read = () => {
    const part = next ?? reader.read();
    next = undefined;
    return part;
  };
  return streaming({ begun, length: null, read, digest: async () => null });
}

const nothing = new Uint8Array();

function untouched(limit: TimeLimit): SentBody {
  limit.run();
  return {};
}

function whole(bytes: Uint8Array, request: Request): OutgoingBody {
  return {
    send(limit) {
      limit.run();
      return { body: bytes };
    },
    digest: () => digestOf(bytes, request, bytes.length),
    isBroken: () => false,
  };
}

interface Streaming {
  /** What was read of it already. */
  readonly begun: readonly Uint8Array[];
  readonly length: number | null;
  readonly read: () => Promise<ReadableStreamReadResult<Uint8Array>>;
  readonly digest: OutgoingBody["digest"];
}

function streaming({ begun, length, read, digest }: Streaming): OutgoingBody {
  let broken = false;
  return {
    send(limit) {
      const { readable, writable } =
        length === null
          ? new TransformStream<Uint8Array, Uint8Array>()
          : new FixedLengthStream(length);
      const taking = new AbortController();
      const readOn = async () => {
        try {
          return await read();
        } catch (error) {
          broken = true;
          // A stream that is ended with an error reaches the shop with its last chunk, as if it were whole.
          taking.abort(error);
          throw error;
        }
      };
      pump({ begun, read: readOn, writer: writable.getWriter(), limit }).catch(() => undefined);
      return { body: readable, duplex: "half", signal: taking.signal };
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
