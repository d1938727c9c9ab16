/**
 * What the claims of all tokens have in common, and the exact shape of each: a signature proves who
 * wrote a claim, not that it makes sense.
 */

import { base64url } from "jose";
import { roomNameForm } from "../domain/names.ts";
import type { Instant } from "../domain/time.ts";

/** Which place in which line this is about. */
export interface PlaceClaims {
  readonly room: string;
  readonly epoch: number;
  readonly line: string;
  /** The ticket number. */
  readonly number: number;
  /** The token's own name. A pass keeps one for life, through every renewal. */
  readonly jti: string;
}

/** From when to when a token is valid; on the wire `iat` and `exp`, in seconds. */
export interface TokenTimes {
  /** Rounded down to the second. */
  readonly issuedAt: Instant;
  /** The first instant at which the token is no longer valid. */
  readonly expiresAt: Instant;
}

/** One check for each claim of a kind's own. The types keep a rule and its claim from drifting apart. */
export type ClaimRules<Claims> = {
  readonly [Name in Exclude<keyof Claims, keyof TokenTimes>]: (
    value: unknown,
  ) => value is Claims[Name];
};

const idBytes = 16;

/** Random bytes for many ids: each question to the platform costs more than the bytes that it gives. */
const random = new Uint8Array(256 * idBytes);
let used = random.length;

/** A fresh `jti`: 128 random bits, so that nobody meets or guesses another's. */
export function newTokenId(): string {
  if (used === random.length) {
    crypto.getRandomValues(random);
    used = 0;
  }
  used += idBytes;
  return base64url.encode(random.subarray(used - idBytes, used));
}

/** What `newTokenId` gives, and what a UUID is. */
export const isTokenId = textOf(/^[\w-]{16,64}$/);

export const isRoomName = textOf(roomNameForm);

/** What a line may be called, whatever merchants are allowed to choose: it must fit a token. */
export const isLineName = textOf(/^[A-Za-z0-9][\w-]{0,63}$/);

/** Epochs and ticket numbers count from 1. */
const isCount = (value: unknown): value is number =>
  typeof value === "number" && Number.isSafeInteger(value) && value >= 1;

/** A host as requests name it: a name or an address, with its port where there is one. */
export const isHost = textOf(/^[\w.:[\]-]{1,255}$/);

export const placeRules: ClaimRules<PlaceClaims> = {
  room: isRoomName,
  epoch: isCount,
  line: isLineName,
  number: isCount,
  jti: isTokenId,
};

export function textOf(form: RegExp): (value: unknown) => value is string {
  return (value): value is string => typeof value === "string" && form.test(value);
}
