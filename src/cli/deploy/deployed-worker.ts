/**
 * What a deployment would replace, asked of the network by wrangler: nothing at all the first time, or a
 * Worker whose secrets it names.
 */

import { spawn } from "node:child_process";
import { text } from "node:stream/consumers";
import { wranglerCommand } from "./wrangler.ts";

export type DeployedWorker =
  | { readonly kind: "there"; readonly secretNames: readonly string[] }
  | { readonly kind: "none" }
  /** Not signed in, or no network. */
  | { readonly kind: "unknown" };

/** Signing in to a network that is far away takes a while, and on a busy machine so does wrangler's start. */
const patienceMs = 90_000;

/** What the network knows of the Worker that a deployment would replace. */
export async function findDeployed(
  words: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): Promise<DeployedWorker> {
  const [program, ...first] = wranglerCommand;
  const child = spawn(program, [...first, "secret", "list", "--format", "json", ...words], {
    env: { ...environment, CI: "1", WRANGLER_SEND_METRICS: "false" },
    stdio: ["ignore", "pipe", "pipe"],
    timeout: patienceMs,
  });
  const [said, complained] = await Promise.all([text(child.stdout), text(child.stderr)]);
  const secretNames = namesIn(said);
  if (secretNames !== null) return { kind: "there", secretNames };
  return /Worker "[^"]+" not found/.test(complained) ? { kind: "none" } : { kind: "unknown" };
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
