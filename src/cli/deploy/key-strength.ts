/** Whether signing keys are of use: well formed, both halves of each belonging together, and secret. */

import { importKeyring } from "../../tokens/keyring.ts";
import { type PrivateJwk, parseSigningKeys } from "../../tokens/signing-keys.ts";
import { reasonOf } from "../cannot-start.ts";

/** What is wrong with a private JWKS, in a sentence without its full stop; null: nothing that could be seen. */
export async function weaknessOfKeys(json: string): Promise<string | null> {
  const parsed = parseSigningKeys(json);
  if (parsed.kind === "signing-keys-refused") return parsed.detail.replace(/\.$/, "");
  try {
    await importKeyring(parsed);
  } catch (error) {
    return reasonOf(error);
  }
  const weak = parsed.keys.find(isKnownOrGuessed);
  return weak === undefined
    ? null
    : `the key "${weak.kid}" is printed in books or not made by chance: make another with npx stanchion keys new`;
}

const isKnownOrGuessed = ({ x, d }: PrivateJwk): boolean => printedKeys.has(x) || isGuessed(d);

/** Examples of RFC 7515 (A.3), of RFC 7517 (A.2) and of a much used page about JWTs. */
const printedKeys = new Set([
  "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
  "MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4",
  "EVs_o5-uQbTjL3chynL4wXgUg2R9q9UU8I5mEovUf84",
]);

/** Of 32 bytes made by chance 30 are different ones; with under 20 somebody chose them. */
const leastDifferentBytes = 20;

const isGuessed = (d: string): boolean =>
  new Set(Buffer.from(d, "base64url")).size < leastDifferentBytes;
