/**
 * What a running `npm start` leaves in its data directory for other commands of the same person,
 * such as `npm run rush`: where it is, and the token that manages it. Gone when it ends.
 */

import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";

export interface RunningGateway {
  readonly url: string;
  readonly adminToken: string;
  /** Null when another shop than the demo's stands behind the gateway. */
  readonly shopControlUrl: string | null;
  /** The process to end: `npm start` itself. */
  readonly pid: number;
}

const noteIn = (dataDirectory: string): string => join(dataDirectory, "running.json");

export async function noteRunning(dataDirectory: string, running: RunningGateway): Promise<void> {
  // Written anew, since the mode counts only for a file that did not exist.
  await forgetRunning(dataDirectory);
  await writeFile(noteIn(dataDirectory), JSON.stringify(running, null, 2), { mode: 0o600 });
}

export async function forgetRunning(dataDirectory: string): Promise<void> {
  await rm(noteIn(dataDirectory), { force: true });
}

/** Null when nothing runs there, as far as the note can tell: a killed `npm start` leaves it behind. */
export async function findRunning(dataDirectory: string): Promise<RunningGateway | null> {
  try {
    const { url, adminToken, shopControlUrl, pid } = JSON.parse(
      await readFile(noteIn(dataDirectory), "utf8"),
    ) as Record<string, unknown>;
    if (typeof url !== "string" || typeof adminToken !== "string") return null;
    if (
      typeof pid !== "number" ||
      (typeof shopControlUrl !== "string" && shopControlUrl !== null)
    ) {
      return null;
    }
    return { url, adminToken, shopControlUrl, pid };
  } catch {
    return null;
  }
}
