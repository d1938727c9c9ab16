/**
 * `npx stanchion keys revoke <kid>`: nothing that this key signed is believed any more. For a key that
 * somebody may have stolen, and for nothing else: everybody who holds a token of it loses it.
 */

import { createInterface } from "node:readline/promises";
import { defineCommand } from "citty";
import * as v from "valibot";
import type { KeysAnswer } from "../../protocol.ts";
import { tellShop } from "./ask-shop.ts";
import { gatewayArgs, keyName, questionTo, readGateway, readKeys } from "./gateway-keys.ts";
import { type RoomPeople, readRoomsPeople } from "./rooms-people.ts";
import { count, people } from "./wording.ts";
import { onlyKnownOptions } from "./words.ts";
import { WrongUse } from "./wrong-use.ts";

export const revokeKey = defineCommand({
  meta: { name: "revoke", description: "Makes void, at once, all that a key has signed." },
  args: {
    kid: { type: "positional", required: true, description: "the key's name, as list shows it" },
    ...gatewayArgs,
    yes: { type: "boolean", default: false, description: "does not ask" },
  },
  plugins: [onlyKnownOptions],
  async run({ args }) {
    const { kid } = args;
    const gateway = readGateway(args);
    const key = findKey(await readKeys(gateway), kid);
    for (const line of warningOf(key, await readRoomsPeople(gateway))) console.error(line);
    if (!args.yes) await confirm(kid);
    const { replacedBy } = await tellShop(questionTo(gateway, "keys/revoke"), { kid }, revoked);
    console.log(`The key ${kid} is revoked. Gateways know it within four seconds.`);
    if (replacedBy !== null) console.log(`The key ${replacedBy} was made and takes its place.`);
  },
});

type Key = KeysAnswer["keys"][number];

const revoked = v.object({ kid: keyName, replacedBy: v.nullable(keyName) });

function findKey({ keptBy, keys }: KeysAnswer, kid: string): Key {
  const key = keys.find((one) => one.kid === kid);
  if (keptBy === "SIGNING_KEYS") {
    throw new WrongUse(
      "The keys come from SIGNING_KEYS: take this one out of it and start the gateway again. Nothing was revoked.",
    );
  }
  if (key) return key;
  const names = keys.map((one) => one.kid).join(", ");
  throw new WrongUse(`There is no key "${kid}"; there are ${names}. Nothing was revoked.`);
}

/** Of everybody in line and inside: any of them may hold a token of this key. */
function warningOf({ kid, standing }: Key, rooms: readonly RoomPeople[]): readonly string[] {
  if (standing === "next") return [`The key ${kid} has signed nothing yet: nobody loses anything.`];
  const waiting = rooms.reduce((sum, room) => sum + room.waiting, 0);
  const inside = rooms.reduce((sum, room) => sum + room.inside, 0);
  return [
    `REVOKING ${kid} TAKES THE PLACE AND THE PASS OF EVERYBODY WHOSE TOKEN IT SIGNED.`,
    `${people(waiting)} in line and ${count(inside)} inside now, in all rooms. Those whose ticket it signed`,
    "join again, behind everybody; those whose pass it signed are outside, and join again.",
    ...(standing === "signing" ? advice : []),
    "",
  ];
}

const advice = [
  "It signs at this moment. If it can wait for a minute, stop here: rotate first, unless a key is next",
  "already, and revoke this one once list shows that the new key signs. Whoever joins after that is not hit.",
];

/** Whatever stands at the other end of the terminal: without this very name nothing is done. */
async function confirm(kid: string): Promise<void> {
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  process.stderr.write(`Type the key's name to revoke it: `);
  const { value } = await terminal[Symbol.asyncIterator]().next();
  terminal.close();
  if (value?.trim() !== kid) {
    throw new WrongUse("Nothing was revoked: that is not its name. (--yes does not ask.)");
  }
}
