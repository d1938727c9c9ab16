/**
 * `npx stanchion keys new`: a private JWKS for SIGNING_KEYS, for whoever keeps the keys themselves. With
 * `--add-to` it is the set of a file with one more key, which is how such a set is rotated.
 */

import { readFile } from "node:fs/promises";
import { defineCommand } from "citty";
import { generateSigningKey } from "../../tokens/new-signing-key.ts";
import { type PrivateJwk, parseSigningKeys } from "../../tokens/signing-keys.ts";
import { onlyKnownOptions, readDuration } from "./words.ts";
import { reasonOf, WrongUse } from "./wrong-use.ts";

export const newKey = defineCommand({
  meta: { name: "new", description: "Prints a private JWKS for SIGNING_KEYS. Asks nobody." },
  args: {
    "add-to": {
      type: "string",
      valueHint: "keys.json",
      description: "a JWKS that is kept, with the new key behind",
    },
    "signs-after": {
      type: "string",
      valueHint: "10m",
      default: "10m",
      description: "with --add-to: how long you have to bring it to all gateways",
    },
  },
  plugins: [onlyKnownOptions],
  async run({ args }) {
    const file = args["add-to"];
    const kept = file === undefined ? [] : await readKept(file);
    const delayMs = readDuration("--signs-after", args["signs-after"]);
    const made = await generateSigningKey(kept.length === 0 ? undefined : Date.now() + delayMs);
    console.log(JSON.stringify({ keys: [...kept, made] }));
    if (process.stdout.isTTY) console.error("This is private: whoever reads it can sign passes.");
  },
});

async function readKept(file: string): Promise<readonly PrivateJwk[]> {
  let text: string;
  try {
    text = await readFile(file, "utf8");
  } catch (error) {
    throw new WrongUse(`"${file}" cannot be read: ${reasonOf(error)}.`);
  }
  const parsed = parseSigningKeys(text);
  if (parsed.kind === "signing-keys") return parsed.keys;
  throw new WrongUse(`"${file}" does not hold signing keys: ${parsed.detail}`);
}
