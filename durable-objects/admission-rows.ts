/** The rows of a room's admissions: one for each, written when its session begins and when something comes to it. */

import type { Admission, Confirmation, EndReason, Register } from "../src/domain/admission.ts";
import type { RenewalChain } from "../src/domain/renewal-chain.ts";
import type { OpenSessions } from "./open-sessions.ts";

export type AdmissionRow = {
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

/** Of an admission from its beginning, and what comes to it later. */
const begunColumns = `line, number, pass_id, admitted_at, ends_at, fetched,
  place, joined_at, called_at, came_at, told_low_ms, told_high_ms, wave`;
const laterColumns = "ended, ended_at, units, chain, confirmation";
export const admissionColumns = `${begunColumns}, ${laterColumns}`;

/** To hand a value over costs the platform more than to store it: what most rows have not is not handed over. */
const replaceBegun = `INSERT OR REPLACE INTO admissions (epoch, ${begunColumns})
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`;
const replaceAll = `INSERT OR REPLACE INTO admissions (epoch, ${admissionColumns})
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`;

export type AdmissionRows = Pick<
  Register,
  "find" | "write" | "remove" | "runOut" | "extendSessions"
> & {
  /** The rows that there are of these numbers. */
  findAmong(line: string, numbers: readonly number[]): readonly Admission[];
};

/** Those of one epoch. */
export function admissionsOf(
  epoch: number,
  sql: SqlStorage,
  sessions: OpenSessions,
): AdmissionRows {
  /** What is said to be over now; by row, for whoever marks it as such. */
  const runOut = new Map<string, Admission>();
  const find: Register["find"] = (line, number) => {
    const [row] = sql.exec<AdmissionRow>(
      `SELECT ${admissionColumns} FROM admissions WHERE epoch = ? AND line = ? AND number = ?`,
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
        `SELECT ${admissionColumns} FROM json_each(?) AS asked
         CROSS JOIN admissions ON epoch = ? AND line = ? AND number = asked.value`,
        JSON.stringify(numbers),
        epoch,
        line,
      );
      return [...rows].map((row) => admissionOf(row, sessions));
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
  };
}

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

export const admissionOf = (
  row: AdmissionRow,
  sessions: Pick<OpenSessions, "isOver">,
): Admission => ({
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
