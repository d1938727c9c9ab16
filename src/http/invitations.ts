/**
 * The merchant's invitations at the gateway: handed over once, kept in a cookie, and shown again with
 * each join. Whether a subject has a place already is the room's to know.
 */

import type { InvitationSettings } from "../domain/settings.ts";
import type { RoomSnapshot } from "../domain/snapshot.ts";
import type { Instant } from "../domain/time.ts";
import { type InvitationKeyring, importInvitationKeys } from "../tokens/invitation-keys.ts";
import { type InvitationClaims, verifyInvitation } from "../tokens/invitation-token.ts";
import { createMemory } from "./memory.ts";
import type { Visit } from "./visit.ts";
import { presentedTokens } from "./visitor-cookies.ts";

export type PresentedInvitation =
  | { readonly kind: "none" }
  | { readonly kind: "invited"; readonly claims: InvitationClaims; readonly token: string }
  /** Genuine, and its wave is still to come. */
  | { readonly kind: "early"; readonly validFrom: Instant; readonly token: string }
  | { readonly kind: "refused"; readonly reason: "expired" | "not-genuine" | "other-room" };

/** The invitation that a visitor brings: in the body of the request, in a header, or in the cookie. */
export async function presentedInvitation(
  visit: Visit,
  { settings }: RoomSnapshot,
  inBody?: string,
): Promise<PresentedInvitation> {
  const { invitations } = settings;
  const tokens = inBody === undefined ? presentedTokens(visit, "invitation") : [inBody];
  if (invitations === null && inBody !== undefined)
    return { kind: "refused", reason: "not-genuine" };
  if (invitations === null || tokens.length === 0) return { kind: "none" };
  const keyring = await keyringOf(invitations);
  let answer: PresentedInvitation = { kind: "none" };
  for (const token of tokens) {
    answer = keyring
      ? await judge(visit, token, keyring)
      : { kind: "refused", reason: "not-genuine" };
    if (answer.kind !== "refused") break;
  }
  return answer;
}

async function judge(
  { room, now }: Visit,
  token: string,
  keyring: InvitationKeyring,
): Promise<PresentedInvitation> {
  const verification = await verifyInvitation(token.trim(), keyring, now);
  if (verification.kind === "refused") {
    const reason = verification.reason === "expired" ? "expired" : "not-genuine";
    return { kind: "refused", reason };
  }
  const { claims } = verification;
  if (claims.room !== room.name) return { kind: "refused", reason: "other-room" };
  return claims.validFrom > now
    ? { kind: "early", validFrom: claims.validFrom, token: token.trim() }
    : { kind: "invited", claims, token: token.trim() };
}

const keyrings = createMemory<InvitationKeyring>(64);

/** Imported once for each set of keys; null when they are no keys, which the settings never hold. */
async function keyringOf({ keys }: InvitationSettings): Promise<InvitationKeyring | null> {
  const name = JSON.stringify(keys);
  const known = keyrings.get(name);
  if (known) return known;
  const imported = await importInvitationKeys(keys);
  if (imported.kind !== "invitation-keyring") return null;
  keyrings.set(name, imported);
  return imported;
}
