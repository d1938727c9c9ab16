/** A new key to sign with. Apart from the kept ones, because hardly any gateway ever makes one. */

import * as base64url from "jose/base64url";
import { exportJWK } from "jose/key/export";
import { generateKeyPair } from "jose/key/generate/keypair";
import type { Instant } from "../domain/time.ts";
import { checkKey, type PrivateJwk } from "./signing-keys.ts";

const kidBytes = 16;

export async function generateSigningKey(activeFrom?: Instant): Promise<PrivateJwk> {
  const { privateKey } = await generateKeyPair("ES256", { extractable: true });
  const name = base64url.encode(crypto.getRandomValues(new Uint8Array(kidBytes)));
  // A name stands on command lines, where a hyphen begins an option.
  const kid = name.replace(/^-/, "_");
  const jwk = { ...(await exportJWK(privateKey)), kid, stanchion_active_from: activeFrom };
  const key = checkKey(jwk, 1);
  if (typeof key === "string") throw new TypeError(`Cannot generate a signing key: ${key}`);
  return key;
}
