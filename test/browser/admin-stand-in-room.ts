/** A room as the stand-in gateway keeps it: settings with a version and a log, and figures set by hand. */

import { defaultSettings, type RoomSettings } from "../../src/domain/settings.ts";
import type { AuditEntry, FieldProblem, RoomLive } from "../../src/protocol.ts";

type FromSettings = "state" | "capacity" | "admissionsPerMinute" | "settingsVersion";

export interface StandInRoom {
  readonly room: string;
  settings: RoomSettings;
  version: number;
  audit: readonly AuditEntry[];
  warnings: readonly string[];
  /** How long the room goes on as before after its settings were changed. */
  effectAfterMs: number;
  effectiveVersion: number;
  figures: Omit<RoomLive, FromSettings | "asOf" | "room">;
  /** The instant at which the room stopped answering the gateway; null while it does. */
  frozenAt: number | null;
}

export function createStandInRoom(room: string, settings: Partial<RoomSettings>): StandInRoom {
  return {
    room,
    settings: { ...defaultSettings, ...settings },
    version: 1,
    audit: [],
    warnings: [],
    effectAfterMs: 0,
    effectiveVersion: 1,
    figures: {
      epoch: 1,
      waiting: 0,
      called: 0,
      inside: 0,
      admittedLastMinute: 0,
      arrivalsLastMinute: 0,
      attendance: null,
      newcomerWaitSeconds: null,
      totals: { joined: 0, admitted: 0, left: 0 },
      access: "open",
      effectivePerMinute: 600,
      lines: [],
      stock: null,
      originHealth: null,
      estimates: { told: 0, held: 0, tooEarly: 0, tooLate: 0, coverage: null },
    },
    frozenAt: null,
  };
}

export function changeRoom(
  room: StandInRoom,
  change: Partial<RoomSettings>,
  { who, at }: { readonly who: string; readonly at: number },
): void {
  const version = room.version + 1;
  const before: Readonly<Record<string, unknown>> = { ...room.settings };
  const entries = Object.entries(change).map(([field, to]) => ({
    at: new Date(at).toISOString(),
    who,
    field,
    from: before[field],
    to,
    settingsVersion: version,
  }));
  room.audit = [...entries, ...room.audit];
  room.settings = { ...room.settings, ...change };
  room.version = version;
  setTimeout(() => {
    room.effectiveVersion = version;
  }, room.effectAfterMs).unref();
}

export function wrongFields(change: Partial<RoomSettings>): readonly FieldProblem[] {
  const { admissionsPerMinute = 0, message = null } = change;
  const texts = message === null || typeof message === "string" ? {} : message;
  const tooLong = Object.keys(texts).filter((tag) => (texts[tag] ?? "").length > 20);
  return [
    ...(admissionsPerMinute > 6_000_000
      ? [{ field: "admissionsPerMinute", detail: "must be at most 6,000,000" }]
      : []),
    ...tooLong.map((tag) => ({
      field: `message.${tag}`,
      detail: "must be at most 20 characters",
    })),
  ];
}

export function settingsOf({ room, settings, version, warnings, audit }: StandInRoom) {
  const { at = null, who = null } = audit[0] ?? {};
  return { ...settings, room, version, changedAt: at, changedBy: who, warnings };
}

export function liveOf(room: StandInRoom, now: number): RoomLive {
  const { state, capacity, admissionsPerMinute } = room.settings;
  return {
    ...room.figures,
    room: room.room,
    state,
    capacity,
    admissionsPerMinute,
    asOf: new Date(room.frozenAt ?? now).toISOString(),
    settingsVersion: room.effectiveVersion,
  };
}
