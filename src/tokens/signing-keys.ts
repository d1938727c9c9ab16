/**
 * The private keys that tokens are signed with, as they are kept: a JWKS in the environment or in the
 * Directory. Here a new key is made, and kept keys are checked before anything trusts them.
 *
 * One algorithm, ES256, and nothing negotiable: a gateway that knows a second one can be talked into it.
 */

import type { Instant } from "../domain/time.ts";

/** What everybody may know of a key (RFC 7517). */
export interface PublicJwk {
  readonly kty: "EC";
  readonly crv: "P-256";
  readonly x: string;
  readonly y: string;
  readonly kid: string;
  readonly alg: "ES256";
  readonly use: "sig";
}

export interface PrivateJwk extends PublicJwk {
  readonly d: string;
  /**
   * From when on this key signs; absent is always. A rotation writes the new key with an instant
   * ahead, so that every gateway and shop can verify with it before any gateway signs with it.
   */
  readonly stanchion_active_from?: Instant;
}

/** At least one key, each `kid` once. */
export interface SigningKeys {
  readonly kind: "signing-keys";
  readonly keys: readonly PrivateJwk[];
}

export interface SigningKeysRefusal {
  readonly kind: "signing-keys-refused";
  /** One sentence for the operator. Never contains key material. */
  readonly detail: string;
}

/** Reads a private JWKS. Members that mean nothing to a signing key are left behind. */
export function parseSigningKeys(json: string): SigningKeys | SigningKeysRefusal {
  const given = readKeyList(json);
  if (typeof given === "string") return refuse(given);
  const keys: PrivateJwk[] = [];
  for (const [index, value] of given.entries()) {
    const key = checkKey(value, index + 1);
    if (typeof key === "string") return refuse(key);
    if (keys.some(({ kid }) => kid === key.kid)) {
      return refuse(`Two signing keys have the kid "${key.kid}"; give each key its own.`);
    }
    keys.push(key);
  }
  return { kind: "signing-keys", keys };
}

const refuse = (detail: string): SigningKeysRefusal => ({ kind: "signing-keys-refused", detail });

function readKeyList(json: string): readonly unknown[] | string {
  let jwks: unknown;
  try {
    jwks = JSON.parse(json);
  } catch {
    return 'The signing keys are not JSON; expected a JWKS such as {"keys":[…]}.';
  }
  const { keys } = isRecord(jwks) ? jwks : {};
  if (!Array.isArray(keys)) {
    return 'The signing keys are not a JWKS; expected an object with the member "keys", a list.';
  }
  return keys.length > 0 ? keys : "The JWKS of the signing keys holds no key.";
}

/** A coordinate or private number of P-256: 32 bytes are 43 characters, the last with two unused bits. */
const coordinate = /^[\w-]{42}[AEIMQUYcgkosw048]$/;

/** Short, and of characters that JSON, URLs and logs all leave as they are. */
const kidForm = /^[\w.~-]{1,64}$/;

/** The key itself, or a sentence that says what is wrong with it. */
export function checkKey(value: unknown, ordinal: number): PrivateJwk | string {
  const key = `Signing key ${ordinal}`;
  const publicHalf = checkPublicHalf(value, key);
  if (typeof publicHalf === "string") return publicHalf;
  const { d, stanchion_active_from: activeFrom } = isRecord(value) ? value : {};
  if (d === undefined) return `${key} has no "d"; it is a public key and cannot sign.`;
  if (!isText(d, coordinate)) return `${key} has an improper "d"; expected 32 bytes in base64url.`;
  const checked = { ...publicHalf, d };
  if (activeFrom === undefined) return checked;
  if (!Number.isSafeInteger(activeFrom) || typeof activeFrom !== "number" || activeFrom < 0) {
    return `${key} has an improper "stanchion_active_from"; expected milliseconds since 1970.`;
  }
  return { ...checked, stanchion_active_from: activeFrom };
}

/**
 * What everybody may know of a key and nothing else of it, or a sentence that says what is wrong.
 * @param key what the sentence calls the key
 */
export function checkPublicHalf(value: unknown, key: string): PublicJwk | string {
  if (!isRecord(value)) return `${key} is not an object.`;
  const { kty, crv, x, y, kid, alg, use } = value;
  if (kty !== "EC" || crv !== "P-256") {
    return `${key} is not a P-256 key; expected "kty":"EC" and "crv":"P-256".`;
  }
  if (alg !== undefined && alg !== "ES256") return `${key} is for another "alg" than ES256.`;
  if (use !== undefined && use !== "sig") return `${key} has a "use" other than "sig".`;
  if (kid === undefined) return `${key} has no "kid"; tokens name their key by it.`;
  if (!isText(kid, kidForm)) {
    return `${key} has an unusable "kid"; expected 1 to 64 letters, digits or any of . _ ~ -`;
  }
  if (!isText(x, coordinate) || !isText(y, coordinate)) {
    return `${key} lacks a proper "x" or "y"; expected 32 bytes in base64url each.`;
  }
  return { kty, crv, x, y, kid, alg: "ES256", use: "sig" };
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const isText = (value: unknown, form: RegExp): value is string =>
  typeof value === "string" && form.test(value);
