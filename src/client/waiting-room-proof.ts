/**
 * The short calculation that a place may cost. The browser's own cryptography does it, away from the
 * page's thread, so that the page stays alive without a worker (which its policy would not let it start).
 */

import type { Challenge } from "../protocol.ts";

/** On the way at once: to ask for one after the other takes a slow phone many times as long. */
const attemptsAtOnce = 16;

/**
 * The proof to join with; null when this browser cannot do it, or there is nothing to find.
 * @param onProgress is told how much of the longest possible way is behind, 0 to 1
 */
export async function solve(
  { parameters, signature }: Challenge,
  onProgress: (share: number) => void,
): Promise<string | null> {
  const { attempts } = parameters.data;
  const derive = keyDeriver(parameters);
  for (let first = 0; first < attempts; first += attemptsAtOnce) {
    const length = Math.min(attemptsAtOnce, attempts - first);
    const keys = await Promise.all(Array.from({ length }, (_, index) => derive(first + index)));
    const found = keys.findIndex((key) => key.startsWith(parameters.keyPrefix));
    if (found >= 0) {
      const solution = { counter: first + found, derivedKey: keys[found] };
      return btoa(JSON.stringify({ challenge: { parameters, signature }, solution }));
    }
    onProgress((first + length) / attempts);
  }
  return null;
}

/** Where the page was loaded over plain http there is no such cryptography, and this throws. */
function keyDeriver({ nonce, salt, cost, keyLength }: Challenge["parameters"]) {
  const { subtle } = crypto;
  const algorithm = { name: "PBKDF2", salt: bytesOf(salt), iterations: cost, hash: "SHA-256" };
  const nonceBytes = bytesOf(nonce);
  return async (attempt: number): Promise<string> => {
    const password = new Uint8Array(nonceBytes.length + 4);
    password.set(nonceBytes);
    new DataView(password.buffer).setUint32(nonceBytes.length, attempt);
    const key = await subtle.importKey("raw", password, "PBKDF2", false, ["deriveBits"]);
    return hexOf(new Uint8Array(await subtle.deriveBits(algorithm, key, keyLength * 8)));
  };
}

const bytesOf = (hex: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(hex.match(/../g) ?? [], (byte) => Number.parseInt(byte, 16));

const hexOf = (bytes: Uint8Array): string =>
  Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
