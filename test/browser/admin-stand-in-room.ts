/** A room as the stand-in gateway keeps it: settings with a version and a log, and figures set by hand. */

import * as v from "valibot";
import type { RoomFairness } from "../../src/client/admin-fairness-answer.ts";
import { accessOf } from "../../src/domain/access.ts";
import { fairnessOf } from "../../src/domain/fairness-report.ts";
import type { FairnessRow } from "../../src/domain/fairness-row.ts";
import { nothingHappened } from "../../src/domain/schedule.ts";
import { defaultSettings, type RoomSettings } from "../../src/domain/settings.ts";
import { settingsSchema } from "../../src/http/settings-schema.ts";
import type { AuditEntry, FieldProblem, RoomLive } from "../../src/protocol.ts";

type FromSettings =
  | "state"
  | "access"
  | "capacity"
  | "admissionsPerMinute"
  | "effectivePerMinute"
  | "settingsVersion";

export interface StandInRoom {
  readonly room: string;
  settings: RoomSettings;
  version: number;
  audit: readonly AuditEntry[];
  /** Besides those that the settings call for. */
  warnings: readonly string[];
  /** Whether it does what was changed; otherwise it goes on as before, with the version in force that it has. */
  follows: boolean;
  effectiveVersion: number;
  figures: Omit<RoomLive, FromSettings | "asOf" | "room">;
  /** What the shop's health leaves of the rate; null: all of it. */
  effectivePerMinute: number | null;
  /** Those who were let in, for the fairness report. */
  admitted: readonly FairnessRow[];
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
    follows: true,
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
      clonedPasses: 0,
      lines: [],
      draw: { commitment: "5e".repeat(32), isHeld: false },
      stock: null,
      originHealth: null,
      estimates: { told: 0, held: 0, tooEarly: 0, tooLate: 0, coverage: null },
    },
    effectivePerMinute: null,
    admitted: [],
    frozenAt: null,
  };
}

export function changeRoom(
  room: StandInRoom,
  change: Partial<RoomSettings>,
  { who, at }: { readonly who: string; readonly at: number },
): void {
  const version = room.version + 1;
  const before = asGiven(room.settings);
  const after = asGiven({ ...room.settings, ...change });
  const entries = Object.keys(after)
    .filter((field) => JSON.stringify(after[field]) !== JSON.stringify(before[field]))
    .map((field) => ({
      at: new Date(at).toISOString(),
      who,
      field,
      from: before[field],
      to: after[field],
      settingsVersion: version,
    }));
  room.audit = [...entries, ...room.audit];
  room.settings = { ...room.settings, ...change };
  room.version = version;
  if (room.follows) room.effectiveVersion = version;
}

/** Judged by the gateway's own rules of form, and one of its rules of sense. */
export function judgeChange(
  room: StandInRoom,
  body: string,
):
  | { readonly kind: "good"; readonly change: Partial<RoomSettings> }
  | { readonly kind: "wrong"; readonly errors: readonly FieldProblem[] } {
  const parsed = v.safeParse(settingsSchema, JSON.parse(body));
  if (!parsed.success) {
    const errors = parsed.issues.map((issue) => ({
      field: v.getDotPath(issue) ?? "(body)",
      detail: issue.message,
    }));
    return { kind: "wrong", errors };
  }
  // What the schema left out is absent, never undefined.
  const change: Partial<RoomSettings> = JSON.parse(JSON.stringify(parsed.output));
  const { preQueueAt, opensAt } = { ...room.settings, ...change };
  if (preQueueAt === null || opensAt === null || opensAt > preQueueAt) {
    return { kind: "good", change };
  }
  return { kind: "wrong", errors: [{ field: "opensAt", detail: "must be after preQueueAt" }] };
}

export function settingsOf({ room, settings, version, warnings, audit }: StandInRoom) {
  const { at = null, who = null } = audit[0] ?? {};
  return {
    ...asGiven(settings),
    room,
    version,
    changedAt: at,
    changedBy: who,
    warnings:
      settings.order === "draw" && settings.opensAt === null ? [...warnings, noOpening] : warnings,
  };
}

const noOpening = "order is draw, but opensAt is not set.";

export function liveOf(room: StandInRoom, now: number): RoomLive {
  const { state, capacity, admissionsPerMinute } = room.settings;
  const soldOut = room.figures.stock !== null && room.figures.stock.left === 0;
  return {
    ...room.figures,
    room: room.room,
    state,
    access: accessOf({ happened: nothingHappened, soldOut }, room.settings, now),
    capacity,
    admissionsPerMinute,
    effectivePerMinute: room.effectivePerMinute ?? admissionsPerMinute,
    asOf: new Date(room.frozenAt ?? now).toISOString(),
    settingsVersion: room.effectiveVersion,
  };
}

export function resetRoom(room: StandInRoom): void {
  const { epoch, inside } = room.figures;
  const { figures } = createStandInRoom(room.room, room.settings);
  room.figures = { ...figures, epoch: epoch + 1, inside };
  room.admitted = [];
}

/** One poll near the front. */
const blurMs = 2_000;

export function fairnessIn({ room, figures, admitted }: StandInRoom, now: number): RoomFairness {
  return {
    room,
    epoch: figures.epoch,
    asOf: new Date(now).toISOString(),
    admissions: admitted.length,
    judged: admitted.length,
    ...fairnessOf(admitted, blurMs),
  };
}

/** As settings travel: instants as text. */
function asGiven(settings: RoomSettings): Readonly<Record<string, unknown>> {
  const { preQueueAt, opensAt, closesAt } = settings;
  return {
    ...settings,
    preQueueAt: asText(preQueueAt),
    opensAt: asText(opensAt),
    closesAt: asText(closesAt),
  };
}

function asText(instant: number | null): string | null {
  return instant === null ? null : new Date(instant).toISOString();
}
