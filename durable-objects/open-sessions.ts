/**
 * When the sessions of a room run out, at no row for each. An index of the open ones and a mark on each that is
 * over would be two of three rows that an admission costs.
 *
 * Durable is one instant for all, in the room's own row: an open session that ended by then is over. In memory is
 * when each may be due: read from the rows at a start, and anew after a step that failed, so that memory never
 * knows of what was undone.
 */

import type { Admission } from "../src/domain/admission.ts";
import type { Instant } from "../src/domain/time.ts";
import { type Due, DueList } from "./due-list.ts";

type OpenRow = { line: string; number: number; ends_at: number };

/** What tells whether a row's session is over. */
interface SessionRow {
  readonly ended: string | null;
  readonly fetched: number;
  readonly ends_at: number;
}

export class OpenSessions {
  readonly #sql: SqlStorage;
  #overUntil: Instant | undefined;
  #writtenUntil: Instant | undefined;
  #dues: { readonly epoch: number; readonly list: DueList } | undefined;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
  }

  /** Open sessions that ended up to this instant are over. What lies open and was lent only is taken back by the room. */
  get overUntil(): Instant {
    if (this.#overUntil === undefined) {
      const [row] = this.#sql.exec<{ over_until: number }>("SELECT over_until FROM room");
      this.#writtenUntil = this.#overUntil = row?.over_until ?? 0;
    }
    return this.#overUntil;
  }

  isOver({ ended, fetched, ends_at }: SessionRow): boolean {
    return ended === null && fetched === 1 && ends_at <= this.overUntil;
  }

  /** Whose rows must be looked at: any of them may have been written again since then. Told once. */
  takeDue(epoch: number, now: Instant): readonly Due[] {
    return this.#duesOf(epoch).takeUpTo(now);
  }

  /** Of a session that is due and goes on all the same, until somebody ends it. */
  keepDue(epoch: number, due: Due): void {
    this.#duesOf(epoch).add(due);
  }

  /** Before each row that is written with an open session. */
  note(epoch: number, { line, number, endsAt, fetched }: Admission): void {
    if (fetched && endsAt <= this.overUntil) this.#markOverSince(epoch, endsAt);
    this.#duesOf(epoch).add({ line, number, endsAt });
  }

  /** The longest over first, as `takeDue` gives them: those that ended before are over, too. */
  endUpTo(endsAt: Instant): void {
    this.#overUntil = Math.max(this.overUntil, endsAt);
  }

  /** The end of a step: nearly always the room's row was written in it, and this with it. */
  write(): void {
    if (this.#overUntil === this.#writtenUntil) return;
    this.#sql.exec("UPDATE room SET over_until = ?", this.overUntil);
    this.written();
  }

  written(): void {
    this.#writtenUntil = this.#overUntil;
  }

  /** What was undone, or moved all at once, is read again. */
  forget(): void {
    this.#overUntil = this.#writtenUntil = this.#dues = undefined;
  }

  /** Each session that is not over ends so much later. */
  extend(epoch: number, byMs: number): void {
    this.#sql.exec(
      `UPDATE admissions SET ends_at = ends_at + ?
       WHERE epoch = ? AND ended IS NULL AND NOT (fetched = 1 AND ends_at <= ?)`,
      byMs,
      epoch,
      this.overUntil,
    );
    this.#dues = undefined;
  }

  /**
   * The clock went back, and a session begins that ends when others have ended already. Those from there on get
   * their mark after all, and the instant goes back with the clock.
   */
  #markOverSince(epoch: number, endsAt: Instant): void {
    const until = endsAt - 1;
    this.#sql.exec(
      `UPDATE admissions SET ended = 'expired', ended_at = ends_at
       WHERE epoch = ? AND ended IS NULL AND fetched = 1 AND ends_at > ? AND ends_at <= ?`,
      epoch,
      until,
      this.overUntil,
    );
    this.#overUntil = until;
  }

  #duesOf(epoch: number): DueList {
    if (this.#dues?.epoch !== epoch) {
      const list = new DueList();
      const rows = this.#sql.exec<OpenRow>(
        `SELECT line, number, ends_at FROM admissions
         WHERE epoch = ? AND ended IS NULL AND NOT (fetched = 1 AND ends_at <= ?)`,
        epoch,
        this.overUntil,
      );
      for (const { line, number, ends_at } of rows) list.add({ line, number, endsAt: ends_at });
      this.#dues = { epoch, list };
    }
    return this.#dues.list;
  }
}
