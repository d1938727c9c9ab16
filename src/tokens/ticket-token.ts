/**
 * The ticket: a visitor's place in line, signed. Nothing about it is stored anywhere else, so whoever
 * holds it holds the place. It also keeps the page first asked for, where the way back leads.
 */

import type { Instant } from "../domain/time.ts";
import { isLineName, type PlaceClaims, placeRules, type TokenTimes } from "./claims.ts";
import type { Keyring } from "./keyring.ts";
import { defaultIssuer, signToken, type TokenKind, type Unsigned } from "./token-kind.ts";

export interface TicketClaims extends PlaceClaims, TokenTimes {
  /** Path and query of the page first asked for. */
  readonly target: string;
  /** The wait in milliseconds as told on joining, least and most; null when nothing was told. */
  readonly told: readonly [number, number] | null;
  /** The group that was invited together; null: not invited. */
  readonly wave: string | null;
}

/** As JSON writes it, quotes aside: the cookie that carries the ticket may have 4,096 bytes. */
const targetLimit = 2_000;

/**
 * From the root, in plain characters. A second slash, forward or back, would name another host to
 * whoever resolves it carelessly.
 */
const targetForm = /^\/(?![/\\])[!-~]*$/;

/** Whether a ticket can hold this way back. The root page serves where it cannot. */
export const isTarget = (value: unknown): value is string =>
  typeof value === "string" &&
  value.length <= targetLimit &&
  targetForm.test(value) &&
  // At worst each character becomes two.
  (value.length <= targetLimit / 2 || JSON.stringify(value).length <= targetLimit + 2);

const isTold = (value: unknown): value is TicketClaims["told"] =>
  value === null ||
  (Array.isArray(value) &&
    value.length === 2 &&
    value.every((ms) => Number.isSafeInteger(ms) && ms >= 0));

const isWave = (value: unknown): value is string | null => value === null || isLineName(value);

export const ticketToken: TokenKind<TicketClaims> = {
  name: "ticket",
  typ: "stanchion-ticket+jwt",
  audience: "stanchion-ticket",
  // A line may open weeks after the first invitation: 90 days.
  maxLifetimeMs: 90 * 86_400_000,
  expiryStepMs: 1_000,
  rules: { ...placeRules, target: isTarget, told: isTold, wave: isWave },
  absent: { told: null, wave: null },
};

export const signTicket = (
  keyring: Keyring,
  claims: Unsigned<TicketClaims>,
  now: Instant,
  issuer = defaultIssuer,
): Promise<string> => signToken(ticketToken, keyring, claims, { now, issuer });
