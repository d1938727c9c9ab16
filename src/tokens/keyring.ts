/**
 * The keys a gateway holds: one signs now, all verify. A key is taken out of service by making a
 * keyring without it; a keyring itself never changes.
 */

import type { CryptoKey } from "jose";
import * as base64url from "jose/base64url";
import { importJWK } from "jose/key/import";
import type { Instant } from "../domain/time.ts";
import type { PrivateJwk, PublicJwk, SigningKeys } from "./signing-keys.ts";

export interface VerificationKey {
  readonly jwk: PublicJwk;
  readonly key: CryptoKey;
}

export interface SigningKey {
  readonly kid: string;
  readonly key: CryptoKey;
  readonly activeFrom: Instant;
  /** For what this gateway and its siblings alone read again, and nobody else verifies: challenges. */
  readonly secret: string;
}

/** What it takes to judge a token: public keys by their `kid`. */
export interface VerificationKeys {
  readonly verifying: ReadonlyMap<string, VerificationKey>;
}

export interface Keyring extends VerificationKeys {
  /** Never empty, in the order in which they become active. */
  readonly signing: readonly [SigningKey, ...SigningKey[]];
}

/** @throws TypeError when a key's public and private half do not belong together, or there is no key. */
export async function importKeyring({ keys }: Pick<SigningKeys, "keys">): Promise<Keyring> {
  const pairs = await Promise.all(keys.map(importPair));
  const [first, ...others] = pairs
    .map(({ signing }) => signing)
    .sort((one, other) => one.activeFrom - other.activeFrom);
  if (first === undefined) throw new TypeError("Cannot import signing keys: there is no key");
  return {
    signing: [first, ...others],
    verifying: new Map(pairs.map(({ verifying }) => [verifying.jwk.kid, verifying])),
  };
}

/**
 * The key that became active last, and among equals the last in the list: a new key is appended.
 * A keyring always signs: when no key is active yet, the earliest one does.
 */
export function activeSigningKey({ signing }: Keyring, now: Instant): SigningKey {
  return signing.findLast(({ activeFrom }) => activeFrom <= now) ?? signing[0];
}

/** What `jwks.json` answers: every key that a living token may be signed with, and no secret. */
export function publicJwks(keyring: Keyring): { readonly keys: readonly PublicJwk[] } {
  return { keys: [...keyring.verifying.values()].map(({ jwk }) => jwk) };
}

/** Whether two keyrings mean the same key by a name, however often it was imported. */
export function isSameKey(one: VerificationKey, other: VerificationKey): boolean {
  return one === other || (one.jwk.x === other.jwk.x && one.jwk.y === other.jwk.y);
}

interface Pair {
  readonly signing: SigningKey;
  readonly verifying: VerificationKey;
}

async function importPair({ stanchion_active_from, d, ...members }: PrivateJwk): Promise<Pair> {
  const { kty, crv, x, y, kid, alg, use } = members;
  // Named one by one: whatever else the object carries must not become public.
  const jwk: PublicJwk = { kty, crv, x, y, kid, alg, use };
  try {
    // The runtime refuses a private half that does not belong to the public one.
    const key = await importKey({ ...jwk, d });
    const verifying = await importVerificationKey(jwk);
    const secret = await secretFrom(d);
    return { signing: { kid, key, activeFrom: stanchion_active_from ?? 0, secret }, verifying };
  } catch {
    // The cause is left out: what a runtime says about a private key does not belong in a log.
    throw new TypeError(`Cannot import signing keys: key "${kid}" is not a valid P-256 key pair`);
  }
}

/** One secret more from the private half, which it tells nothing of (HKDF, RFC 5869): every gateway has the same. */
async function secretFrom(d: string): Promise<string> {
  const bytes = base64url.decode(d).slice();
  const key = await crypto.subtle.importKey("raw", bytes, "HKDF", false, ["deriveBits"]);
  const info = new TextEncoder().encode("stanchion-challenge");
  const parameters = { name: "HKDF", hash: "SHA-256", salt: new Uint8Array(), info };
  return base64url.encode(new Uint8Array(await crypto.subtle.deriveBits(parameters, key, 256)));
}

/** @throws when the two coordinates are not a point of the curve: no private key belongs to them. */
export const importVerificationKey = async (jwk: PublicJwk): Promise<VerificationKey> => ({
  jwk,
  key: await importKey(jwk),
});

async function importKey(jwk: PublicJwk & { readonly d?: string }): Promise<CryptoKey> {
  const key = await importJWK({ ...jwk }, "ES256", { extractable: false });
  if (key instanceof Uint8Array) throw new TypeError("expected an EC key");
  return key;
}
