/**
 * The one spelling of a token. Our signer writes a token in exactly one way, and whatever is spelled
 * differently was not written by it: other encodings of the same bytes, other header members, another
 * order, a member twice. All of that is turned away here, before any cryptography is spent on it.
 */

import * as base64url from "jose/base64url";

/** A compact JWS (RFC 7515, 7.1) with the only header we write. */
export interface CompactForm {
  readonly kind: "compact-form";
  readonly kid: string;
  readonly typ: string;
  /** Still encoded, and not to be believed before the signature has been checked. */
  readonly payload: string;
}

export type FormFault = "too-long" | "malformed" | "header" | "signature";

/** The longest ticket is under 3,800 characters, and a cookie may have 4,096 bytes. */
const longestToken = 4_096;

export function readCompactForm(token: string): CompactForm | FormFault {
  if (token.length > longestToken) return "too-long";
  const [header, payload, signature, ...rest] = token.split(".");
  if (!isCanonical(header) || !isCanonical(payload) || !isCanonical(signature) || rest.length > 0) {
    return "malformed";
  }
  const [, kid, typ] = headerForm.exec(text.decode(base64url.decode(header))) ?? [];
  if (kid === undefined || typ === undefined) return "header";
  if (!isSignature(base64url.decode(signature))) return "signature";
  return { kind: "compact-form", kid, typ, payload };
}

/** Base64url with nothing to choose: no padding, and zeros for the unused bits of the last character. */
const canonical = /^(?:[\w-]{4})*(?:[\w-][AQgw]|[\w-]{2}[AEIMQUYcgkosw048])?$/;

const isCanonical = (part: string | undefined): part is string =>
  part !== undefined && part.length > 0 && canonical.test(part);

/** A byte order mark must be seen, not swallowed. */
const text = new TextDecoder("utf-8", { fatal: false, ignoreBOM: true });

/** JSON, but of one form only, in which no member can be missing, doubled, added or escaped. */
const headerForm = /^\{"alg":"ES256","kid":"([\w.~-]{1,64})","typ":"([a-z+-]{1,64})"\}$/;

/** r and s, 32 bytes each. With a zero for either, careless arithmetic accepts it for any message. */
function isSignature(bytes: Uint8Array): boolean {
  return bytes.length === 64 && !isZero(bytes.subarray(0, 32)) && !isZero(bytes.subarray(32));
}

const isZero = (bytes: Uint8Array): boolean => bytes.every((byte) => byte === 0);
