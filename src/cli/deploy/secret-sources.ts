/** Where secrets are found: in the file that goes up with the deployment, and by name on the network. */

import { spawn } from "node:child_process";
import { readFile } from "node:fs/promises";
import { text } from "node:stream/consumers";
import { parseEnv } from "node:util";
import { CannotStart, reasonOf } from "../cannot-start.ts";
import type { Secrets } from "./secret-findings.ts";
import { wranglerCommand } from "./wrangler.ts";

/** @throws CannotStart when there is no such file, or what is in it cannot be told */
export async function readSecretsFile(
  file: string,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<Secrets> {
  let content: string;
  try {
    content = await readFile(file, "utf8");
  } catch (error) {
    throw new CannotStart(`The secrets file "${file}" cannot be read: ${reasonOf(error)}.`);
  }
  const given = content.trimStart().startsWith("{") ? parseJson(content, file) : parseEnv(content);
  for (const name of secretNames) {
    const [value, another] = [given[name], environment[name]];
    if (value === undefined) continue;
    // In such a file wrangler believes the environment before it, and takes $ for a reference.
    if (another !== undefined && another !== value) {
      throw new CannotStart(
        `${name} is one thing in "${file}" and another in the environment: unset one.`,
      );
    }
    if (value.includes("$")) {
      throw new CannotStart(`${name} in "${file}" refers to something else: write it out.`);
    }
  }
  const { ADMIN_TOKEN, SIGNING_KEYS } = given;
  return { ADMIN_TOKEN, SIGNING_KEYS };
}

const secretNames = ["ADMIN_TOKEN", "SIGNING_KEYS"] as const;

function parseJson(content: string, file: string): Readonly<Record<string, string | undefined>> {
  try {
    const given: unknown = JSON.parse(content);
    return Object.fromEntries(Object.entries(Object(given)).filter(isText));
  } catch {
    // The runtime's own words would repeat a part of the file.
    throw new CannotStart(`The secrets file "${file}" is not JSON.`);
  }
}

const isText = (entry: [string, unknown]): entry is [string, string] =>
  typeof entry[1] === "string";

/** Signing in to a network that is far away, and being refused by it, takes a while. */
const patienceMs = 30_000;

/** The names of the secrets that the Worker has; null: not signed in, no network, or no such Worker. */
export async function readSecretNames(
  words: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): Promise<readonly string[] | null> {
  const [program, ...first] = wranglerCommand;
  const child = spawn(program, [...first, "secret", "list", "--format", "json", ...words], {
    env: { ...environment, CI: "1", WRANGLER_SEND_METRICS: "false" },
    stdio: ["ignore", "pipe", "ignore"],
    timeout: patienceMs,
  });
  const said = await text(child.stdout);
  return namesIn(said);
}

function namesIn(said: string): readonly string[] | null {
  try {
    const listed: unknown = JSON.parse(said);
    if (!Array.isArray(listed)) return null;
    return listed.map((secret: unknown) => String(Object(secret).name));
  } catch {
    return null;
  }
}
