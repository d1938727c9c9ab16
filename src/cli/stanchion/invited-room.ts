/** The room that people are invited to: it must know the merchant's key before it believes a word. */

import * as v from "valibot";
import type { PublicJwk } from "../../tokens/signing-keys.ts";
import { askShop, changeRoom, type Question } from "./ask-shop.ts";
import { WrongUse } from "./wrong-use.ts";

/** What a room's settings say of invitations. */
export interface InvitationSettings {
  readonly keys: readonly KnownKey[];
  /** Nobody else may join. */
  readonly required: boolean;
}

/** What matters here of a public JWK; the rest of it goes back as it came. */
export type KnownKey = Pick<PublicJwk, "kid" | "x" | "y">;

export interface RoomToInvite {
  readonly address: URL;
  readonly room: string;
  readonly adminToken: string;
}

/** The settings it takes, given those there are; null when they are that already. */
export function settingsWith(
  current: InvitationSettings,
  key: PublicJwk,
  required: boolean,
): InvitationSettings | null {
  const namesake = current.keys.find(({ kid }) => kid === key.kid);
  if (namesake && (namesake.x !== key.x || namesake.y !== key.y)) {
    throw new WrongUse(
      `The room knows another key by the name "${key.kid}". Use a new key file, with --key.`,
    );
  }
  // Who asks for `--require` once means it until the settings say otherwise.
  const wanted = required || current.required;
  if (namesake && wanted === current.required) return null;
  return { keys: namesake ? current.keys : [...current.keys, key], required: wanted };
}

/** Whether the room is there, has the line, and the token is good, before anything is made. */
export async function findRoom(room: RoomToInvite, line: string): Promise<void> {
  const { body } = await askShop(questionOf(room), roomSchema);
  const names = body.lines.map(({ name }) => name);
  if (names.length === 0 || names.includes(line)) return;
  throw new WrongUse(
    `The room has no line "${line}"; its lines are ${names.join(", ")}. Name one with --line, or add it to the room first.`,
  );
}

/**
 * Adds the key to the room's settings.
 * @returns whether anything had to be changed
 */
export async function registerKey(
  room: RoomToInvite,
  key: PublicJwk,
  required: boolean,
): Promise<boolean> {
  for (let attempt = 1; attempt <= mostAttempts; attempt++) {
    const { body, etag } = await askShop(questionOf(room), roomSchema);
    const invitations = settingsWith(body.invitations ?? noInvitations, key, required);
    if (invitations === null) return false;
    if (etag === null) throw new WrongUse("The gateway's settings have no version; is it ours?");
    if (await changeRoom(questionOf(room), { ifMatch: etag, body: { invitations } })) return true;
  }
  throw new WrongUse("The settings are being changed by somebody else; try again in a moment.");
}

/** Somebody may change the settings between our reading and our writing, but not all the time. */
const mostAttempts = 5;

const noInvitations: InvitationSettings = { keys: [], required: false };

const questionOf = ({ address, room, adminToken }: RoomToInvite): Question => ({
  address,
  path: `/.stanchion/api/v1/rooms/${room}`,
  adminToken,
});

const knownKey = v.looseObject({ kid: v.string(), x: v.string(), y: v.string() });

const roomSchema = v.object({
  lines: v.optional(v.array(v.looseObject({ name: v.string() })), []),
  invitations: v.optional(
    v.nullable(v.object({ keys: v.array(knownKey), required: v.boolean() })),
    null,
  ),
});
