/**
 * The tables of one room. Nothing here grows with the number of people waiting: a ticket is its own
 * place. Rows are written for admissions, for people who said that they leave, for invited customers (one
 * place for each), one for each batcher, and for what a merchant changed. Under epoch 0 stand the passes that a
 * gateway gave while the room was silent, and of which it heard something.
 */

/** Each entry brings the store one version further; entries are only ever added. */
const versions = [
  `
  CREATE TABLE room (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    state TEXT NOT NULL
  ) STRICT;

  CREATE TABLE settings (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    version INTEGER NOT NULL,
    chosen TEXT NOT NULL,
    changed_at REAL NOT NULL,
    changed_by TEXT NOT NULL
  ) STRICT;

  CREATE TABLE audit (
    id INTEGER PRIMARY KEY,
    at REAL NOT NULL,
    who TEXT NOT NULL,
    field TEXT NOT NULL,
    before TEXT NOT NULL,
    after TEXT NOT NULL,
    version INTEGER NOT NULL
  ) STRICT;

  CREATE TABLE admissions (
    epoch INTEGER NOT NULL,
    number INTEGER NOT NULL,
    pass_id TEXT NOT NULL,
    admitted_at REAL NOT NULL,
    ends_at REAL NOT NULL,
    fetched INTEGER NOT NULL,
    ended TEXT,
    PRIMARY KEY (epoch, number)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX admissions_active ON admissions (ends_at) WHERE ended IS NULL;
  CREATE INDEX admissions_revoked ON admissions (ends_at) WHERE ended = 'revoked';

  CREATE TABLE departures (
    epoch INTEGER NOT NULL,
    number INTEGER NOT NULL,
    PRIMARY KEY (epoch, number)
  ) STRICT, WITHOUT ROWID;
  `,
  // Who says at the shop that they leave has given the slot back, and the pass with it.
  `
  DROP INDEX admissions_revoked;
  CREATE INDEX admissions_revoked ON admissions (ends_at) WHERE ended IN ('revoked', 'left');
  `,
  // Lines have numbers of their own, a place may be drawn, and how somebody came in is kept to be judged.
  `
  ALTER TABLE admissions RENAME TO admissions_before;
  DROP INDEX admissions_active;
  DROP INDEX admissions_revoked;
  CREATE TABLE admissions (
    epoch INTEGER NOT NULL,
    line TEXT NOT NULL,
    number INTEGER NOT NULL,
    pass_id TEXT NOT NULL,
    admitted_at REAL NOT NULL,
    ends_at REAL NOT NULL,
    fetched INTEGER NOT NULL,
    ended TEXT,
    ended_at REAL,
    units INTEGER,
    place INTEGER NOT NULL,
    joined_at REAL NOT NULL,
    called_at REAL,
    came_at REAL NOT NULL,
    told_low_ms REAL,
    told_high_ms REAL,
    wave TEXT,
    PRIMARY KEY (epoch, line, number)
  ) STRICT, WITHOUT ROWID;
  INSERT INTO admissions
    SELECT epoch, 'general', number, pass_id, admitted_at, ends_at, fetched, ended,
      NULL, NULL, number, admitted_at, NULL, admitted_at, NULL, NULL, NULL
    FROM admissions_before;
  DROP TABLE admissions_before;
  CREATE INDEX admissions_active ON admissions (epoch, ends_at) WHERE ended IS NULL;
  CREATE INDEX admissions_revoked ON admissions (ends_at) WHERE ended IN ('revoked', 'left');

  ALTER TABLE departures RENAME TO departures_before;
  CREATE TABLE departures (
    epoch INTEGER NOT NULL,
    line TEXT NOT NULL,
    number INTEGER NOT NULL,
    place INTEGER NOT NULL,
    PRIMARY KEY (epoch, line, number)
  ) STRICT, WITHOUT ROWID;
  INSERT INTO departures SELECT epoch, 'general', number, number FROM departures_before;
  DROP TABLE departures_before;
  CREATE INDEX departures_by_place ON departures (epoch, line, place);

  CREATE TABLE invited (
    epoch INTEGER NOT NULL,
    subject TEXT NOT NULL,
    line TEXT NOT NULL,
    number INTEGER NOT NULL,
    ticket_id TEXT NOT NULL,
    joined_at REAL NOT NULL,
    wave TEXT,
    PRIMARY KEY (epoch, subject)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE owner (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    id TEXT NOT NULL
  ) STRICT;

  CREATE TABLE sales (
    epoch INTEGER NOT NULL,
    sale TEXT NOT NULL,
    PRIMARY KEY (epoch, sale)
  ) STRICT, WITHOUT ROWID;
  `,
  // Who may renew a pass, as JSON: null until somebody did.
  `
  ALTER TABLE admissions ADD COLUMN chain TEXT;
  CREATE INDEX admissions_cloned ON admissions (epoch)
    WHERE json_extract(chain, '$.clonedAt') IS NOT NULL;
  `,
  // The last run of numbers that each batcher was given.
  `
  CREATE TABLE runs (
    batcher INTEGER PRIMARY KEY,
    epoch INTEGER NOT NULL,
    sequence INTEGER NOT NULL,
    joined_at REAL NOT NULL,
    runs TEXT NOT NULL
  ) STRICT;
  `,
  // How the shop confirmed an order, as JSON: null until it did.
  `
  ALTER TABLE admissions ADD COLUMN confirmation TEXT;
  `,
  // Sessions that nobody ended and that ended up to this instant are over: an index and a mark on each were rows.
  `
  DROP INDEX admissions_active;
  ALTER TABLE room ADD COLUMN over_until REAL NOT NULL DEFAULT 0;
  `,
];

/** Brings the tables up to date; safe to call at every start. */
export function migrate(storage: DurableObjectStorage): void {
  const { sql } = storage;
  storage.transactionSync(() => {
    sql.exec("CREATE TABLE IF NOT EXISTS schema_version (version INTEGER NOT NULL)");
    const [row] = sql.exec<{ version: number }>(
      "SELECT max(version) AS version FROM schema_version",
    );
    const current = row?.version ?? 0;
    versions.slice(current).forEach((statements, index) => {
      sql.exec(statements);
      sql.exec("INSERT INTO schema_version VALUES (?)", current + index + 1);
    });
  });
}
