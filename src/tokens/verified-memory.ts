/**
 * Tokens that were verified or signed here a moment ago. A browser sends the same pass with every request, and
 * a signature that was good stays good: remembering it saves the dearest part of letting somebody through. It is
 * known by its whole text, signature included, so nothing that anybody changed meets it.
 *
 * Results are remembered, never promises: in a Workers isolate no request may depend on one that another
 * request made. Refusals are not remembered, because what is refused now may be right a second later.
 */

import type { Instant } from "../domain/time.ts";
import type { TokenTimes } from "./claims.ts";
import { isSameKey, type VerificationKey, type VerificationKeys } from "./keyring.ts";
import type { Signed } from "./token-kind.ts";
import { isExpired, isIssuedInFuture, type Verifier } from "./verification.ts";

export interface RememberingVerifier<Claims> extends Verifier<Claims> {
  /** At once, without a promise; undefined means ask `verify`, not that the token is bad. */
  recall(token: string, keyring: VerificationKeys, now: Instant): Claims | undefined;
  /** What was signed here with a key of this keyring: whoever was given it is about to send it. */
  remember(signed: Signed<Claims>, keyring: VerificationKeys): void;
}

interface Remembered<Claims> {
  readonly token: string;
  readonly claims: Claims;
  /** Compared on each recall: a key that was revoked or replaced takes its tokens with it at once. */
  readonly key: VerificationKey;
}

/** Nearly all tokens are shorter; a longer one takes the room of several. */
const ordinaryTokenLength = 512;

/**
 * @param capacity how many tokens of ordinary length are remembered at most: 20,000 are about 15 MB.
 */
export function rememberVerified<Claims extends TokenTimes>(
  verifier: Verifier<Claims>,
  { capacity = 20_000 }: { readonly capacity?: number } = {},
): RememberingVerifier<Claims> {
  if (!Number.isInteger(capacity) || capacity < 2) {
    throw new RangeError(
      `Cannot remember verified tokens: capacity must be a whole number from 2, received ${capacity}`,
    );
  }
  // Two generations: what is used moves to the younger one, and when that is full the older one goes.
  // No order is kept and nothing is swept, yet what is in use stays.
  let younger = new Map<string, Remembered<Claims>>();
  let older = new Map<string, Remembered<Claims>>();
  let youngerSize = 0;

  function keep(entry: Remembered<Claims>): void {
    const size = Math.ceil(entry.token.length / ordinaryTokenLength);
    if (youngerSize + size > capacity / 2) {
      older = younger;
      younger = new Map();
      youngerSize = 0;
    }
    if (!younger.has(entry.token)) youngerSize += size;
    younger.set(entry.token, entry);
  }

  function remember({ token, claims, kid }: Signed<Claims>, keyring: VerificationKeys): void {
    const key = keyring.verifying.get(kid);
    if (key !== undefined) keep({ token, claims, key });
  }

  return {
    recall(token, keyring, now) {
      const young = younger.get(token);
      const entry = young ?? older.get(token);
      if (entry === undefined || !holds(entry, keyring, now)) return undefined;
      if (young === undefined) keep(entry);
      return entry.claims;
    },

    async verify(token, keyring, now) {
      const result = await verifier.verify(token, keyring, now);
      if (result.kind === "token-refused") return result;
      const { claims, kid } = result;
      remember({ token: ownCopy(token), claims, kid }, keyring);
      return result;
    },

    remember,
  };
}

function holds<Claims extends TokenTimes>(
  { claims, key }: Remembered<Claims>,
  keyring: VerificationKeys,
  now: Instant,
): boolean {
  const current = keyring.verifying.get(key.jwk.kid);
  if (current === undefined || !isSameKey(current, key)) return false;
  return !isExpired(claims, now) && !isIssuedInFuture(claims, now);
}

/**
 * A token is cut out of a Cookie header, and engines keep the whole header alive for such a cutting.
 * Joining makes a string of its own.
 */
const ownCopy = (token: string): string => token.split(".").join(".");
