/** Changing a room's settings: whole or in part, never over somebody else's change, and on record. */

import { defaultSettings, type RoomSettings, type StoredSettings } from "./settings.ts";
import type { Instant } from "./time.ts";

export interface SettingsChange {
  /** The checked values; those not named keep their value (`merge`) or go back to the default (`replace`). */
  readonly values: Partial<RoomSettings>;
  readonly mode: "merge" | "replace";
  /** The version the merchant saw; null when they did not say. */
  readonly expectedVersion: number | null;
  readonly who: string;
}

export interface AuditRow {
  readonly at: Instant;
  readonly who: string;
  readonly field: string;
  /** The values as JSON: any shape, and every transport carries it. */
  readonly fromJson: string;
  readonly toJson: string;
  readonly settingsVersion: number;
}

export type SettingsOutcome =
  | {
      readonly kind: "changed";
      readonly stored: StoredSettings;
      readonly audit: readonly AuditRow[];
    }
  | { readonly kind: "stale" };

/** The new settings and one audit row for each field that is different; no new version when none is. */
export function changeSettings(
  current: StoredSettings,
  { values, mode, expectedVersion, who }: SettingsChange,
  now: Instant,
): SettingsOutcome {
  if (expectedVersion !== null && expectedVersion !== current.version) return { kind: "stale" };
  const chosen = mode === "merge" ? { ...current.chosen, ...values } : values;
  const version = current.version + 1;
  const audit = changedFields(current.chosen, chosen).map((change) => ({
    ...change,
    at: now,
    who,
    settingsVersion: version,
  }));
  if (audit.length === 0) return { kind: "changed", stored: current, audit };
  return { kind: "changed", stored: { version, chosen, changedAt: now, changedBy: who }, audit };
}

function changedFields(before: Partial<RoomSettings>, after: Partial<RoomSettings>) {
  const from: Readonly<Record<string, unknown>> = { ...defaultSettings, ...before };
  const to: Readonly<Record<string, unknown>> = { ...defaultSettings, ...after };
  return Object.keys(to)
    .map((field) => ({
      field,
      fromJson: JSON.stringify(from[field]),
      toJson: JSON.stringify(to[field]),
    }))
    .filter(({ fromJson, toJson }) => fromJson !== toJson);
}
