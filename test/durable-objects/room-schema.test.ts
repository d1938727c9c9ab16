import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { describe, expect, test } from "vitest";
import { migrate } from "../../durable-objects/room-schema.ts";
import { RoomStore } from "../../durable-objects/room-store.ts";

/** A storage without a room in it: the Directory's own tables do not get in the way. */
const inStorage = <T>(run: (storage: DurableObjectStorage) => T): Promise<T> =>
  runInDurableObject(env.DIRECTORY.getByName(crypto.randomUUID()), (_, { storage }) =>
    run(storage),
  );

const schemaOf = ({ sql }: DurableObjectStorage) => [
  ...sql.exec("SELECT name, sql FROM sqlite_master ORDER BY name"),
];
const versionsOf = ({ sql }: DurableObjectStorage) =>
  [...sql.exec<{ version: number }>("SELECT version FROM schema_version ORDER BY version")].map(
    ({ version }) => version,
  );

/** The tables as the first release made them. They stand in stores and so never change. */
const firstVersion = `
  CREATE TABLE schema_version (version INTEGER NOT NULL);
  INSERT INTO schema_version VALUES (1);

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
`;

/** A store of the first version with people in it: inside, out again, and in line no more. */
function makeFirstVersion({ sql }: DurableObjectStorage): void {
  sql.exec(firstVersion);
  sql.exec(`
    INSERT INTO admissions VALUES
      (1, 1, 'pass 1', 1000, 9000, 1, NULL),
      (1, 2, 'pass 2', 1000, 9000, 1, 'revoked'),
      (1, 3, 'pass 3', 1000, 9000, 1, 'left'),
      (1, 4, 'pass 4', 1000, 9000, 1, 'complete'),
      (1, 5, 'pass 5', 2000, 9500, 0, NULL),
      (2, 1, 'pass of the next epoch', 3000, 9900, 1, NULL);
    INSERT INTO departures VALUES (1, 6), (1, 9), (2, 7);
    INSERT INTO settings VALUES (1, 7, '{"capacity":20}', 1000, 'admin');
    INSERT INTO audit VALUES (1, 1000, 'admin', 'capacity', 'null', '20', 7);
  `);
}

describe("migrate()", () => {
  test("makes the tables of a fresh store", async () => {
    const names = await inStorage((storage) => {
      migrate(storage);
      return schemaOf(storage).map(({ name }) => name);
    });
    expect(names).toEqual(
      expect.arrayContaining(["room", "settings", "audit", "admissions", "departures"]),
    );
  });

  test("leaves a store alone that is up to date", async () => {
    const [before, after] = await inStorage((storage) => {
      migrate(storage);
      const first = [schemaOf(storage), versionsOf(storage)];
      migrate(storage);
      return [first, [schemaOf(storage), versionsOf(storage)]];
    });
    expect(after).toEqual(before);
  });

  test("brings an older store to where a fresh one is, with everybody in it", async () => {
    const fresh = await inStorage((storage) => {
      migrate(storage);
      return { versions: versionsOf(storage), schema: schemaOf(storage) };
    });
    const older = await inStorage((storage) => {
      makeFirstVersion(storage);
      const store = new RoomStore(storage, "the test");
      const register = store.register(1);
      const numbers = Array.from({ length: 9 }, (_, index) => index + 1);
      return {
        versions: versionsOf(storage),
        schema: schemaOf(storage),
        settings: store.settings.read(),
        audit: store.settings.readAudit(10),
        first: register.find("general", 1),
        lent: register.find("general", 5),
        ended: numbers.map((number) => register.find("general", number)?.ended),
        next: store.register(2).find("general", 1),
        outlived: store.register(2).ofEpoch(1).find("general", 2),
        revoked: store.revokedPasses(5_000, 0),
        left: numbers.filter((number) => register.hasLeft("general", number)),
        leftOf: [register.leftOf("general"), store.register(2).leftOf("general")],
        leftBetween: [register.leftBetween("general", 6, 9), register.leftBetween("general", 7, 8)],
        runOut: register.runOut(9_000).map(({ passId }) => passId),
      };
    });
    expect(older.versions).toEqual(fresh.versions);
    expect(older.schema).toEqual(fresh.schema);
    expect(older.settings).toMatchObject({ version: 7, chosen: { capacity: 20 } });
    expect(older.audit).toMatchObject([{ at: 1_000, who: "admin", field: "capacity" }]);
    expect(older.first).toEqual({
      line: "general",
      number: 1,
      passId: "pass 1",
      admittedAt: 1_000,
      endsAt: 9_000,
      fetched: true,
      ended: null,
      endedAt: null,
      units: null,
      way: { place: 1, joinedAt: 1_000, calledAt: null, cameAt: 1_000, told: null, wave: null },
    });
    expect(older.lent).toMatchObject({ number: 5, passId: "pass 5", fetched: false });
    expect(older.ended.slice(0, 5)).toEqual([null, "revoked", "left", "complete", null]);
    expect(older.ended.slice(5)).toEqual([undefined, undefined, undefined, undefined]);
    expect(older.next).toMatchObject({ passId: "pass of the next epoch", endsAt: 9_900 });
    expect(older.outlived).toMatchObject({ passId: "pass 2", ended: "revoked" });
    expect(older.revoked).toEqual(["pass 2", "pass 3"]);
    expect(older.left).toEqual([6, 9]);
    expect(older.leftOf).toEqual([[6, 9], [7]]);
    expect(older.leftBetween).toEqual([2, 0]);
    expect(older.runOut).toEqual(["pass 1"]);
  });

  test("that fails half-way leaves the store as it was", async () => {
    const [before, after] = await inStorage((storage) => {
      makeFirstVersion(storage);
      // A store that somebody tampered with: what the next version takes away is not there.
      storage.sql.exec("DROP INDEX admissions_revoked");
      const first = [schemaOf(storage), versionsOf(storage)];
      expect(() => migrate(storage)).toThrow();
      return [first, [schemaOf(storage), versionsOf(storage)]];
    });
    expect(after).toEqual(before);
  });
});

describe("a room's rows", () => {
  test("of passes taken back are forgotten as soon as their time is over", async () => {
    const listed = await inStorage((storage) => {
      makeFirstVersion(storage);
      const store = new RoomStore(storage, "the test");
      return [8_999, 9_000].map((now) => store.revokedPasses(now, 0));
    });
    expect(listed).toEqual([["pass 2", "pass 3"], []]);
  });

  test("of passes taken back in their grace are listed until that is over", async () => {
    const listed = await inStorage((storage) => {
      makeFirstVersion(storage);
      const store = new RoomStore(storage, "the test");
      storage.sql.exec("UPDATE admissions SET ended_at = ends_at WHERE pass_id = 'pass 2'");
      return [8_999, 9_000, 9_999, 10_000].map((now) => store.revokedPasses(now, 1_000));
    });
    expect(listed).toEqual([["pass 2", "pass 3"], ["pass 2"], ["pass 2"], []]);
  });

  test("are found by an index, however many there are", async () => {
    const plans = await inStorage((storage) => {
      migrate(storage);
      const planOf = (query: string) =>
        [...storage.sql.exec<{ detail: string }>(`EXPLAIN QUERY PLAN ${query}`)]
          .map(({ detail }) => detail)
          .join();
      return [
        planOf("SELECT * FROM admissions WHERE epoch = 1 AND line = 'general' AND number = 1"),
        // Once in a life of the object, and at the end of an outage: all of this epoch, and no other.
        planOf(
          `SELECT line, number, ends_at FROM admissions
           WHERE epoch = 1 AND ended IS NULL AND NOT (fetched = 1 AND ends_at <= 1)`,
        ),
        planOf("UPDATE admissions SET ends_at = ends_at + 1 WHERE epoch = 1 AND ended IS NULL"),
        planOf("SELECT pass_id FROM admissions WHERE ended IN ('revoked', 'left') AND ends_at > 1"),
        planOf("SELECT 1 FROM departures WHERE epoch = 1 AND line = 'general' AND number = 1"),
        planOf(
          "SELECT count(*) FROM departures WHERE epoch = 1 AND line = 'general' AND place BETWEEN 1 AND 9",
        ),
        planOf("SELECT number FROM departures WHERE epoch = 1 AND line = 'general'"),
        planOf(
          "SELECT * FROM admissions WHERE epoch = 1 AND line = 'general' ORDER BY number DESC LIMIT 9",
        ),
        planOf("SELECT * FROM invited WHERE epoch = 1 AND subject = 'a'"),
      ];
    });
    for (const plan of plans) {
      expect(plan).toContain("USING");
      expect(plan).not.toContain("SCAN");
      expect(plan).not.toContain("TEMP B-TREE");
    }
  });
});
