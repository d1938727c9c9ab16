/** A room's settings as the management API gives them: instants as text, defaults filled in, warnings. */

import {
  defaultSettings,
  type RoomSettings,
  type SettingsInForce,
  type StoredSettings,
} from "../domain/settings.ts";
import type { AuditRow } from "../domain/settings-change.ts";
import { type Config, demoRoom } from "../env.ts";
import type { AuditEntry } from "../protocol.ts";
import type { Known } from "./directory-client.ts";
import { warningsOf } from "./settings-sense.ts";
import { isoOf, isoOrNull } from "./visitor-status.ts";

/** @param hosts those that the Directory gives the room, which for the demo room are not in its settings */
export function settingsAnswer(
  room: string,
  stored: SettingsInForce,
  { hosts, config }: { readonly hosts: Known["hosts"]; readonly config: Config },
): Response {
  const settings = effectiveSettings(room, stored, { hosts, config });
  const { preQueueAt, opensAt, closesAt } = settings;
  const body = {
    room,
    ...settings,
    preQueueAt: isoOrNull(preQueueAt),
    opensAt: isoOrNull(opensAt),
    closesAt: isoOrNull(closesAt),
    version: stored.version,
    changedAt: stored.version === 0 ? null : isoOf(stored.changedAt),
    changedBy: stored.changedBy,
    warnings: [
      ...warningsOf(settings, Date.now()),
      ...waitingForReset(settings, stored),
      ...takenFromDemo(room, settings, config),
    ],
  };
  return Response.json(body, { headers: { ETag: etagOf(stored), "Cache-Control": "no-store" } });
}

/** What the merchant set, and what the epoch goes on with. */
const waitingForReset = (
  { batchers }: RoomSettings,
  { batchersInForce }: SettingsInForce,
): readonly string[] =>
  batchers === batchersInForce
    ? []
    : [
        `batchers is fixed while an epoch lasts: ${batchersInForce} in this one, ${batchers} from the next reset on (POST rooms/{room}/reset).`,
      ];

/** Its own hosts the demo room has only for as long as nobody else wants them. */
const takenFromDemo = (
  room: string,
  { hosts }: RoomSettings,
  { demoHosts }: Config,
): readonly string[] =>
  room === demoRoom
    ? []
    : hosts
        .filter((host) => demoHosts.includes(host))
        .map((host) => `${host} leads here now, and no longer to the room ${demoRoom}.`);

export const etagOf = ({ version }: StoredSettings): string => `"${version}"`;

/** NaN, which no version equals, for what is not one of our tags. */
export const versionOf = (ifMatch: string): number =>
  Number(/^(?:W\/)?"(\d+)"$/.exec(ifMatch.trim())?.[1]);

/** With the defaults that only this gateway knows: the demo's hosts and the shop it was started with. */
function effectiveSettings(
  room: string,
  { chosen }: StoredSettings,
  { hosts, config }: { readonly hosts: Known["hosts"]; readonly config: Config },
): RoomSettings {
  const settings = { ...defaultSettings, ...chosen };
  // Of the demo's hosts those that no other room has taken since.
  const ownHosts =
    room === demoRoom && settings.hosts.length === 0
      ? config.demoHosts.filter((host) => hosts.get(host) === room)
      : settings.hosts;
  return { ...settings, hosts: ownHosts, origin: settings.origin ?? config.origin };
}

/** Settings that are instants inside and text outside. */
const instants = new Set(["preQueueAt", "opensAt", "closesAt"]);

export function auditEntryOf({ at, field, fromJson, toJson, ...row }: AuditRow): AuditEntry {
  const valueIn = (json: string): unknown => {
    const value: unknown = JSON.parse(json);
    return instants.has(field) && typeof value === "number" ? isoOf(value) : value;
  };
  return { ...row, field, at: isoOf(at), from: valueIn(fromJson), to: valueIn(toJson) };
}
