/**
 * The merchant's public keys, as a room's settings hold them: what the gateway knows of whoever signs
 * invitations. The private half never leaves the merchant, so a gateway cannot invite anybody.
 */

import { importVerificationKey, type VerificationKey, type VerificationKeys } from "./keyring.ts";
import { checkPublicHalf, type PublicJwk } from "./signing-keys.ts";

/** Each `kid` once. */
export interface InvitationKeys {
  readonly kind: "invitation-keys";
  readonly keys: readonly PublicJwk[];
}

export interface InvitationKeysRefusal {
  readonly kind: "invitation-keys-refused";
  /** One sentence for the merchant. Never contains key material. */
  readonly detail: string;
}

export interface InvitationKeyring extends VerificationKeys {
  readonly kind: "invitation-keyring";
}

/** A key for each launch of some years, or a few while one takes over from another. */
const mostKeys = 20;

/** The form only, at once. Whether each key is a point of the curve shows when it is imported. */
export function parseInvitationKeys(value: unknown): InvitationKeys | InvitationKeysRefusal {
  if (!Array.isArray(value)) return refuse("The invitation keys are not a list of public JWKs.");
  if (value.length > mostKeys) return refuse(`There may be ${mostKeys} invitation keys at most.`);
  const keys = new Map<string, PublicJwk>();
  for (const [index, given] of value.entries()) {
    const key = checkKey(given, index + 1);
    if (typeof key === "string") return refuse(key);
    if (keys.has(key.kid)) {
      return refuse(`Two invitation keys have the kid "${key.kid}"; give each key its own.`);
    }
    keys.set(key.kid, key);
  }
  return { kind: "invitation-keys", keys: [...keys.values()] };
}

/** What `verifyInvitation` takes, made once for a room's settings. */
export async function importInvitationKeys(
  value: unknown,
): Promise<InvitationKeyring | InvitationKeysRefusal> {
  const parsed = parseInvitationKeys(value);
  if (parsed.kind === "invitation-keys-refused") return parsed;
  const verifying = new Map<string, VerificationKey>();
  for (const jwk of parsed.keys) {
    try {
      verifying.set(jwk.kid, await importVerificationKey(jwk));
    } catch {
      return refuse(`The invitation key "${jwk.kid}" is not a point of P-256.`);
    }
  }
  return { kind: "invitation-keyring", verifying };
}

/** The key itself, or a sentence that says what is wrong with it. */
function checkKey(value: unknown, ordinal: number): PublicJwk | string {
  const key = `Invitation key ${ordinal}`;
  const checked = checkPublicHalf(value, key);
  if (typeof checked === "string") return checked;
  // Leaving it out in silence would not do: whoever sent it believes it secret.
  return typeof value === "object" && value !== null && "d" in value
    ? `${key} is a private key. Send it without its "d", and use a new one: this one has been seen.`
    : checked;
}

const refuse = (detail: string): InvitationKeysRefusal => ({
  kind: "invitation-keys-refused",
  detail,
});
