/**
 * Where the crowd is sent: an address that was given, a gateway that `npm start` runs on this
 * machine, or one of the rush's own that ends with it.
 */

import { resolve } from "node:path";
import { findRunning } from "../running-gateway.ts";
import type { RushOptions } from "./options.ts";
import { startOwnStack } from "./own-stack.ts";

export interface Target {
  readonly url: URL;
  /** Null: settings cannot be read. */
  readonly adminToken: string | null;
  /** The demo shop's door for its operator; null: there is no log to judge by. */
  readonly controlUrl: URL | null;
  /** Ends what was started for this rush. */
  stop(): Promise<void>;
}

const usualUrl = new URL("http://localhost:8787");

/** @throws CannotStart when a stack of its own was asked for and does not come up */
export async function findTarget(options: RushOptions): Promise<Target> {
  if (options.start) return startOwnStack(options);
  const note = await findRunning(resolve(options.dataDirectory));
  const noted = note === null ? usualUrl : new URL(note.url);
  const url = options.url ?? noted;
  // What the note says is of the gateway on this machine and of no other.
  const known = note !== null && isSameGateway(url, noted) ? note : null;
  const controlUrl = known?.shopControlUrl ?? null;
  return {
    url,
    adminToken: options.adminToken ?? known?.adminToken ?? null,
    controlUrl: options.controlUrl ?? (controlUrl === null ? null : new URL(controlUrl)),
    stop: async () => {},
  };
}

const thisMachine = new Set(["localhost", "127.0.0.1"]);

function isSameGateway(one: URL, other: URL): boolean {
  return (
    one.port === other.port && thisMachine.has(one.hostname) && thisMachine.has(other.hostname)
  );
}
