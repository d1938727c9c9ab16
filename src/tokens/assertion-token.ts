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
  textOf,
} from "./claims.ts";
import type { Keyring } from "./keyring.ts";
import { defaultIssuer, signToken, type TokenKind } from "./token-kind.ts";

export interface AssertionClaims extends PlaceClaims, TokenTimes {
  /** The `jti` of the pass that opened the door. */
  readonly pass: string;
  /** The host the visitor asked for, with its port where it is not the default one. */
  readonly host: string;
  /** The only method it is good for; null: any. */
  readonly method: string | null;
  /** SHA-256 of the only path and query it is good for, in base64url; null: any. */
  readonly targetHash: string | null;
}

/** What the gateway says; when and for how long is fixed here, `jti` is chosen and nothing bound unless given. */
export type AssertionContent = Omit<AssertionClaims, keyof Chosen | keyof TokenTimes> &
  Partial<Chosen>;
type Chosen = Pick<AssertionClaims, "jti" | "method" | "targetHash">;

/** Twice what two machines' clocks may differ by. */
const assertionLifetimeMs = minuteMs;

const orNull =
  (isText: (value: unknown) => value is string) =>
  (value: unknown): value is string | null =>
    value === null || isText(value);

/** A method as RFC 9110 lets one be. */
const isMethod = orNull(textOf(/^[!#$%&'*+.^`|~\w-]{1,32}$/));

/** 32 bytes, with zeros for the unused bits of the last character. */
const isHash = orNull(textOf(/^[\w-]{42}[AEIMQUYcgkosw048]$/));

export const assertionToken: TokenKind<AssertionClaims> = {
  name: "assertion",
  typ: "stanchion-assertion+jwt",
  audience: "stanchion-origin",
  maxLifetimeMs: assertionLifetimeMs,
  // Shops read it with whatever JWT library they have, and some know whole seconds only.
  expiryStepMs: 1_000,
  rules: { ...placeRules, pass: isTokenId, host: isHost, method: isMethod, targetHash: isHash },
  absent: { method: null, targetHash: null },
};

export function signAssertion(
  keyring: Keyring,
  content: AssertionContent,
  now: Instant,
  issuer = defaultIssuer,
): Promise<string> {
  const claims = {
    method: null,
    targetHash: null,
    ...content,
    jti: content.jti ?? newTokenId(),
    expiresAt: now + assertionLifetimeMs,
  };
  return signToken(assertionToken, keyring, claims, { now, issuer });
}
