/**
 * What makes a ticket a ticket and a pass a pass: its type, its audience, its claims and how long it
 * may live. One description serves signing and verifying, so that nothing is signed that would be
 * refused, and no kind passes for another (RFC 8725, 3.11 and 3.12).
 */

import type { JWTPayload } from "jose";
import { CompactSign } from "jose/jws/compact/sign";
import { type Instant, secondMs } from "../domain/time.ts";
import type { ClaimRules, TokenTimes } from "./claims.ts";
import { activeSigningKey, type Keyring } from "./keyring.ts";

export interface TokenKind<Claims extends TokenTimes> {
  readonly name: "ticket" | "pass" | "assertion" | "invitation" | "patience";
  readonly typ: string;
  readonly audience: string;
  /** Longer than any honest token of this kind lives. */
  readonly maxLifetimeMs: number;
  /** What `expiresAt` is rounded up to: nobody is cut off early by the rounding. */
  readonly expiryStepMs: 1 | typeof secondMs;
  readonly rules: ClaimRules<Claims>;
  /**
   * What is meant where there is no such claim: an earlier release wrote none, and who is in line outlives
   * a deploy. It is not written either.
   */
  readonly absent?: Partial<Claims>;
}

/** Claims before they are signed: the instant of signing is not theirs to say. */
export type Unsigned<Claims> = Omit<Claims, "issuedAt">;

export const defaultIssuer = "stanchion";

/** A token, and what verifying it would give. */
export interface Signed<Claims> {
  readonly token: string;
  readonly claims: Claims;
  /** The key it was signed with. */
  readonly kid: string;
}

/** @throws TypeError when a claim is not of its shape, which is a mistake of the caller. */
export async function signToken<Claims extends TokenTimes>(
  kind: TokenKind<Claims>,
  keyring: Keyring,
  claims: Unsigned<Claims> & Pick<TokenTimes, "expiresAt">,
  when: { readonly now: Instant; readonly issuer: string },
): Promise<string> {
  const { token } = await signClaims(kind, keyring, claims, when);
  return token;
}

/** @throws TypeError when a claim is not of its shape, which is a mistake of the caller. */
export async function signClaims<Claims extends TokenTimes>(
  kind: TokenKind<Claims>,
  keyring: Keyring,
  claims: Unsigned<Claims> & Pick<TokenTimes, "expiresAt">,
  { now, issuer }: { readonly now: Instant; readonly issuer: string },
): Promise<Signed<Claims>> {
  const payload: JWTPayload = { iss: issuer, aud: kind.audience };
  const given: Readonly<Record<string, unknown>> = claims;
  for (const { name, absent } of rulesOf(kind)) {
    if (Object.hasOwn(given, name) && given[name] !== absent) payload[name] = given[name];
  }
  payload.iat = Math.floor(now / secondMs);
  payload.exp = (Math.ceil(claims.expiresAt / kind.expiryStepMs) * kind.expiryStepMs) / secondMs;
  const parsed = parseClaims(kind, payload, issuer);
  if ("faultyClaim" in parsed) {
    throw new TypeError(
      `Cannot sign the ${kind.name}: "${parsed.faultyClaim}" is not of its shape`,
    );
  }
  const { kid, key } = activeSigningKey(keyring, now);
  // The order of the header's members is part of the format: verification knows one spelling of it.
  // `SignJWT` writes the same and takes a deep copy of the claims before: a tenth of what signing costs.
  const token = await new CompactSign(encoder.encode(JSON.stringify(payload)))
    .setProtectedHeader({ alg: "ES256", kid, typ: kind.typ })
    .sign(key);
  return { token, claims: parsed.claims, kid };
}

const encoder = new TextEncoder();

interface Rule {
  readonly name: string;
  readonly isOfItsShape: (value: unknown) => boolean;
  /** What is meant where there is none; undefined, which no rule takes: there must be one. */
  readonly absent: unknown;
}

/** Listed once for each kind: every token is written and read by them. */
function rulesOf<Claims extends TokenTimes>(kind: TokenKind<Claims>): readonly Rule[] {
  const known = listed.get(kind);
  if (known) return known;
  const meant: Readonly<Record<string, unknown>> = { ...kind.absent };
  const rules = Object.entries<(value: unknown) => boolean>(kind.rules).map(
    ([name, isOfItsShape]) => ({ name, isOfItsShape, absent: meant[name] }),
  );
  listed.set(kind, rules);
  return rules;
}

const listed = new WeakMap<object, readonly Rule[]>();

export type ParsedClaims<Claims> = { readonly claims: Claims } | { readonly faultyClaim: string };

/** Takes a payload for what it says only if every claim is there, of its shape, and no other is. */
export function parseClaims<Claims extends TokenTimes>(
  kind: TokenKind<Claims>,
  payload: JWTPayload,
  issuer: string,
): ParsedClaims<Claims> {
  const { iss, aud, iat, exp } = payload;
  if (iss !== issuer) return { faultyClaim: "iss" };
  if (aud !== kind.audience) return { faultyClaim: "aud" };
  if (!isNumericDate(iat, secondMs)) return { faultyClaim: "iat" };
  if (!isNumericDate(exp, kind.expiryStepMs)) return { faultyClaim: "exp" };
  const lifetimeMs = (exp - iat) * secondMs;
  // A second more, because `iat` was rounded down and `exp` up.
  if (lifetimeMs > kind.maxLifetimeMs + secondMs) return { faultyClaim: "exp" };
  const claims: Record<string, unknown> = {};
  let taken = 4;
  for (const { name, isOfItsShape, absent } of rulesOf(kind)) {
    const isThere = Object.hasOwn(payload, name);
    const value = isThere ? payload[name] : absent;
    if (!isOfItsShape(value)) return { faultyClaim: name };
    if (isThere) taken += 1;
    claims[name] = Object.freeze(value);
  }
  if (Object.keys(payload).length > taken) return { faultyClaim: "(unexpected)" };
  claims["issuedAt"] = iat * secondMs;
  claims["expiresAt"] = Math.round(exp * secondMs);
  // Frozen, because one object may serve many requests; the rules above have made the type true.
  return { claims: Object.freeze(claims) as Claims };
}

/** Seconds since 1970 that stand for a whole number of steps; RFC 7519 allows fractions. */
export function isNumericDate(value: unknown, stepMs: number): value is number {
  if (typeof value !== "number") return false;
  const ms = Math.round(value * secondMs);
  return Number.isSafeInteger(ms) && ms >= 0 && ms % stepMs === 0 && ms / secondMs === value;
}
