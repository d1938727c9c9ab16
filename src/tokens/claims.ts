/**
 * What the claims of all tokens have in common, and the exact shape of each: a signature proves who
 * wrote a claim, not that it makes sense.
 */

import * as base64url from "jose/base64url";
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

/** 144 random bits, so that nobody meets or guesses another's; by threes, as base64 takes them. */
const idBytes = 18;
const idLength = (idBytes / 3) * 4;
/** Each question to the platform costs more than what it gives, so it is asked for many. */
const idsAtOnce = 256;

let ids = "";
let used = 0;

/** A fresh `jti`. */
export function newTokenId(): string {
  if (used === ids.length) {
    ids = base64url.encode(crypto.getRandomValues(new Uint8Array(idsAtOnce * idBytes)));
    used = 0;
  }
  used += idLength;
  return ids.slice(used - idLength, used);
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
