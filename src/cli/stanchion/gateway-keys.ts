/** The signing keys as a running gateway tells of them, and how they are said on a terminal. */

import * as v from "valibot";
import type { KeysAnswer } from "../../protocol.ts";
import { askShop, type Question } from "./ask-shop.ts";
import { instant } from "./wording.ts";
import { readAddress } from "./words.ts";
import { WrongUse } from "./wrong-use.ts";

export interface ManagedGateway {
  readonly address: URL;
  readonly adminToken: string;
}

/** The two words that every command to a running gateway takes. */
export const gatewayArgs = {
  address: { type: "string", required: true, description: "an address of the gateway" },
  "admin-token": { type: "string", description: "the management token (else ADMIN_TOKEN)" },
} as const;

export function readGateway(words: {
  readonly address: string;
  readonly "admin-token"?: string | undefined;
}): ManagedGateway {
  const address = readAddress("--address", words.address);
  const adminToken = words["admin-token"] || process.env["ADMIN_TOKEN"];
  if (!adminToken) throw new WrongUse("The keys take the management token: set ADMIN_TOKEN.");
  return { address, adminToken };
}

export const questionTo = (gateway: ManagedGateway, path: string): Question => ({
  ...gateway,
  path: `/.stanchion/api/v1/${path}`,
});

export const readKeys = async (gateway: ManagedGateway): Promise<KeysAnswer> =>
  (await askShop(questionTo(gateway, "keys"), keysSchema)).body;

/** Printed on a terminal, so of plain characters. */
export const keyName = v.pipe(v.string(), v.regex(/^[\w.~-]{1,64}$/));
export const time = v.pipe(v.string(), v.isoTimestamp());

const keysSchema = v.object({
  keptBy: v.picklist(["gateway", "SIGNING_KEYS"]),
  keys: v.array(
    v.object({
      kid: keyName,
      activeFrom: time,
      standing: v.picklist(["next", "signing", "retired"]),
      endsAt: v.nullable(time),
    }),
  ),
  changes: v.array(
    v.object({
      at: time,
      who: keyName,
      what: v.picklist(["made", "revoked", "ended"]),
      kid: keyName,
    }),
  ),
}) satisfies v.GenericSchema<unknown, KeysAnswer>;

/** One line for each key, and below what was done to them lately. */
export function describeKeys({ keptBy, keys, changes }: KeysAnswer): readonly string[] {
  return [
    ...keys.map((key) => `  ${key.kid.padEnd(24)} ${standingOf(key)}`),
    ...(keptBy === "SIGNING_KEYS" ? ["", "They come from SIGNING_KEYS."] : []),
    ...(changes.length > 0 ? ["", ...changes.slice(0, mostChangesShown).map(describeChange)] : []),
  ];
}

const mostChangesShown = 10;

function standingOf({ standing, activeFrom, endsAt }: KeysAnswer["keys"][number]): string {
  switch (standing) {
    case "next":
      return `next: signs from ${plain(activeFrom)}`;
    case "signing":
      return "signs";
    case "retired":
      return `signs no more; kept ${endsAt ? `until ${plain(endsAt)}` : "until you take it away"}`;
  }
}

const describeChange = ({ at, who, what, kid }: KeysAnswer["changes"][number]): string =>
  `  ${plain(at)}  ${kid} ${what} by ${who}`;

/** To the second. */
export const plain = (iso: string): string => instant(Date.parse(iso));
