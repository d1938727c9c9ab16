/** The rows of a room's settings, and of who changed what when. */

import type { RoomSettings, StoredSettings } from "../src/domain/settings.ts";
import type { AuditRow } from "../src/domain/settings-change.ts";

type AuditColumns = {
  at: number;
  who: string;
  field: string;
  before: string;
  after: string;
  version: number;
};

export class SettingsRows {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
  }

  read(): StoredSettings {
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

  write({ version, chosen, changedAt, changedBy }: StoredSettings): void {
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
}
