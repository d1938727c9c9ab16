/**
 * The invitation: the merchant's word that one customer may join. Signed by the merchant's own key, on
 * the merchant's own machine; the gateway holds the public half and judges.
 *
 * Before `validFrom` an invitation is genuine but early: its holder is told to wait until then, not
 * turned away. That is why the claim has a name of its own and is not a JWT's `nbf`.
 */

import { type Instant, secondMs } from "../domain/time.ts";
import {
  isLineName,
  isRoomName,
  isTokenId,
  newTokenId,
  type TokenTimes,
  textOf,
} from "./claims.ts";
import type { Keyring, VerificationKeys } from "./keyring.ts";
import { isNumericDate, signToken, type TokenKind } from "./token-kind.ts";
import { createVerifier, type TokenRefusalReason } from "./verification.ts";

export interface InvitationClaims extends TokenTimes {
  readonly room: string;
  readonly line: string;
  /** The group that was invited together; null: everybody at once. */
  readonly wave: string | null;
  /** Who is invited: the same text is the same customer, on whatever device. 1 to 200 characters. */
  readonly sub: string;
  readonly validFrom: Instant;
  readonly jti: string;
}

/** What the merchant says; the instant of signing is not theirs to say, and `jti` is chosen unless given. */
export type InvitationContent = Omit<InvitationClaims, "issuedAt" | "jti"> & {
  readonly jti?: string;
};

export type InvitationVerification =
  /** Genuine and not expired. Whether it is early, or for another room, is for the caller to judge. */
  | { readonly kind: "verified"; readonly claims: InvitationClaims }
  /** For metrics and tests: customers are told nothing of the reason. */
  | { readonly kind: "refused"; readonly reason: TokenRefusalReason };

/** A header line, a form field and a link all carry it; the longest that can be signed is shorter. */
export const longestInvitation = 2_000;

/** Invited well before the launch, and the launch put off: a year. */
export const longestInvitationLifeMs = 366 * 86_400_000;

const issuer = "merchant";

/** Never throws on what a stranger sends. */
export async function verifyInvitation(
  token: string,
  keys: VerificationKeys,
  now: Instant,
): Promise<InvitationVerification> {
  if (token.length > longestInvitation) return { kind: "refused", reason: "too-long" };
  const verification = await verifier.verify(token, keys, now);
  if (verification.kind === "token-refused") {
    return { kind: "refused", reason: verification.reason };
  }
  const { validFrom, ...claims } = verification.claims;
  return {
    kind: "verified",
    claims: Object.freeze({ ...claims, validFrom: validFrom * secondMs }),
  };
}

/**
 * @throws TypeError when a claim is not of its shape
 * @throws RangeError when the invitation would end before it begins
 */
export async function signInvitation(
  keyring: Keyring,
  content: InvitationContent,
  now: Instant,
): Promise<string> {
  const { validFrom, expiresAt } = content;
  if (expiresAt <= validFrom) {
    throw new RangeError("Cannot sign an invitation: it would expire before it is valid");
  }
  const claims = {
    ...content,
    jti: content.jti ?? newTokenId(),
    // Rounded up: nobody comes before their wave.
    validFrom: Math.ceil(validFrom / secondMs),
  };
  return signToken(invitationToken, keyring, claims, { now, issuer });
}

/** On the wire all times are seconds. */
type WireClaims = Omit<InvitationClaims, "validFrom"> & { readonly validFrom: number };

/** Printable: no control or format characters, no halves of characters, no line breaks. */
const isSubject = textOf(/^[^\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]{1,200}$/u);

const invitationToken: TokenKind<WireClaims> = {
  name: "invitation",
  typ: "stanchion-invitation+jwt",
  audience: "stanchion-invitation",
  maxLifetimeMs: longestInvitationLifeMs,
  expiryStepMs: secondMs,
  rules: {
    room: isRoomName,
    line: isLineName,
    wave: (value): value is string | null => value === null || isLineName(value),
    sub: isSubject,
    validFrom: (value): value is number => isNumericDate(value, secondMs),
    jti: isTokenId,
  },
};

const verifier = createVerifier({ kind: invitationToken, issuer });
