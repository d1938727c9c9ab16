/**
 * The curve P-256 in whole numbers, slow and plain. With it a test makes the public key under which a
 * signature of its own choice is genuine, which no signer would ever come to: the corners of ECDSA.
 */

import { createHash } from "node:crypto";

/** Null: the point at infinity. */
type Point = { readonly x: bigint; readonly y: bigint } | null;

/** The field's prime. */
export const p = 2n ** 256n - 2n ** 224n + 2n ** 192n + 2n ** 96n - 1n;
/** How many points there are. */
export const n = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;
const b = 0x5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604bn;
const generator: Point = {
  x: 0x6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296n,
  y: 0x4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5n,
};

/** The first x from here on that a point of the curve has. */
export function nextX(from: bigint): bigint {
  let x = from;
  while (rootOf(x) === null) x += 1n;
  return x;
}

/**
 * The public key under which this signature of the text is genuine.
 * @param x of the point that r comes from; r is it, modulo n
 */
export function keyOfSignature(text: string, { x, s }: { readonly x: bigint; readonly s: bigint }) {
  const y = rootOf(x);
  if (y === null) throw new RangeError("No point of the curve has this x");
  const hash = BigInt(`0x${createHash("sha256").update(text).digest("hex")}`);
  const sum = add(times(s, { x, y }), times(n - mod(hash, n), generator));
  const key = times(inverse(mod(x, n), n), sum);
  if (key === null) throw new RangeError("Nobody has this signature");
  return { kty: "EC", crv: "P-256", x: encoded(key.x), y: encoded(key.y) } as const;
}

/** r and s as a JWS has them: 32 bytes each. */
export const bytesOf = (r: bigint, s: bigint): Buffer => Buffer.concat([bytes(r), bytes(s)]);

const bytes = (value: bigint): Buffer => Buffer.from(value.toString(16).padStart(64, "0"), "hex");
const encoded = (value: bigint): string => bytes(value).toString("base64url");

const mod = (value: bigint, by: bigint): bigint => ((value % by) + by) % by;

function rootOf(x: bigint): bigint | null {
  const square = mod(x * x * x - 3n * x + b, p);
  const root = power(square, (p + 1n) / 4n);
  return mod(root * root, p) === square ? root : null;
}

function power(base: bigint, exponent: bigint): bigint {
  let result = 1n;
  for (let [square, rest] = [base, exponent]; rest > 0n; rest >>= 1n) {
    if (rest & 1n) result = mod(result * square, p);
    square = mod(square * square, p);
  }
  return result;
}

function inverse(value: bigint, by: bigint): bigint {
  let [low, high, one, other] = [mod(value, by), by, 1n, 0n];
  while (low > 1n) {
    const times = high / low;
    [low, high, one, other] = [high - times * low, low, other - times * one, one];
  }
  return mod(one, by);
}

function add(one: Point, other: Point): Point {
  if (one === null) return other;
  if (other === null) return one;
  const isSame = one.x === other.x;
  if (isSame && mod(one.y + other.y, p) === 0n) return null;
  const slope = isSame
    ? (3n * one.x * one.x - 3n) * inverse(2n * one.y, p)
    : (other.y - one.y) * inverse(other.x - one.x, p);
  const x = mod(slope * slope - one.x - other.x, p);
  return { x, y: mod(slope * (one.x - x) - one.y, p) };
}

function times(factor: bigint, point: Point): Point {
  let sum: Point = null;
  for (let [doubled, rest] = [point, mod(factor, n)]; rest > 0n; rest >>= 1n) {
    if (rest & 1n) sum = add(sum, doubled);
    doubled = add(doubled, doubled);
  }
  return sum;
}
