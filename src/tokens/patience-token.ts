/**
 * The word that somebody waited instead of calculating: a browser without scripts can do nothing else.
 * Before `from` it is genuine but early, and whoever brings it is told how long is left. It is good for
 * one join key, and not longer than the room knows that key again.
 */

import type { Instant } from "../domain/time.ts";
import { isRoomName, isTokenId, placeRules, type TokenTimes } from "./claims.ts";
import type { Keyring } from "./keyring.ts";
import { defaultIssuer, signToken, type TokenKind, type Unsigned } from "./token-kind.ts";

export interface PatienceClaims extends TokenTimes {
  readonly room: string;
  readonly epoch: number;
  /** The key of the join that it is good for. */
  readonly key: string;
  /** In milliseconds since 1970. */
  readonly from: Instant;
}

const isInstant = (value: unknown): value is Instant =>
  typeof value === "number" && Number.isSafeInteger(value) && value >= 0;

export const patienceToken: TokenKind<PatienceClaims> = {
  name: "patience",
  typ: "stanchion-patience+jwt",
  audience: "stanchion-patience",
  maxLifetimeMs: 15 * 60_000,
  expiryStepMs: 1_000,
  rules: { room: isRoomName, epoch: placeRules.epoch, key: isTokenId, from: isInstant },
};

export const signPatience = (
  keyring: Keyring,
  claims: Unsigned<PatienceClaims>,
  now: Instant,
  issuer = defaultIssuer,
): Promise<string> => signToken(patienceToken, keyring, claims, { now, issuer });
