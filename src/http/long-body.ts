/**
 * A body that may be long on its way to the shop: what has no length, and what is more than a form. Its
 * beginning is read, and the rest streams.
 */

import { after } from "./after.ts";
import type { TimeLimit } from "./time-limit.ts";
import { digestOf, mostHashedBytes, type OutgoingBody, wholeBody } from "./whole-body.ts";

/** How long the end of a body without a length is waited for: a form is there at once, a long upload is not. */
const endWithinMs = 1_000;

/** @throws when the visitor goes away before the part to be read has come, or sends what is no body */
export async function longBody(
  request: Request,
  reader: ReadableStreamDefaultReader<Uint8Array>,
  length: number | null,
): Promise<OutgoingBody> {
  if (length === null) return ofUnknownLength(request, reader);
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
    if (part.done) return wholeBody(joined(begun), request);
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
