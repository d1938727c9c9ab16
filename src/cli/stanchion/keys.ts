/**
 * `npx stanchion keys list | rotate | revoke | new`: the keys that tickets and passes are signed with.
 * The merchant's own keys, which sign invitations, are none of these.
 */

import { defineCommand } from "citty";

export const keys = defineCommand({
  meta: { name: "keys", description: "Lists, rotates and revokes the gateway's signing keys." },
  subCommands: {
    list: () => import("./keys-list.ts").then(({ listKeys }) => listKeys),
    rotate: () => import("./keys-rotate.ts").then(({ rotateKeys }) => rotateKeys),
    revoke: () => import("./keys-revoke.ts").then(({ revokeKey }) => revokeKey),
    new: () => import("./keys-new.ts").then(({ newKey }) => newKey),
  },
});
