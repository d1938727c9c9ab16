/**
 * A room's rows in SQLite. Every method is synchronous; whoever changes something calls them within one
 * `transactionSync`, because a throw after a write does not undo the write.
 */

import type {
  Admission,
  Confirmation,
  EndReason,
  PassRows,
  Register,
} from "../src/domain/admission.ts";
import type { RenewalChain } from "../src/domain/renewal-chain.ts";
import type { RoomState, SavedRoom } from "../src/domain/room-state.ts";
import type { GivenRun } from "../src/domain/sequencer.ts";
import type { RoomSettings, StoredSettings } from "../src/domain/settings.ts";
import type { AuditRow } from "../src/domain/settings-change.ts";
import type { Joined } from "../src/domain/ticket.ts";
import type { Instant } from "../src/domain/time.ts";
import { epochOfTrickled } from "../src/domain/trickled.ts";
import { OpenSessions } from "./open-sessions.ts";
import { migrate } from "./room-schema.ts";
import { readSaved } from "./saved-room.ts";

type AdmissionRow = {
  line: string;
  number: number;
  pass_id: string;
  admitted_at: number;
  ends_at: number;
  fetched: number;
  ended: string | null;
  ended_at: number | null;
  units: number | null;
  place: number;
  joined_at: number;
  called_at: number | null;
  came_at: number;
  told_low_ms: number | null;
  told_high_ms: number | null;
  wave: string | null;
  chain: string | null;
  confirmation: string | null;
};

type InvitedRow = {
  line: string;
  number: number;
  ticket_id: string;
  joined_at: number;
  wave: string | null;
};

type RunRow = {
  sequence: number;
  joined_at: number;
  runs: string;
};

type AuditColumns = {
  at: number;
  who: string;
  field: string;
  before: string;
  after: string;
  version: number;
};

/** Of an admission from its beginning, and what comes to it later. */
const begunColumns = `line, number, pass_id, admitted_at, ends_at, fetched,
  place, joined_at, called_at, came_at, told_low_ms, told_high_ms, wave`;
const laterColumns = "ended, ended_at, units, chain, confirmation";
const columns = `${begunColumns}, ${laterColumns}`;

/** To hand a value over costs the platform more than to store it: what most rows have not is not handed over. */
const replaceBegun = `INSERT OR REPLACE INTO admissions (epoch, ${begunColumns})
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`;
const replaceAll = `INSERT OR REPLACE INTO admissions (epoch, ${columns})
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`;

/** A register that can be asked for many at once. */
export interface StoredRegister extends Register {
  /** The rows that there are of these numbers. */
  findAmong(line: string, numbers: readonly number[]): readonly Admission[];
  /** Those of these numbers that said that they left. */
  leftAmong(line: string, numbers: readonly number[]): readonly number[];
}

export class RoomStore {
  readonly #storage: DurableObjectStorage;
  readonly #sql: SqlStorage;
  readonly #owner: string;
  readonly #sessions: OpenSessions;

  /** @param owner the object's own name, another for each of its lives */
  constructor(storage: DurableObjectStorage, owner: string) {
    migrate(storage);
    this.#storage = storage;
    this.#sql = storage.sql;
    this.#owner = owner;
    this.#sessions = new OpenSessions(storage.sql);
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
      `SELECT ${columns} FROM admissions WHERE epoch = ? AND line = ?
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
    const sessions = this.#sessions;
    /** What is said to be over now; by row, for whoever marks it as such. */
    const runOut = new Map<string, Admission>();
    const find: Register["find"] = (line, number) => {
      const [row] = sql.exec<AdmissionRow>(
        `SELECT ${columns} FROM admissions WHERE epoch = ? AND line = ? AND number = ?`,
        epoch,
        line,
        number,
      );
      return row && admissionOf(row, sessions);
    };
    return {
      find,
      findAmong(line, numbers) {
        // One search for each number, in this order of the tables: a room has more rows than a step has calls.
        const rows = sql.exec<AdmissionRow>(
          `SELECT ${columns} FROM json_each(?) AS asked
           CROSS JOIN admissions ON epoch = ? AND line = ? AND number = asked.value`,
          JSON.stringify(numbers),
          epoch,
          line,
        );
        return [...rows].map((row) => admissionOf(row, sessions));
      },
      leftAmong(line, numbers) {
        const rows = sql.exec<{ number: number }>(
          `SELECT number FROM json_each(?) AS asked
           CROSS JOIN departures ON epoch = ? AND line = ? AND number = asked.value`,
          JSON.stringify(numbers),
          epoch,
          line,
        );
        return [...rows].map(({ number }) => number);
      },
      write(admission) {
        if (isMarkOnly(admission, runOut)) return sessions.endUpTo(admission.endsAt);
        const { line, number, passId, admittedAt, endsAt, fetched } = admission;
        const { ended, endedAt, units, way, chain, confirmation } = admission;
        if (ended === null) sessions.note(epoch, admission);
        const begun = [
          epoch,
          line,
          number,
          passId,
          admittedAt,
          endsAt,
          fetched ? 1 : 0,
          way.place,
          way.joinedAt,
          way.calledAt,
          way.cameAt,
          way.told?.lowMs ?? null,
          way.told?.highMs ?? null,
          way.wave,
        ];
        if (ended === null && units === null && !chain && !confirmation) {
          sql.exec(replaceBegun, ...begun);
          return;
        }
        sql.exec(
          replaceAll,
          ...begun,
          ended,
          endedAt,
          units,
          chain ? JSON.stringify(chain) : null,
          confirmation ? JSON.stringify(confirmation) : null,
        );
      },
      remove(line, number) {
        sql.exec(
          "DELETE FROM admissions WHERE epoch = ? AND line = ? AND number = ?",
          epoch,
          line,
          number,
        );
      },
      runOut(now) {
        runOut.clear();
        for (const due of sessions.takeDue(epoch, now)) {
          const admission = find(due.line, due.number);
          if (admission?.ended !== null || admission.endsAt > now) continue;
          const name = nameOf(admission);
          if (!runOut.has(name)) sessions.keepDue(epoch, due);
          runOut.set(name, admission);
        }
        return [...runOut.values()].sort((one, other) => one.endsAt - other.endsAt);
      },
      extendSessions: (byMs) => sessions.extend(epoch, byMs),
      hasLeft(line, number) {
        const rows = sql.exec(
          "SELECT 1 FROM departures WHERE epoch = ? AND line = ? AND number = ?",
          epoch,
          line,
          number,
        );
        return [...rows].length > 0;
      },
      markLeft(line, number, place) {
        sql.exec(
          "INSERT OR REPLACE INTO departures VALUES (?, ?, ?, ?)",
          epoch,
          line,
          number,
          place,
        );
      },
      leftOf(line) {
        const rows = sql.exec<{ number: number }>(
          "SELECT number FROM departures WHERE epoch = ? AND line = ?",
          epoch,
          line,
        );
        return [...rows].map(({ number }) => number);
      },
      leftBetween(line, from, to) {
        const [row] = sql.exec<{ count: number }>(
          `SELECT count(*) AS count FROM departures
           WHERE epoch = ? AND line = ? AND place BETWEEN ? AND ?`,
          epoch,
          line,
          from,
          to,
        );
        return row?.count ?? 0;
      },
      findInvited(subject) {
        const [row] = sql.exec<InvitedRow>(
          `SELECT line, number, ticket_id, joined_at, wave FROM invited
           WHERE epoch = ? AND subject = ?`,
          epoch,
          subject,
        );
        return row && joinedOf(row, epoch);
      },
      writeInvited(subject, { line, number, ticketId, joinedAt, wave }) {
        sql.exec(
          "INSERT OR REPLACE INTO invited VALUES (?, ?, ?, ?, ?, ?, ?)",
          epoch,
          subject,
          line,
          number,
          ticketId,
          joinedAt,
          wave,
        );
      },
      lastRun(batcher) {
        const [row] = sql.exec<RunRow>(
          "SELECT sequence, joined_at, runs FROM runs WHERE batcher = ? AND epoch = ?",
          batcher,
          epoch,
        );
        return row && runOf(row);
      },
      writeRun(batcher, { sequence, joinedAt, runs }) {
        sql.exec(
          "INSERT OR REPLACE INTO runs VALUES (?, ?, ?, ?, ?)",
          batcher,
          epoch,
          sequence,
          joinedAt,
          JSON.stringify(runs),
        );
      },
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

const runOf = ({ sequence, joined_at, runs }: RunRow): GivenRun => ({
  sequence,
  joinedAt: joined_at,
  // Written above only.
  runs: JSON.parse(runs) as GivenRun["runs"],
});

const joinedOf = (row: InvitedRow, epoch: number): Joined => ({
  epoch,
  line: row.line,
  number: row.number,
  ticketId: row.ticket_id,
  joinedAt: row.joined_at,
  wave: row.wave,
});

/** No line has a space in its name. */
const nameOf = ({ line, number }: Pick<Admission, "line" | "number">): string =>
  `${number} ${line}`;

/** Whether nothing is new in it but that its time is over: that is known of all such sessions together. */
function isMarkOnly(admission: Admission, runOut: ReadonlyMap<string, Admission>): boolean {
  if (admission.ended !== "expired" || admission.units !== null || !admission.fetched) return false;
  const before = runOut.get(nameOf(admission));
  return (
    before !== undefined &&
    before.endsAt === admission.endsAt &&
    before.chain === admission.chain &&
    before.confirmation === admission.confirmation
  );
}

const admissionOf = (row: AdmissionRow, sessions: Pick<OpenSessions, "isOver">): Admission => ({
  line: row.line,
  number: row.number,
  passId: row.pass_id,
  admittedAt: row.admitted_at,
  endsAt: row.ends_at,
  fetched: row.fetched === 1,
  // Written by the domain only.
  ended: sessions.isOver(row) ? "expired" : (row.ended as EndReason | null),
  endedAt: sessions.isOver(row) ? row.ends_at : row.ended_at,
  units: row.units,
  way: {
    place: row.place,
    joinedAt: row.joined_at,
    calledAt: row.called_at,
    cameAt: row.came_at,
    told:
      row.told_low_ms === null || row.told_high_ms === null
        ? null
        : { lowMs: row.told_low_ms, highMs: row.told_high_ms },
    wave: row.wave,
  },
  ...(row.chain !== null && { chain: JSON.parse(row.chain) as RenewalChain }),
  ...(row.confirmation !== null && {
    confirmation: JSON.parse(row.confirmation) as Confirmation,
  }),
});
