/**
 * Whether a request was let through by the gateway. Addresses leak and lists of IP addresses prove
 * nothing; the signature over room, host and time does. jose checks signature and times, the checks
 * around it close what it leaves open: more than one spelling, and claims it does not know (RFC 8725).
 */

import { base64url, errors, type JWTPayload, jwtVerify } from "jose";
import { type Asked, askedByWeb, pathOf, type WebRequest } from "./asked.ts";
import { type AssertionClaims, assertionAudience, readClaims } from "./claims.ts";
import { readCompactForm } from "./compact-form.ts";
import { createKeySource, type KeySource } from "./key-source.ts";
import { type AssertionOptions, plainHost, type Rules, readRules } from "./options.ts";
import { type Refusal, refuse } from "./refusal.ts";

export type Verdict = LetThrough | Refusal;

export interface LetThrough {
  readonly ok: true;
  /** Null where nobody was asked for an assertion: an exempt path, or a mode other than `enforce`. */
  readonly claims: AssertionClaims | null;
}

export type Verifier = (asked: Asked) => Promise<Verdict>;

/**
 * Keys are fetched once and kept for all calls with the same `jwksUrl` and `jwks`.
 * @throws TypeError when an option is wrong; never because of what the request holds
 */
export async function verifyAssertion(
  request: WebRequest,
  options: AssertionOptions,
): Promise<Verdict> {
  let verifier = verifiers.get(options);
  if (verifier === undefined) {
    verifier = createVerifier(options);
    verifiers.set(options, verifier);
  }
  return verifier(askedByWeb(request));
}

const verifiers = new WeakMap<AssertionOptions, Verifier>();

/** For the adapters, which know their options from the start. */
export function createVerifier(options: AssertionOptions): Verifier {
  const rules = readRules(options);
  if (rules.mode === "off") return async () => unasked;
  const keySource = sharedKeySource(rules);
  return async (asked) => {
    const path = pathOf(asked);
    if (rules.exempt.has(path)) return unasked;
    const verdict = await judge(asked, rules, keySource, Date.now());
    if (verdict.ok || rules.mode === "enforce") return verdict;
    const { method, host } = asked;
    try {
      rules.onReport(verdict, { method, host, path });
    } catch {
      // Who only reports must not stand in a customer's way, whatever becomes of the report.
    }
    return unasked;
  };
}

const unasked: LetThrough = { ok: true, claims: null };

/** One for each gateway that a shop knows, however often it writes its options down anew. */
const keySources = new Map<string, KeySource>();
const mostKeySources = 100;

function sharedKeySource({ jwksUrl, jwks }: Rules): KeySource {
  const name = JSON.stringify([jwksUrl, jwks]);
  const known = keySources.get(name);
  if (known !== undefined) return known;
  if (keySources.size >= mostKeySources) keySources.clear();
  const keySource = createKeySource(jwksUrl, jwks);
  keySources.set(name, keySource);
  return keySource;
}

async function judge(
  asked: Asked,
  rules: Rules,
  keySource: KeySource,
  now: number,
): Promise<Verdict> {
  const { assertion, hasTwin } = asked;
  // The gateway removes every twin, so that whoever sends one did not come through it.
  if (hasTwin) return refuse("doubled", "A header came that servers may take for the assertion's.");
  if (assertion === null) return refuse("missing", "The request has no assertion.");
  if (assertion.includes(",")) return refuse("doubled", "The request has more than one assertion.");
  const form = readCompactForm(assertion);
  if (!form.ok) return form;
  const key = await keySource.find(form.kid, now);
  if (key === "unknown-key") return refuse(key, `The gateway has no key "${form.kid}".`);
  if (key === "keys-unavailable") return refuse(key, "The gateway's keys could not be fetched.");

  let payload: JWTPayload;
  try {
    ({ payload } = await jwtVerify(assertion, key, {
      algorithms: ["ES256"],
      typ: "stanchion-assertion+jwt",
      issuer: rules.issuer,
      audience: assertionAudience,
      requiredClaims: ["iat", "exp"],
      clockTolerance: rules.toleranceSeconds,
      currentDate: new Date(now),
    }));
  } catch (error) {
    return refusalOf(error);
  }
  // Read and written again it must be the same, which shows doubled members, spaces and escapes.
  if (base64url.encode(JSON.stringify(payload)) !== form.payload) {
    return refuse(
      "malformed",
      "The assertion's claims are not spelled as the gateway spells them.",
    );
  }
  const read = readClaims(payload);
  if ("faultyClaim" in read) return faulty(read.faultyClaim);
  const { claims } = read;
  if (claims.issuedAt > now + rules.toleranceSeconds * 1_000) {
    return refuse("issued-in-future", "The assertion is from the future; compare the two clocks.");
  }
  return (await mismatch(claims, asked, rules)) ?? { ok: true, claims };
}

/** A genuine assertion that was made for something else than what is asked. */
async function mismatch(
  claims: AssertionClaims,
  { host, method, target }: Asked,
  { hosts, room, strict }: Rules,
): Promise<Refusal | null> {
  const expectedHosts = hosts ?? [plainHost(host)];
  if (!expectedHosts.includes(plainHost(claims.host))) {
    return refuse("host", `The assertion is for the host "${claims.host}".`);
  }
  if (room !== null && claims.room !== room) {
    return refuse("room", `The assertion is for the room "${claims.room}".`);
  }
  if (!strict) return null;
  if (claims.method === null || claims.targetHash === null) {
    return refuse("unbound", "The assertion is not bound to method and address.");
  }
  if (claims.method !== method) {
    return refuse("method", `The assertion is for the method ${claims.method}.`);
  }
  return claims.targetHash === (await targetHashOf(target))
    ? null
    : refuse("target", "The assertion is for another path or query.");
}

async function targetHashOf(target: string): Promise<string> {
  const bytes = new TextEncoder().encode(target);
  return base64url.encode(new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)));
}

const faulty = (claim: string): Refusal =>
  refuse("claims", `The assertion's claim "${claim}" is not as it must be.`);

/** jose throws what it refuses. Anything else no request can cause, and it travels on. */
function refusalOf(error: unknown): Refusal {
  if (error instanceof errors.JWTExpired) return refuse("expired", "The assertion has expired.");
  if (error instanceof errors.JWSSignatureVerificationFailed) {
    return refuse("signature", "The assertion's signature is not genuine.");
  }
  if (error instanceof errors.JWTClaimValidationFailed) return faulty(error.claim);
  if (error instanceof errors.JOSEError) {
    return refuse("malformed", "The assertion is not a token that can be read.");
  }
  throw error;
}
