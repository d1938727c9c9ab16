/** The secrets in the file that goes up with the deployment. */

import { readFile } from "node:fs/promises";
import { parseEnv } from "node:util";
import { CannotStart, reasonOf } from "../cannot-start.ts";
import type { Secrets } from "./secret-findings.ts";

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
