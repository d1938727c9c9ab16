/** The rows of those who wait: of whoever left or was invited, and of the numbers that a batcher was given. */

import type { Register } from "../src/domain/admission.ts";
import type { GivenRun } from "../src/domain/sequencer.ts";
import type { Joined } from "../src/domain/ticket.ts";

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

export type DepartureRows = Pick<Register, "hasLeft" | "markLeft" | "leftOf" | "leftBetween"> & {
  /** Those of these numbers that said that they left. */
  leftAmong(line: string, numbers: readonly number[]): readonly number[];
};

export function departuresOf(epoch: number, sql: SqlStorage): DepartureRows {
  return {
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
      sql.exec("INSERT OR REPLACE INTO departures VALUES (?, ?, ?, ?)", epoch, line, number, place);
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
  };
}

export function invitedOf(
  epoch: number,
  sql: SqlStorage,
): Pick<Register, "findInvited" | "writeInvited"> {
  return {
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
  };
}

export function runsOf(epoch: number, sql: SqlStorage): Pick<Register, "lastRun" | "writeRun"> {
  return {
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
  };
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
