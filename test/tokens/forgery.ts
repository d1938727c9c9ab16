/**
 * What a forger has on the bench: tokens written byte by byte, signed with whatever key there is.
 * Nothing here goes through the code under test.
 */

import { importKeyring, type Keyring } from "../../src/tokens/keyring.ts";
import { generateSigningKey } from "../../src/tokens/new-signing-key.ts";
import type { PrivateJwk } from "../../src/tokens/signing-keys.ts";
import type { TicketClaims } from "../../src/tokens/ticket-token.ts";
import type { Verification } from "../../src/tokens/verification.ts";

/** 14 October 2026, 12:00:00.250 UTC. */
export const now = Date.UTC(2026, 9, 14, 12, 0, 0, 250);
export const hourMs = 3_600_000;
/** The same instant as `iat` says it. */
export const iat = Math.floor(now / 1_000);

export interface Bench {
  readonly jwk: PrivateJwk;
  readonly keyring: Keyring;
}

export async function makeBench(): Promise<Bench> {
  const jwk = await generateSigningKey();
  return { jwk, keyring: await importKeyring({ keys: [jwk] }) };
}

export const ticketClaims: Omit<TicketClaims, "issuedAt"> = {
  room: "default",
  epoch: 1,
  line: "general",
  number: 4_711,
  jti: "AAECAwQFBgcICQoLDA0ODw",
  target: "/checkout?sku=iphone-3g",
  told: [610_000, 890_000],
  wave: "early",
  expiresAt: now + hourMs - 250,
};

/** The payload of that ticket as it stands on the wire. */
export const ticketPayload = {
  iss: "stanchion",
  aud: "stanchion-ticket",
  room: "default",
  epoch: 1,
  line: "general",
  number: 4_711,
  jti: "AAECAwQFBgcICQoLDA0ODw",
  target: "/checkout?sku=iphone-3g",
  told: [610_000, 890_000],
  wave: "early",
  iat,
  exp: iat + 3_600,
};

export const ticketHeader = (kid: string) => ({ alg: "ES256", kid, typ: "stanchion-ticket+jwt" });

export const encode = (bytes: string | Uint8Array): string =>
  Buffer.from(bytes).toString("base64url");

/** Signs any header and any payload, as text, with ES256. */
export async function forge(
  header: string | object,
  payload: string | object,
  jwk: PrivateJwk,
): Promise<string> {
  const input = `${encode(asText(header))}.${encode(asText(payload))}`;
  return `${input}.${encode(await signBytes(input, jwk))}`;
}

export async function signBytes(input: string, jwk: PrivateJwk): Promise<Uint8Array> {
  const ecdsa = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };
  const { kty, crv, x, y, d } = jwk;
  const key = await crypto.subtle.importKey("jwk", { kty, crv, x, y, d }, ecdsa, false, ["sign"]);
  return new Uint8Array(await crypto.subtle.sign(ecdsa, key, Buffer.from(input)));
}

const asText = (value: string | object): string =>
  typeof value === "string" ? value : JSON.stringify(value);

/** "verified", or the reason of the refusal, with the claim at fault where there is one. */
export function outcome(verification: Verification<unknown>): string {
  if (verification.kind === "verified") return "verified";
  const { reason, claim } = verification;
  return claim === undefined ? reason : `${reason}: ${claim}`;
}

/** Its three parts, for putting together anew. */
export function partsOf(token: string): readonly [string, string, string] {
  const [header = "", payload = "", signature = ""] = token.split(".");
  return [header, payload, signature];
}
