/**
 * A file of any length, made up as it is read, with byte ranges (RFC 9110, section 14): for
 * looking at long answers through the gateway without storing them.
 */

import type { Context } from "hono";

interface ByteRange {
  readonly first: number;
  readonly last: number;
}

const defaultBytes = 1_048_576;
const mostBytes = 4_294_967_296;
const chunkBytes = 65_536;

export function download(c: Context): Response {
  const size = Math.min(Number(c.req.query("bytes") ?? defaultBytes) || 0, mostBytes);
  const range = readRange(c.req.header("range"), size);
  c.header("Accept-Ranges", "bytes");
  c.header("Content-Type", "application/octet-stream");
  c.header("Content-Disposition", 'attachment; filename="tern-3.bin"');
  if (range === "unsatisfiable") {
    c.header("Content-Range", `bytes */${size}`);
    return c.body(null, 416);
  }
  const { first, last } = range ?? { first: 0, last: size - 1 };
  c.header("Content-Length", String(last - first + 1));
  if (range === null) return c.body(bytesOf({ first, last }));
  c.header("Content-Range", `bytes ${first}-${last}/${size}`);
  return c.body(bytesOf({ first, last }), 206);
}

const period = 251;

/** What byte of the file stands where: known to everybody, so that a piece can be checked alone. */
export const byteAt = (position: number): number => position % period;

/** Long enough that a chunk can be cut from it wherever in the period it begins. */
const pattern = Uint8Array.from({ length: chunkBytes + period }, (_, index) => byteAt(index));

/** Null when there is no range, or one of a kind that may be ignored: several, or not of bytes. */
function readRange(header: string | undefined, size: number): ByteRange | "unsatisfiable" | null {
  const [, from = "", to = ""] = /^bytes=(\d*)-(\d*)$/.exec(header ?? "") ?? [];
  if (from === "" && to === "") return null;
  // Without a first byte the number counts from the end: `-500` is the last five hundred.
  const first = from === "" ? Math.max(0, size - Number(to)) : Number(from);
  const last = from === "" || to === "" ? size - 1 : Math.min(Number(to), size - 1);
  if (from !== "" && to !== "" && Number(to) < first) return null;
  return first < size && first <= last ? { first, last } : "unsatisfiable";
}

function bytesOf({ first, last }: ByteRange): ReadableStream<Uint8Array> {
  let position = first;
  return new ReadableStream({
    pull(controller) {
      const count = Math.min(chunkBytes, last + 1 - position);
      if (count <= 0) return controller.close();
      controller.enqueue(pattern.slice(byteAt(position), byteAt(position) + count));
      position += count;
    },
  });
}
