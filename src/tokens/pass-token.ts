/**
 * The pass: an admission, signed. The gateway lets its holder through on its own judgement, without
 * asking anybody, so that the admitted never depend on the queue.
 */

import type { Instant } from "../domain/time.ts";
import { type PlaceClaims, placeRules, type TokenTimes } from "./claims.ts";
import type { Keyring } from "./keyring.ts";
import { defaultIssuer, signToken, type TokenKind, type Unsigned } from "./token-kind.ts";

export interface PassClaims extends PlaceClaims, TokenTimes {
  /** Which renewal of the pass this is; 0 is the pass as it was given first. */
  readonly renewal: number;
}

const isRenewal = (value: unknown): value is number =>
  typeof value === "number" && Number.isSafeInteger(value) && value >= 0;

export const passToken: TokenKind<PassClaims> = {
  name: "pass",
  typ: "stanchion-pass+jwt",
  audience: "stanchion-pass",
  // One lease of a session, which a renewal replaces: a week.
  maxLifetimeMs: 7 * 86_400_000,
  // To the millisecond: rounded up to the second, a pass would outlive its session and the room would
  // hold more than its capacity; rounded down, its holder would be turned away within the session.
  expiryStepMs: 1,
  rules: { ...placeRules, renewal: isRenewal },
  absent: { renewal: 0 },
};

/** As it was given first, unless another renewal is named. */
export const signPass = (
  keyring: Keyring,
  claims: Omit<Unsigned<PassClaims>, "renewal"> & Partial<Pick<PassClaims, "renewal">>,
  now: Instant,
  issuer = defaultIssuer,
): Promise<string> => signToken(passToken, keyring, { renewal: 0, ...claims }, { now, issuer });
