/**
 * The draw recomputed by whoever doubts it, from what is published and from nothing else of ours. It is
 * written out here once more, on purpose: what checks the gateway should not be the gateway's own code.
 * Step by step it is described in docs/concepts/draw.md.
 */

/** One line's part of what `GET /.stanchion/draw` publishes after the draw. */
export interface DrawnLine {
  readonly room: string;
  readonly epoch: number;
  readonly line: string;
  /** How many were drawn in the line. */
  readonly count: number;
  /** Numbers up to this one were called before, and kept their places. */
  readonly after: number;
  /** In hexadecimal. */
  readonly seed: string;
  readonly publicRandomness: string;
}

const rounds = 12;

/** The place of a ticket's number, in order of calling. Numbers behind the drawn keep their order. */
export async function recomputePlace(drawn: DrawnLine, number: number): Promise<number> {
  const { room, epoch, line, count, after, seed, publicRandomness } = drawn;
  if (number <= after || number > after + count) return number;
  const keyOf = await macUnder(bytesOf(seed));
  const mac = await macUnder(
    await keyOf(`stanchion-draw-1|${room}|${epoch}|${line}|${count}|${publicRandomness}`),
  );
  let halfBits = 4;
  while (4 ** halfBits < count) halfBits += 1;
  const halves = 2 ** halfBits;

  let value = number - after - 1;
  do {
    let left = Math.floor(value / halves);
    let right = value % halves;
    for (let round = 0; round < rounds; round++) {
      const digest = await mac(`${round}|${Math.floor(right / 16)}`);
      const mixed = left ^ (digest.getUint16(2 * (right % 16)) % halves);
      left = right;
      right = mixed;
    }
    value = left * halves + right;
  } while (value >= count);
  return after + value + 1;
}

/** Whether the seed is the one that was committed to. */
export async function isCommitted(seed: string, commitment: string): Promise<boolean> {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytesOf(seed)));
  const hex = Array.from(digest, (byte) => byte.toString(16).padStart(2, "0"));
  return hex.join("") === commitment.toLowerCase();
}

async function macUnder(
  secret: BufferSource,
): Promise<(message: string) => Promise<DataView<ArrayBuffer>>> {
  const algorithm = { name: "HMAC", hash: "SHA-256" };
  const key = await crypto.subtle.importKey("raw", secret, algorithm, false, ["sign"]);
  return async (message) =>
    new DataView(await crypto.subtle.sign("HMAC", key, new TextEncoder().encode(message)));
}

function bytesOf(hexadecimal: string): Uint8Array<ArrayBuffer> {
  const pairs = hexadecimal.match(/../g) ?? [];
  return Uint8Array.from(pairs, (pair) => Number.parseInt(pair, 16));
}
