/**
 * The assertion: the gateway's word to the shop that this one request was let through, and by which
 * pass. Short-lived, and made out to one host, so that a copy is of no use elsewhere or later.
 */

import { type Instant, minuteMs } from "../domain/time.ts";
import {
  isHost,
  isTokenId,
  newTokenId,
  type PlaceClaims,
  placeRules,
  type TokenTimes,
} from "./claims.ts";
import type { Keyring } from "./keyring.ts";
import { defaultIssuer, signToken, type TokenKind } from "./token-kind.ts";

export interface AssertionClaims extends PlaceClaims, TokenTimes {
  /** The `jti` of the pass that opened the door. */
  readonly pass: string;
  /** The host the visitor asked for, with its port where it is not the default one. */
  readonly host: string;
}

/** What the gateway says; when and for how long is fixed here, and `jti` is chosen unless given. */
export type AssertionContent = Omit<AssertionClaims, "jti" | keyof TokenTimes> & {
  readonly jti?: string;
};

/** Twice what two machines' clocks may differ by. */
const assertionLifetimeMs = minuteMs;

export const assertionToken: TokenKind<AssertionClaims> = {
  name: "assertion",
  typ: "stanchion-assertion+jwt",
  audience: "stanchion-origin",
  maxLifetimeMs: assertionLifetimeMs,
  // Shops read it with whatever JWT library they have, and some know whole seconds only.
  expiryStepMs: 1_000,
  rules: { ...placeRules, pass: isTokenId, host: isHost },
};

export function signAssertion(
  keyring: Keyring,
  content: AssertionContent,
  now: Instant,
  issuer = defaultIssuer,
): Promise<string> {
  const claims = {
    ...content,
    jti: content.jti ?? newTokenId(),
    expiresAt: now + assertionLifetimeMs,
  };
  return signToken(assertionToken, keyring, claims, { now, issuer });
}
