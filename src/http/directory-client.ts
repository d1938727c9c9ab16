/**
 * The gateway's end of the Directory: which room a host belongs to, what is to be known of a room that
 * does not answer, and the keys. Known for a few seconds at a time, so that no request waits for it and
 * every change arrives within five seconds.
 */

import { type KeptSettings, settingsOfKept } from "../domain/kept-settings.ts";
import { directoryName } from "../domain/names.ts";
import { defaultSettings, type RoomSettings } from "../domain/settings.ts";
import { type Config, demoRoom, type RoomEnv } from "../env.ts";
import { importKeyring, type Keyring } from "../tokens/keyring.ts";
import { parseSigningKeys } from "../tokens/signing-keys.ts";
import { directoryPace } from "./gateway-pace.ts";
import { createRefreshed, type Refreshed } from "./refreshed.ts";

export interface Known {
  readonly hosts: ReadonlyMap<string, string>;
  readonly rooms: readonly string[];
  /** For the time in which a room does not answer; none of a room that only an earlier release knew. */
  readonly settings: ReadonlyMap<string, RoomSettings>;
  readonly keyring: Keyring;
}

export function createDirectoryClient(env: RoomEnv, config: Config): Refreshed<Known> {
  const keyringOf = rememberLatest(importKeys);

  async function fetch(): Promise<Known> {
    const directory = env.DIRECTORY.getByName(directoryName);
    let entries = await directory.entries();
    if (config.signingKeys === null && entries.keys.length === 0) {
      const { generateSigningKey } = await import("../tokens/new-signing-key.ts");
      const key = await generateSigningKey();
      entries = await directory.offerFirstKey(key.kid, { ...key });
    }
    const keys = config.signingKeys ?? JSON.stringify({ keys: entries.keys });
    return {
      hosts: hostsOf(entries.hosts, config),
      rooms: entries.rooms.includes(demoRoom) ? entries.rooms : [demoRoom, ...entries.rooms],
      settings: settingsIn(entries),
      keyring: await keyringOf(keys),
    };
  }

  return createRefreshed({ fetch, ...directoryPace, clock: () => Date.now() });
}

/** The demo room answers to its own hosts for as long as nobody has set any for it. */
function hostsOf(assigned: Readonly<Record<string, string>>, config: Config): Map<string, string> {
  const hosts = new Map(Object.entries(assigned));
  const isSet = [...hosts.values()].includes(demoRoom);
  if (!isSet) {
    for (const host of config.demoHosts) if (!hosts.has(host)) hosts.set(host, demoRoom);
  }
  return hosts;
}

/** Of the demo room, for as long as nobody has set anything, the defaults. */
function settingsIn({
  rooms,
  kept,
}: {
  readonly rooms: readonly string[];
  readonly kept: Readonly<Record<string, KeptSettings>>;
}): Map<string, RoomSettings> {
  const settings = new Map(
    Object.entries(kept).map(([room, chosen]) => [room, settingsOfKept(chosen)]),
  );
  return rooms.includes(demoRoom) ? settings : settings.set(demoRoom, defaultSettings);
}

async function importKeys(json: string): Promise<Keyring> {
  const keys = parseSigningKeys(json);
  if (keys.kind === "signing-keys-refused") throw new TypeError(keys.detail);
  return importKeyring(keys);
}

/** Keeps the last result, so that the same keys are imported once and verified tokens stay remembered. */
function rememberLatest<Value>(make: (from: string) => Promise<Value>) {
  let latest: { readonly from: string; readonly value: Value } | undefined;
  return async (from: string): Promise<Value> => {
    if (latest?.from !== from) latest = { from, value: await make(from) };
    return latest.value;
  };
}
