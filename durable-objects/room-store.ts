/**
 * A room's rows in SQLite. Every method is synchronous; whoever changes something calls them within one
 * `transactionSync`, because a throw after a write does not undo the write.
 */

import type { Admission, PassRows, Register } from "../src/domain/admission.ts";
import type { RoomState, SavedRoom } from "../src/domain/room-state.ts";
import type { Instant } from "../src/domain/time.ts";
import { epochOfTrickled } from "../src/domain/trickled.ts";
import {
  type AdmissionRow,
  type AdmissionRows,
  admissionColumns,
  admissionOf,
  admissionsOf,
} from "./admission-rows.ts";
import { type DepartureRows, departuresOf, invitedOf, runsOf } from "./line-rows.ts";
import { OpenSessions } from "./open-sessions.ts";
import { migrate } from "./room-schema.ts";
import { readSaved } from "./saved-room.ts";
import { SettingsRows } from "./settings-rows.ts";

/** A register that can be asked for many at once. */
export type StoredRegister = Register & AdmissionRows & DepartureRows;

export class RoomStore {
  readonly #storage: DurableObjectStorage;
  readonly #sql: SqlStorage;
  readonly #owner: string;
  readonly #sessions: OpenSessions;
  readonly settings: SettingsRows;

  /** @param owner the object's own name, another for each of its lives */
  constructor(storage: DurableObjectStorage, owner: string) {
    migrate(storage);
    this.#storage = storage;
    this.#sql = storage.sql;
    this.#owner = owner;
    this.#sessions = new OpenSessions(storage.sql);
    this.settings = new SettingsRows(storage.sql);
    this.#sql.exec("INSERT OR REPLACE INTO owner VALUES (1, ?)", owner);
  }

  /**
   * All or nothing: what `change` wrote is undone when it throws.
   * @throws Error when another process has opened the same files: a room has one line, and the one who
   * came last has it. (On one machine nothing else keeps two processes apart.)
   */
  transaction<T>(change: () => T): T {
    try {
      return this.#storage.transactionSync(() => {
        const [row] = this.#sql.exec<{ id: string }>("SELECT id FROM owner");
        if (row?.id !== this.#owner) throw new Error("Another process has taken this room over");
        const result = change();
        this.#sessions.write();
        return result;
      });
    } catch (error) {
      this.#sessions.forget();
      throw error;
    }
  }

  readState(fresh: RoomState): SavedRoom | undefined {
    const [row] = this.#sql.exec<{ state: string }>("SELECT state FROM room");
    return row && readSaved(row.state, fresh);
  }

  writeState(state: SavedRoom): void {
    this.#sql.exec(
      "INSERT OR REPLACE INTO room VALUES (1, ?, ?)",
      JSON.stringify(state),
      this.#sessions.overUntil,
    );
    this.#sessions.written();
  }

  /**
   * Passes taken or given back before their time that a gateway would still find valid: of sessions that last beyond
   * `since`, and of those that were over already and in their grace.
   */
  revokedPasses(since: Instant, graceMs: number): readonly string[] {
    const rows = this.#sql.exec<{ pass_id: string }>(
      `SELECT pass_id FROM admissions WHERE ended IN ('revoked', 'left')
       AND ends_at > ? AND (ends_at > ? OR ended_at >= ends_at)`,
      since - graceMs,
      since,
    );
    return [...rows].map(({ pass_id }) => pass_id);
  }

  /** The admissions of the highest numbers of a line, at most so many: found by the key, without sorting. */
  latestAdmissions(epoch: number, line: string, most: number): readonly Admission[] {
    const rows = this.#sql.exec<AdmissionRow>(
      `SELECT ${admissionColumns} FROM admissions WHERE epoch = ? AND line = ?
       ORDER BY number DESC LIMIT ?`,
      epoch,
      line,
      most,
    );
    return [...rows].map((row) => admissionOf(row, this.#sessions));
  }

  /** Admissions whose pass was found in two places. */
  clonedPasses(epoch: number): number {
    const [row] = this.#sql.exec<{ count: number }>(
      `SELECT count(*) AS count FROM admissions
       WHERE epoch = ? AND json_extract(chain, '$.clonedAt') IS NOT NULL`,
      epoch,
    );
    return row?.count ?? 0;
  }

  /** How many the room admitted in each second after `since`, for a meter that a restart forgot. */
  admittedSince(since: Instant): readonly { readonly second: number; readonly count: number }[] {
    return [
      ...this.#sql.exec<{ second: number; count: number }>(
        `SELECT CAST(admitted_at / 1000 AS INTEGER) AS second, count(*) AS count
         FROM admissions WHERE admitted_at > ? AND epoch <> ? GROUP BY second ORDER BY second`,
        since,
        epochOfTrickled,
      ),
    ];
  }

  register(epoch: number): StoredRegister {
    const sql = this.#sql;
    return {
      ...admissionsOf(epoch, sql, this.#sessions),
      ...departuresOf(epoch, sql),
      ...invitedOf(epoch, sql),
      ...runsOf(epoch, sql),
      isNewSale(key) {
        const sale = sql.exec("INSERT OR IGNORE INTO sales VALUES (?, ?)", epoch, key);
        return sale.rowsWritten > 0;
      },
      ofEpoch: (other) => this.#passesOf(other),
    };
  }

  #passesOf(epoch: number): PassRows {
    const { find, write, isNewSale } = this.register(epoch);
    return {
      find,
      write,
      isNewSale,
      forget: (before) =>
        void this.#sql.exec(
          "DELETE FROM admissions WHERE epoch = ? AND ends_at < ?",
          epoch,
          before,
        ),
    };
  }
}
