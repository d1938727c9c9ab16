/**
 * A batcher's rows in SQLite: its outboxes of the last minutes, each with what came of it, and the place of
 * each invited customer. Nothing else grows with the line: an outbox is forgotten with its keys.
 */

import type { Joined } from "../src/domain/ticket.ts";
import {
  type Outbox,
  rememberedMs,
  type Settled,
  subjectIn,
} from "../src/domain/ticket-batcher.ts";
import type { Instant } from "../src/domain/time.ts";

const tables = `
  CREATE TABLE IF NOT EXISTS outboxes (
    sequence INTEGER PRIMARY KEY,
    opened_at REAL NOT NULL,
    -- Whose joins they are, until the room has answered; from then on their places.
    outbox TEXT,
    joined TEXT
  ) STRICT;

  CREATE TABLE IF NOT EXISTS invited (
    epoch INTEGER NOT NULL,
    subject TEXT NOT NULL,
    joined TEXT NOT NULL,
    PRIMARY KEY (epoch, subject)
  ) STRICT, WITHOUT ROWID;

  -- Under which invited subjects are hashed, in hexadecimal.
  CREATE TABLE IF NOT EXISTS subject_key (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    key TEXT NOT NULL
  ) STRICT;
`;

export class BatcherStore {
  readonly #storage: DurableObjectStorage;
  readonly #sql: SqlStorage;
  readonly subjectKey: string;

  /** @param freshKey kept if there is none yet */
  constructor(storage: DurableObjectStorage, freshKey: string) {
    this.#storage = storage;
    this.#sql = storage.sql;
    storage.transactionSync(() => {
      this.#sql.exec(tables);
      this.#sql.exec("INSERT OR IGNORE INTO subject_key VALUES (1, ?)", freshKey);
    });
    const [row] = this.#sql.exec<{ key: string }>("SELECT key FROM subject_key");
    this.subjectKey = row?.key ?? freshKey;
  }

  lastSequence(): number {
    const [row] = this.#sql.exec<{ last: number | null }>(
      "SELECT max(sequence) AS last FROM outboxes",
    );
    return row?.last ?? 0;
  }

  /** The one of which it is not written what came of it. */
  openOutbox(): Outbox | undefined {
    const [row] = this.#sql.exec<{ outbox: string }>(
      "SELECT outbox FROM outboxes WHERE outbox IS NOT NULL",
    );
    // Written below only.
    return row && (JSON.parse(row.outbox) as Outbox);
  }

  /** The places of anonymous joins that are still remembered, oldest first. */
  *recentJoins(now: Instant): Generator<{ readonly joined: Settled["joined"]; at: Instant }> {
    const rows = this.#sql.exec<{ opened_at: number; joined: string }>(
      `SELECT opened_at, joined FROM outboxes WHERE joined IS NOT NULL AND opened_at > ?
       ORDER BY sequence`,
      now - rememberedMs,
    );
    for (const { opened_at, joined } of rows) {
      yield { joined: new Map(JSON.parse(joined) as [string, Joined][]), at: opened_at };
    }
  }

  /** All or nothing: what `change` wrote is undone when it throws. */
  transaction<T>(change: () => T): T {
    return this.#storage.transactionSync(change);
  }

  /**
   * Writes an outbox before the room is asked: over the oldest one, if nobody will come for that any more. Writing
   * and forgetting are then one row and not two; only where fewer are written than before, others go as well.
   */
  open(outbox: Outbox): void {
    const { sequence, openedAt } = outbox;
    const json = JSON.stringify(outbox);
    const forgotten = openedAt - rememberedMs;
    const over = this.#sql.exec(
      `UPDATE outboxes SET sequence = ?, opened_at = ?, outbox = ?, joined = NULL
       WHERE sequence = (SELECT min(sequence) FROM outboxes) AND opened_at <= ? AND outbox IS NULL`,
      sequence,
      openedAt,
      json,
      forgotten,
    );
    if (over.rowsWritten === 0) {
      this.#sql.exec("INSERT INTO outboxes VALUES (?, ?, ?, NULL)", sequence, openedAt, json);
    }
    this.#sql.exec("DELETE FROM outboxes WHERE opened_at <= ? AND outbox IS NULL", forgotten);
  }

  /** Writes what came of it. */
  settle({ sequence, epoch }: Outbox, { joined }: Settled): void {
    const anonymous = [...joined].filter(([name]) => subjectIn(name) === null);
    this.#sql.exec(
      "UPDATE outboxes SET outbox = NULL, joined = ? WHERE sequence = ?",
      JSON.stringify(anonymous),
      sequence,
    );
    for (const [name, place] of joined) {
      const subject = subjectIn(name);
      if (subject === null) continue;
      this.#sql.exec(
        "INSERT OR REPLACE INTO invited VALUES (?, ?, ?)",
        epoch,
        subject,
        JSON.stringify(place),
      );
    }
  }

  findInvited(epoch: number, subject: string): Joined | undefined {
    const [row] = this.#sql.exec<{ joined: string }>(
      "SELECT joined FROM invited WHERE epoch = ? AND subject = ?",
      epoch,
      subject,
    );
    return row && (JSON.parse(row.joined) as Joined);
  }
}
