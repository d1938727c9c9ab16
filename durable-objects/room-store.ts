/**
 * A room's rows in SQLite. Every method is synchronous; whoever changes something calls them within one
 * `transactionSync`, because a throw after a write does not undo the write.
 */

import type { Admission, EndReason, Register } from "../src/domain/admission.ts";
import type { RoomState } from "../src/domain/room-state.ts";
import type { RoomSettings, StoredSettings } from "../src/domain/settings.ts";
import type { AuditRow } from "../src/domain/settings-change.ts";
import type { Instant } from "../src/domain/time.ts";
import { migrate } from "./room-schema.ts";

type AdmissionRow = {
  number: number;
  pass_id: string;
  admitted_at: number;
  ends_at: number;
  fetched: number;
  ended: string | null;
};

type AuditColumns = {
  at: number;
  who: string;
  field: string;
  before: string;
  after: string;
  version: number;
};

const columns = "number, pass_id, admitted_at, ends_at, fetched, ended";

export class RoomStore {
  readonly #storage: DurableObjectStorage;
  readonly #sql: SqlStorage;

  constructor(storage: DurableObjectStorage) {
    migrate(storage);
    this.#storage = storage;
    this.#sql = storage.sql;
  }

  /** All or nothing: what `change` wrote is undone when it throws. */
  transaction<T>(change: () => T): T {
    return this.#storage.transactionSync(change);
  }

  readState(): RoomState | undefined {
    const [row] = this.#sql.exec<{ state: string }>("SELECT state FROM room");
    // Written by `writeState` only.
    return row && (JSON.parse(row.state) as RoomState);
  }

  writeState(state: RoomState): void {
    this.#sql.exec("INSERT OR REPLACE INTO room VALUES (1, ?)", JSON.stringify(state));
  }

  readSettings(): StoredSettings {
    const [row] = this.#sql.exec<{
      version: number;
      chosen: string;
      changed_at: number;
      changed_by: string;
    }>("SELECT version, chosen, changed_at, changed_by FROM settings");
    if (!row) return { version: 0, chosen: {}, changedAt: 0, changedBy: "default" };
    return {
      version: row.version,
      chosen: JSON.parse(row.chosen) as Partial<RoomSettings>,
      changedAt: row.changed_at,
      changedBy: row.changed_by,
    };
  }

  writeSettings({ version, chosen, changedAt, changedBy }: StoredSettings): void {
    this.#sql.exec(
      "INSERT OR REPLACE INTO settings VALUES (1, ?, ?, ?, ?)",
      version,
      JSON.stringify(chosen),
      changedAt,
      changedBy,
    );
  }

  writeAudit(row: AuditRow): void {
    this.#sql.exec(
      "INSERT INTO audit (at, who, field, before, after, version) VALUES (?, ?, ?, ?, ?, ?)",
      row.at,
      row.who,
      row.field,
      row.fromJson,
      row.toJson,
      row.settingsVersion,
    );
  }

  /** Newest first. */
  readAudit(most: number): readonly AuditRow[] {
    const rows = this.#sql.exec<AuditColumns>(
      "SELECT at, who, field, before, after, version FROM audit ORDER BY id DESC LIMIT ?",
      most,
    );
    return [...rows].map(({ at, who, field, before, after, version }) => ({
      at,
      who,
      field,
      fromJson: before,
      toJson: after,
      settingsVersion: version,
    }));
  }

  /** Passes taken or given back before their time that a gateway would still find valid. */
  revokedNumbers(epoch: number, now: Instant): readonly number[] {
    const rows = this.#sql.exec<{ number: number }>(
      `SELECT number FROM admissions
       WHERE ended IN ('revoked', 'left') AND ends_at > ? AND epoch = ?`,
      now,
      epoch,
    );
    return [...rows].map(({ number }) => number);
  }

  /** How many were admitted in each second after `since`, for a meter that a restart forgot. */
  admittedSince(since: Instant): readonly { readonly second: number; readonly count: number }[] {
    return [
      ...this.#sql.exec<{ second: number; count: number }>(
        `SELECT CAST(admitted_at / 1000 AS INTEGER) AS second, count(*) AS count
         FROM admissions WHERE admitted_at > ? GROUP BY second ORDER BY second`,
        since,
      ),
    ];
  }

  register(epoch: number): Register {
    const sql = this.#sql;
    return {
      find(number) {
        const [row] = sql.exec<AdmissionRow>(
          `SELECT ${columns} FROM admissions WHERE epoch = ? AND number = ?`,
          epoch,
          number,
        );
        return row && admissionOf(row);
      },
      write(admission) {
        sql.exec(
          "INSERT OR REPLACE INTO admissions VALUES (?, ?, ?, ?, ?, ?, ?)",
          epoch,
          admission.number,
          admission.passId,
          admission.admittedAt,
          admission.endsAt,
          admission.fetched ? 1 : 0,
          admission.ended,
        );
      },
      remove(number) {
        sql.exec("DELETE FROM admissions WHERE epoch = ? AND number = ?", epoch, number);
      },
      runOut(now) {
        const rows = sql.exec<AdmissionRow>(
          `SELECT ${columns} FROM admissions
           WHERE ended IS NULL AND ends_at <= ? AND epoch = ? ORDER BY ends_at`,
          now,
          epoch,
        );
        return [...rows].map(admissionOf);
      },
      hasLeft(number) {
        const rows = sql.exec(
          "SELECT 1 FROM departures WHERE epoch = ? AND number = ?",
          epoch,
          number,
        );
        return [...rows].length > 0;
      },
      markLeft(number) {
        sql.exec("INSERT OR IGNORE INTO departures VALUES (?, ?)", epoch, number);
      },
      leftBetween(from, to) {
        const [row] = sql.exec<{ count: number }>(
          "SELECT count(*) AS count FROM departures WHERE epoch = ? AND number BETWEEN ? AND ?",
          epoch,
          from,
          to,
        );
        return row?.count ?? 0;
      },
    };
  }
}

const admissionOf = (row: AdmissionRow): Admission => ({
  number: row.number,
  passId: row.pass_id,
  admittedAt: row.admitted_at,
  endsAt: row.ends_at,
  fetched: row.fetched === 1,
  // Written by the domain only.
  ended: row.ended as EndReason | null,
});
