/**
 * The one spelling of an assertion. The gateway writes it in exactly one way, so that whatever is
 * spelled differently is turned away before any cryptography: padding, other bits behind the last
 * byte, another algorithm, a header member more or twice (RFC 8725, 3.1 and 3.11).
 */

import { base64url } from "jose";
import { type Refusal, refuse } from "./refusal.ts";

export interface CompactForm {
  readonly ok: true;
  readonly kid: string;
  /** Still encoded, and not to be believed yet. */
  readonly payload: string;
}

/** Four times the longest that a gateway writes. */
const longestAssertion = 4_096;

/** Base64url of whole bytes: unused bits of the last character are zero. */
const part = /^(?:[\w-]{4})*(?:[\w-][AQgw]|[\w-]{2}[AEIMQUYcgkosw048])?$/;

const header = /^\{"alg":"ES256","kid":"([\w.~-]{1,64})","typ":"stanchion-assertion\+jwt"\}$/;

/** A byte order mark must be seen, not swallowed. */
const text = new TextDecoder("utf-8", { fatal: false, ignoreBOM: true });

export function readCompactForm(assertion: string): CompactForm | Refusal {
  if (assertion.length > longestAssertion) {
    return refuse("too-long", `The assertion is longer than ${longestAssertion} characters.`);
  }
  const parts = assertion.split(".");
  const [encodedHeader, payload, signature] = parts;
  if (!encodedHeader || !payload || !signature || parts.length > 3 || !parts.every(isPart)) {
    return refuse("malformed", "The assertion is not three parts in base64url.");
  }
  const [, kid] = header.exec(text.decode(base64url.decode(encodedHeader))) ?? [];
  if (kid === undefined) {
    return refuse("header", "The assertion's header is not as the gateway writes it.");
  }
  if (!isSignature(base64url.decode(signature))) {
    return refuse("signature", "The assertion's signature is not one of ES256.");
  }
  return { ok: true, kid, payload };
}

const isPart = (text: string): boolean => part.test(text);

/** r and s, 32 bytes each; with a zero for either, careless arithmetic accepts any message. */
function isSignature(bytes: Uint8Array): boolean {
  const isZero = (half: Uint8Array): boolean => half.every((byte) => byte === 0);
  return bytes.length === 64 && !isZero(bytes.subarray(0, 32)) && !isZero(bytes.subarray(32));
}
