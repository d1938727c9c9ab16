/** A ticket that somebody holds up: which place it is about, and whether the gateway signed it. */

import { readFile } from "node:fs/promises";
import { decodeJwt } from "jose";
import * as v from "valibot";
import { importVerificationKey, type VerificationKey } from "../../tokens/keyring.ts";
import { checkPublicHalf } from "../../tokens/signing-keys.ts";
import { ticketToken } from "../../tokens/ticket-token.ts";
import { createVerifier } from "../../tokens/verification.ts";
import { askShop } from "./ask-shop.ts";
import { WrongUse } from "./wrong-use.ts";

export interface ShownTicket {
  readonly token: string;
  readonly room: string;
  readonly epoch: number;
  readonly line: string;
  readonly number: number;
  /** In seconds since 1970. */
  readonly iat: number;
}

export type Genuineness =
  | "genuine"
  | "forged"
  /** Signed with a key that the shop no longer publishes, or not yet. */
  | "unknown-key";

/** What a ticket says of itself. @param given the ticket, or the file it was saved in */
export async function readTicket(given: string): Promise<ShownTicket> {
  const token = looksLikeToken(given) ? given : await readTokenFile(given);
  try {
    return { token, ...v.parse(claimsSchema, decodeJwt(token)) };
  } catch {
    throw new WrongUse("--ticket is not a ticket; expected the token itself or a file with it.");
  }
}

/** Judged as of when it was issued: a ticket that has run out still proves its number. */
export async function judgeTicket(ticket: ShownTicket, address: URL): Promise<Genuineness> {
  const verifying = await publishedKeys(address);
  const tickets = createVerifier({ kind: ticketToken });
  const verification = await tickets.verify(ticket.token, { verifying }, ticket.iat * 1_000);
  if (verification.kind === "verified") return "genuine";
  return verification.reason === "unknown-key" ? "unknown-key" : "forged";
}

async function publishedKeys(address: URL): Promise<ReadonlyMap<string, VerificationKey>> {
  const question = { address, path: "/.stanchion/jwks.json" };
  const { body } = await askShop(question, v.object({ keys: v.array(v.unknown()) }));
  const keys = new Map<string, VerificationKey>();
  for (const given of body.keys) {
    const jwk = checkPublicHalf(given, "The key");
    if (typeof jwk !== "string") keys.set(jwk.kid, await importVerificationKey(jwk));
  }
  return keys;
}

const looksLikeToken = (text: string): boolean => /^[\w-]+\.[\w-]+\.[\w-]+$/.test(text);

async function readTokenFile(file: string): Promise<string> {
  const text = await readFile(file, "utf8").catch(() => {
    throw new WrongUse(`--ticket is neither a ticket nor a file that can be read: "${file}".`);
  });
  return text.trim();
}

const count = v.pipe(v.number(), v.safeInteger(), v.minValue(1));

const claimsSchema = v.object({
  room: v.string(),
  epoch: count,
  line: v.pipe(v.string(), v.regex(/^[A-Za-z0-9][\w-]{0,63}$/)),
  number: count,
  iat: count,
});
