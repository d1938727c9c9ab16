/** A gateway's key, a genuine assertion, and requests that carry whatever one likes. */

import type { AssertionOptions } from "../../src/origin/options.ts";
import type { Verdict } from "../../src/origin/verify-assertion.ts";
import { type AssertionContent, signAssertion } from "../../src/tokens/assertion-token.ts";
import { type Keyring, publicJwks } from "../../src/tokens/keyring.ts";
import { encode, makeBench } from "../tokens/forgery.ts";

export const host = "shop.example";

export const content = {
  room: "default",
  epoch: 1,
  line: "general",
  number: 4_711,
  pass: "AAECAwQFBgcICQoLDA0ODw",
  host,
};

export const { jwk, keyring } = await makeBench();
export const jwks = publicJwks(keyring);

export const genuineAt = (
  now: number,
  ring: Keyring = keyring,
  bound: Partial<Pick<AssertionContent, "method" | "targetHash">> = {},
): Promise<string> => signAssertion(ring, { ...content, ...bound }, now);

/** The payload of an assertion as it stands on the wire. */
export const payloadAt = (now: number) => ({
  iss: "stanchion",
  aud: "stanchion-origin",
  ...content,
  jti: "request-0123456789",
  iat: Math.floor(now / 1_000),
  exp: Math.floor(now / 1_000) + 61,
});

export const assertionHeader = (kid: string) => ({
  alg: "ES256",
  kid,
  typ: "stanchion-assertion+jwt",
});

export function asking(
  assertion: string | null,
  { path = "/checkout", method = "GET", headers = {} }: AskedFor = {},
): Request {
  const sent = new Headers({ Host: host, ...headers });
  if (assertion !== null) sent.set("Stanchion-Assertion", assertion);
  return new Request(`http://${host}${path}`, { method, headers: sent });
}

interface AskedFor {
  readonly path?: string;
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

export const outcome = (verdict: Verdict): string => (verdict.ok ? "let through" : verdict.reason);

export const options: AssertionOptions = { jwks };

/** As the gateway is to bind a request: the hash of path and query as they are sent. */
export const targetHash = async (target: string): Promise<string> =>
  encode(new Uint8Array(await crypto.subtle.digest("SHA-256", Buffer.from(target))));
