/**
 * What an assertion says, and the shape of each word: a signature proves who wrote a claim, not that
 * it makes sense. Claims of a newer gateway that are not known here are left out, not refused: a deploy
 * of the gateway must not lock the shop.
 */

import type { JWTPayload } from "jose";

export interface AssertionClaims {
  readonly room: string;
  readonly epoch: number;
  readonly line: string;
  /** The ticket number. */
  readonly number: number;
  /** The assertion's own name. One assertion serves a visitor's requests for up to half a minute. */
  readonly jti: string;
  /** The name of the pass: one for each admission, through all its renewals. */
  readonly pass: string;
  /** The host that the visitor asked for. */
  readonly host: string;
  /** Milliseconds since 1970. */
  readonly issuedAt: number;
  readonly expiresAt: number;
  /** The only method this assertion is good for; null when the gateway does not bind it. */
  readonly method: string | null;
  /** SHA-256 of the only path and query it is good for, in base64url; null when not bound. */
  readonly targetHash: string | null;
}

export const assertionAudience = "stanchion-origin";

/** The gateway's assertions live a minute; twice that is room for another gateway's rounding. */
const longestLifeSeconds = 120;

export type ReadClaims = { readonly claims: AssertionClaims } | { readonly faultyClaim: string };

/** @param payload genuinely signed, of the right issuer; whatever else it says is checked here */
export function readClaims(payload: JWTPayload): ReadClaims {
  // Of its own members only: what all objects inherit is no claim.
  const said = new Map(Object.entries(payload));
  if (said.get("aud") !== assertionAudience) return { faultyClaim: "aud" };
  const iat = said.get("iat");
  const exp = said.get("exp");
  if (!isSeconds(iat)) return { faultyClaim: "iat" };
  if (!isSeconds(exp) || exp <= iat || exp - iat > longestLifeSeconds) {
    return { faultyClaim: "exp" };
  }
  for (const [name, isOfItsShape] of Object.entries(shapes)) {
    if (!isOfItsShape(said.get(name))) return { faultyClaim: name };
  }
  const claims = {
    ...Object.fromEntries(Object.keys(shapes).map((name) => [name, said.get(name) ?? null])),
    issuedAt: iat * 1_000,
    expiresAt: exp * 1_000,
  };
  // The shapes have made it true.
  return { claims: Object.freeze(claims) as AssertionClaims };
}

const textOf =
  (form: RegExp) =>
  (value: unknown): boolean =>
    typeof value === "string" && form.test(value);

const isCount = (value: unknown): boolean => Number.isSafeInteger(value) && Number(value) >= 1;

const isSeconds = (value: unknown): value is number =>
  typeof value === "number" && Number.isSafeInteger(value) && value >= 0;

const unlessAbsent =
  (isOfItsShape: (value: unknown) => boolean) =>
  (value: unknown): boolean =>
    value === undefined || isOfItsShape(value);

const id = textOf(/^[\w-]{16,64}$/);

const shapes: Readonly<
  Record<Exclude<keyof AssertionClaims, "issuedAt" | "expiresAt">, (value: unknown) => boolean>
> = {
  room: textOf(/^[a-z0-9][a-z0-9-]{0,62}$/),
  epoch: isCount,
  line: textOf(/^[A-Za-z0-9][\w-]{0,63}$/),
  number: isCount,
  jti: id,
  pass: id,
  host: textOf(/^[\w.:[\]-]{1,255}$/),
  method: unlessAbsent(textOf(/^[!#$%&'*+.^`|~\w-]{1,32}$/)),
  targetHash: unlessAbsent(textOf(/^[\w-]{42}[AEIMQUYcgkosw048]$/)),
};
