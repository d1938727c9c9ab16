/** A room's settings as the management API gives them: instants as text, defaults filled in, warnings. */

import { defaultSettings, type RoomSettings, type StoredSettings } from "../domain/settings.ts";
import type { AuditRow } from "../domain/settings-change.ts";
import { type Config, demoRoom } from "../env.ts";
import type { AuditEntry } from "../protocol.ts";
import { warningsOf } from "./settings-sense.ts";
import { isoOf, isoOrNull } from "./visitor-status.ts";

export function settingsAnswer(room: string, stored: StoredSettings, config: Config): Response {
  const settings = effectiveSettings(room, stored, config);
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
    warnings: warningsOf(settings),
  };
  return Response.json(body, { headers: { ETag: etagOf(stored), "Cache-Control": "no-store" } });
}

export const etagOf = ({ version }: StoredSettings): string => `"${version}"`;

/** NaN, which no version equals, for what is not one of our tags. */
export const versionOf = (ifMatch: string): number =>
  Number(/^(?:W\/)?"(\d+)"$/.exec(ifMatch.trim())?.[1]);

/** With the defaults that only this gateway knows: the demo's hosts and the shop it was started with. */
function effectiveSettings(room: string, { chosen }: StoredSettings, config: Config): RoomSettings {
  const settings = { ...defaultSettings, ...chosen };
  const hosts =
    room === demoRoom && settings.hosts.length === 0 ? config.demoHosts : settings.hosts;
  return { ...settings, hosts, origin: settings.origin ?? config.origin };
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
