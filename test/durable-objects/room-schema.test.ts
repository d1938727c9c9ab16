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

const admitted = { admittedAt: 1_000, endsAt: 9_000, fetched: true } as const;

/** A store of the first version with people in it: a fresh one, with what the second version changed undone. */
function makeFirstVersion(storage: DurableObjectStorage): void {
  const store = new RoomStore(storage);
  const register = store.register(1);
  ([null, "revoked", "left", "complete"] as const).forEach((ended, index) => {
    register.write({ ...admitted, number: index + 1, passId: `pass ${index + 1}`, ended });
  });
  store.writeSettings({
    version: 7,
    chosen: { capacity: 20 },
    changedAt: 1_000,
    changedBy: "admin",
  });
  storage.sql.exec(`
    DROP INDEX admissions_revoked;
    CREATE INDEX admissions_revoked ON admissions (ends_at) WHERE ended = 'revoked';
    DELETE FROM schema_version WHERE version > 1;
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
      const store = new RoomStore(storage);
      return {
        versions: versionsOf(storage),
        schema: schemaOf(storage),
        settings: store.readSettings(),
        first: store.register(1).find(1),
        revoked: store.revokedNumbers(1, 5_000),
      };
    });
    expect(older.versions).toEqual(fresh.versions);
    expect(older.schema).toEqual(fresh.schema);
    expect(older.settings).toMatchObject({ version: 7, chosen: { capacity: 20 } });
    expect(older.first).toMatchObject({ number: 1, passId: "pass 1", endsAt: 9_000, ended: null });
    expect(older.revoked).toEqual([2, 3]);
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
      const store = new RoomStore(storage);
      return [8_999, 9_000].map((now) => store.revokedNumbers(1, now));
    });
    expect(listed).toEqual([[2, 3], []]);
  });

  test("are found by an index, however many there are", async () => {
    const plans = await inStorage((storage) => {
      migrate(storage);
      const planOf = (query: string) =>
        [...storage.sql.exec<{ detail: string }>(`EXPLAIN QUERY PLAN ${query}`)]
          .map(({ detail }) => detail)
          .join();
      return [
        planOf("SELECT * FROM admissions WHERE epoch = 1 AND number = 1"),
        planOf(
          "SELECT * FROM admissions WHERE ended IS NULL AND ends_at <= 1 AND epoch = 1 ORDER BY ends_at",
        ),
        planOf(
          "SELECT number FROM admissions WHERE ended IN ('revoked', 'left') AND ends_at > 1 AND epoch = 1",
        ),
        planOf("SELECT count(*) FROM departures WHERE epoch = 1 AND number BETWEEN 1 AND 9"),
      ];
    });
    for (const plan of plans) {
      expect(plan).toContain("USING");
      expect(plan).not.toContain("SCAN");
    }
  });
});
