/**
 * The merchant's key: it signs invitations and hides who they are for. It stays in a file of the
 * merchant's that nobody else may read; the gateway is given the public half.
 */

import { createHmac } from "node:crypto";
import { open, readFile, stat } from "node:fs/promises";
import { importKeyring, type Keyring } from "../../tokens/keyring.ts";
import { generateSigningKey } from "../../tokens/new-signing-key.ts";
import { type PrivateJwk, type PublicJwk, parseSigningKeys } from "../../tokens/signing-keys.ts";
import { reasonOf, WrongUse } from "./wrong-use.ts";

export interface MerchantKey {
  readonly keyring: Keyring;
  readonly publicHalf: PublicJwk;
  /** Made just now, because the file was not there. */
  readonly isNew: boolean;
  /** Others on this machine may read the file. */
  readonly isExposed: boolean;
  /** What a token says instead of the customer's own address or number. */
  hide(subject: string): string;
}

/** Reads the key, or makes one where there is no file. Never overwrites anything. */
export async function openMerchantKey(file: string): Promise<MerchantKey> {
  const kept = await readKey(file);
  if (kept !== null) return merchantKeyOf(kept, { isNew: false, isExposed: await isExposed(file) });
  const made = await generateSigningKey();
  await writeKey(file, made);
  return merchantKeyOf(made, { isNew: true, isExposed: false });
}

async function merchantKeyOf(
  { d, ...members }: PrivateJwk,
  known: Pick<MerchantKey, "isNew" | "isExposed">,
): Promise<MerchantKey> {
  const { kty, crv, x, y, kid, alg, use } = members;
  const publicHalf = { kty, crv, x, y, kid, alg, use };
  const secret = Buffer.from(d, "base64url");
  return {
    ...known,
    keyring: await importKeyring({ keys: [{ ...publicHalf, d }] }),
    publicHalf,
    hide: (subject) =>
      createHmac("sha256", secret).update(subjectMessage(subject)).digest("base64url"),
  };
}

/** Told apart from whatever else may one day be hashed under the same secret. */
const subjectMessage = (subject: string): string => `stanchion-subject-1|${subject}`;

async function readKey(file: string): Promise<PrivateJwk | null> {
  let text: string;
  try {
    text = await readFile(file, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return null;
    throw new WrongUse(`The key in "${file}" cannot be read: ${reasonOf(error)}.`);
  }
  const parsed = parseSigningKeys(`{"keys":[${text}]}`);
  const detail = parsed.kind === "signing-keys" ? "expected one private JWK" : parsed.detail;
  const key = parsed.kind === "signing-keys" && parsed.keys.length === 1 ? parsed.keys[0] : null;
  if (key) return key;
  throw new WrongUse(`"${file}" does not hold a key of ours (${detail}) and was left as it is.`);
}

/** Whether anybody but the owner may read it; Windows keeps such things elsewhere. */
async function isExposed(file: string): Promise<boolean> {
  if (process.platform === "win32") return false;
  return ((await stat(file)).mode & 0o077) !== 0;
}

async function writeKey(file: string, key: PrivateJwk): Promise<void> {
  try {
    const output = await open(file, "wx", 0o600);
    await output.write(`${JSON.stringify(key, null, 2)}\n`);
    await output.sync();
    await output.close();
  } catch (error) {
    throw new WrongUse(`No key could be written to "${file}": ${reasonOf(error)}.`);
  }
}
