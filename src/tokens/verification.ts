/**
 * Judging a token that somebody presents. A verifier is made for one kind, so that no other kind can be
 * taken for it; whatever a stranger sends, the answer is a value.
 *
 * jose checks the signature and the times. It lets through more than one spelling of a token and does
 * not know our claims; the checks before and after it close that.
 *
 * ECDSA leaves one freedom: from a valid signature (r, s) anybody can make the equally valid (r, n − s).
 * It says nothing else, but it is another string, so anything that must happen once goes by `jti`.
 */

import type { JWTPayload, JWTVerifyOptions } from "jose";
import * as base64url from "jose/base64url";
import * as errors from "jose/errors";
import { jwtVerify } from "jose/jwt/verify";
import { type Instant, minuteMs } from "../domain/time.ts";
import type { TokenTimes } from "./claims.ts";
import { type FormFault, readCompactForm } from "./compact-form.ts";
import type { VerificationKeys } from "./keyring.ts";
import { defaultIssuer, parseClaims, type TokenKind } from "./token-kind.ts";

export interface Verifier<Claims> {
  verify(token: string, keyring: VerificationKeys, now: Instant): Promise<Verification<Claims>>;
}

export type Verification<Claims> = Verified<Claims> | TokenRefusal;

/** Genuine and current. Whether room and epoch are the right ones is for the caller to judge. */
export interface Verified<Claims> {
  readonly kind: "verified";
  readonly claims: Claims;
  /** The key it was signed with. */
  readonly kid: string;
}

/** For metrics and tests. Visitors are told nothing of it: all refusals look alike from outside. */
export interface TokenRefusal {
  readonly kind: "token-refused";
  readonly reason: TokenRefusalReason;
  /** Which claim, when the reason is `claims`. */
  readonly claim?: string;
}

export type TokenRefusalReason =
  | FormFault
  /** A token of ours, but of another kind. */
  | "other-kind"
  /** Revoked, or newer than this keyring: a gateway may ask the Directory again, but not each time. */
  | "unknown-key"
  | "claims"
  | "expired"
  | "issued-in-future";

/** Two machines' clocks may differ by half a minute; doubled to be safe. */
const clockToleranceMs = minuteMs;

export function createVerifier<Claims extends TokenTimes>({
  kind,
  issuer = defaultIssuer,
}: {
  readonly kind: TokenKind<Claims>;
  readonly issuer?: string;
}): Verifier<Claims> {
  const options: JWTVerifyOptions = {
    algorithms: ["ES256"],
    typ: kind.typ,
    issuer,
    audience: kind.audience,
    requiredClaims: ["iat", "exp"],
  };

  return {
    async verify(token, keyring, now) {
      const form = readCompactForm(token);
      if (typeof form === "string") return refuse(form);
      if (form.typ !== kind.typ) return refuse("other-kind");
      const verificationKey = keyring.verifying.get(form.kid);
      if (verificationKey === undefined) return refuse("unknown-key");

      let payload: JWTPayload;
      try {
        const currentDate = new Date(now);
        ({ payload } = await jwtVerify(token, verificationKey.key, { ...options, currentDate }));
      } catch (error) {
        return refusalOf(error);
      }

      // Read and written again, it must be the same: this shows doubled members, spaces and escapes.
      if (base64url.encode(JSON.stringify(payload)) !== form.payload) return refuse("malformed");
      const parsed = parseClaims(kind, payload, issuer);
      if ("faultyClaim" in parsed) return refuse("claims", parsed.faultyClaim);
      const { claims } = parsed;
      if (isExpired(claims, now)) return refuse("expired");
      if (isIssuedInFuture(claims, now)) return refuse("issued-in-future");
      return { kind: "verified", claims, kid: form.kid };
    },
  };
}

/** No tolerance here: the end of a session is exact, and one side alone decides about it. */
export const isExpired = ({ expiresAt }: TokenTimes, now: Instant): boolean => now >= expiresAt;

export const isIssuedInFuture = ({ issuedAt }: TokenTimes, now: Instant): boolean =>
  issuedAt > now + clockToleranceMs;

const refuse = (reason: TokenRefusalReason, claim?: string): TokenRefusal =>
  claim === undefined
    ? { kind: "token-refused", reason }
    : { kind: "token-refused", reason, claim };

/** jose throws what it refuses. Anything else no input can cause, and it travels on. */
function refusalOf(error: unknown): TokenRefusal {
  if (error instanceof errors.JWTExpired) return refuse("expired");
  if (error instanceof errors.JWSSignatureVerificationFailed) return refuse("signature");
  if (error instanceof errors.JWTClaimValidationFailed) return refuse("claims", error.claim);
  if (error instanceof errors.JOSEError) return refuse("malformed");
  throw error;
}
