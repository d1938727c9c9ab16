import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { describe, expect, test } from "vitest";
import { keptAfterSuccessorMs } from "../../src/domain/key-life.ts";

const newDirectory = () => env.DIRECTORY.getByName(crypto.randomUUID());
const today = Date.now();
const keyOf = (kid: string, activeFrom = today) => ({
  kid,
  d: `secret of ${kid}`,
  stanchion_active_from: activeFrom,
});
const spare = { kid: "spare", key: keyOf("spare", Date.now() + 30_000) };

describe("hosts", () => {
  test("belong to the room that was given them, until it is given others", async () => {
    const directory = newDirectory();
    await directory.keepRoom("shop", ["a.example", "b.example"], {});
    await directory.keepRoom("other", ["c.example"], {});
    await directory.keepRoom("shop", ["b.example", "d.example:8443"], {});
    expect(await directory.entries()).toMatchObject({
      hosts: { "b.example": "shop", "c.example": "other", "d.example:8443": "shop" },
      rooms: ["other", "shop"],
    });
    expect((await directory.entries()).hosts).not.toHaveProperty(["a.example"]);
  });

  test("belong to one room only: when one is taken nothing changes", async () => {
    const directory = newDirectory();
    await directory.keepRoom("shop", ["a.example"], {});
    await directory.keepRoom("other", ["c.example"], {});
    const before = await directory.entries();
    expect(await directory.keepRoom("other", ["d.example", "a.example"], {})).toEqual({
      kind: "taken",
      host: "a.example",
      room: "shop",
    });
    expect(await directory.keepRoom("new", ["a.example"], {})).toMatchObject({ kind: "taken" });
    expect(await directory.entries()).toEqual(before);
  });

  test("go to one of two rooms that ask for them at the same time", async () => {
    const directory = newDirectory();
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, index) =>
        directory.keepRoom(`room-${index}`, ["a.example"], {}),
      ),
    );
    expect(answers.filter(({ kind }) => kind === "assigned")).toHaveLength(1);
    expect((await directory.entries()).rooms).toHaveLength(1);
  });

  test("may be named twice, and may be called what every object has", async () => {
    const directory = newDirectory();
    const hosts = ["constructor", "a.example", "a.example"];
    expect(await directory.keepRoom("shop", hosts, {})).toEqual({ kind: "assigned" });
    expect((await directory.entries()).hosts).toEqual({ constructor: "shop", "a.example": "shop" });
  });

  test("are free again when a room gives them up, and the room stays", async () => {
    const directory = newDirectory();
    await directory.keepRoom("shop", ["a.example"], {});
    await directory.keepRoom("shop", [], {});
    expect(await directory.keepRoom("other", ["a.example"], {})).toEqual({ kind: "assigned" });
    expect(await directory.entries()).toMatchObject({
      hosts: { "a.example": "other" },
      rooms: ["other", "shop"],
    });
  });
});

describe("keys", () => {
  test("the first one offered wins, of all gateways that start at once", async () => {
    const directory = newDirectory();
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        directory.offerFirstKey(`kid-${index}`, keyOf(`kid-${index}`)),
      ),
    );
    const [first] = answers;
    expect(first?.keys).toHaveLength(1);
    for (const { keys } of answers) expect(keys).toEqual(first?.keys);
    expect((await directory.offerFirstKey("late", keyOf("late"))).keys).toEqual(first?.keys);
  });

  test("are kept oldest first, and who made them is on record", async () => {
    const directory = newDirectory();
    await directory.offerFirstKey("a", keyOf("a"));
    expect(await directory.rotateKey("b", keyOf("b"), "admin")).toEqual({ kind: "rotated" });
    expect((await directory.entries()).keys).toEqual(["a", "b"].map((kid) => keyOf(kid)));
    const { changes } = await directory.keyRecord();
    expect(changes.map(({ what, kid, who }) => [what, kid, who])).toEqual([
      ["made", "b", "admin"],
      ["made", "a", "gateway"],
    ]);
    expect(JSON.stringify(await directory.keyRecord())).not.toContain("secret");
  });

  test("are refused after a hundred: a clock gone wild drowns nobody", async () => {
    const directory = newDirectory();
    for (let index = 0; index < 100; index++) {
      const kid = `kid-${index}`;
      expect(await directory.rotateKey(kid, keyOf(kid), "admin")).toEqual({ kind: "rotated" });
    }
    expect(await directory.rotateKey("late", keyOf("late"), "admin")).toEqual({ kind: "too-many" });
    expect((await directory.entries()).keys).toHaveLength(100);
  });

  test("that are unknown cannot be revoked, and nothing changes", async () => {
    const directory = newDirectory();
    await directory.offerFirstKey("a", keyOf("a"));
    const before = await directory.keyRecord();
    expect(await directory.revokeKey("x", spare, "admin")).toEqual({ kind: "unknown" });
    expect(await directory.keyRecord()).toEqual(before);
  });

  test("are never none: the only one that signs is revoked when the next is there", async () => {
    const directory = newDirectory();
    await directory.offerFirstKey("a", keyOf("a"));
    expect(await directory.revokeKey("a", spare, "admin")).toEqual({
      kind: "revoked",
      replacedBy: "spare",
    });
    expect((await directory.entries()).keys).toEqual([spare.key]);
    const { changes } = await directory.keyRecord();
    expect(changes.map(({ what, kid }) => `${kid} ${what}`)).toEqual([
      "a revoked",
      "spare made",
      "a made",
    ]);
  });

  test("are made up for when the newest is revoked, and an older one would sign for good", async () => {
    const directory = newDirectory();
    await directory.offerFirstKey("a", keyOf("a", Date.now() - 2_000));
    await directory.rotateKey("b", keyOf("b", Date.now() - 1_000), "admin");
    expect(await directory.revokeKey("b", spare, "admin")).toMatchObject({ replacedBy: "spare" });
    expect((await directory.entries()).keys.map(({ kid }) => kid)).toEqual(["a", "spare"]);
  });

  test("are not made up for where one is to sign anyway, or where an old one goes", async () => {
    const directory = newDirectory();
    await directory.offerFirstKey("a", keyOf("a", Date.now() - 3_000));
    await directory.rotateKey("b", keyOf("b", Date.now() - 2_000), "admin");
    await directory.rotateKey("c", keyOf("c", Date.now() + 60_000), "admin");
    expect(await directory.revokeKey("a", spare, "admin")).toMatchObject({ replacedBy: null });
    expect(await directory.revokeKey("b", spare, "admin")).toMatchObject({ replacedBy: null });
    expect((await directory.entries()).keys.map(({ kid }) => kid)).toEqual(["c"]);
  });

  test("are forgotten when nothing that they signed can be alive", async () => {
    const directory = newDirectory();
    const longAgo = Date.now() - keptAfterSuccessorMs - 1_000;
    await directory.offerFirstKey("a", keyOf("a", longAgo - 1_000));
    await directory.rotateKey("b", keyOf("b", longAgo), "admin");
    await directory.rotateKey("c", keyOf("c", Date.now() - 1_000), "admin");
    expect((await directory.entries()).keys.map(({ kid }) => kid)).toEqual(["b", "c"]);
    expect((await directory.keyRecord()).changes).toContainEqual(
      expect.objectContaining({ kid: "a", what: "ended" }),
    );
    // The next end is far away, and the object wakes for it by itself.
    expect(await runDurableObjectAlarm(directory)).toBe(true);
    expect((await directory.entries()).keys.map(({ kid }) => kid)).toEqual(["b", "c"]);
    expect(await runDurableObjectAlarm(directory)).toBe(true);
  });
});

describe("what gateways go by while a room does not answer", () => {
  test("is kept with its hosts, and only changed with them", async () => {
    const directory = newDirectory();
    const kept = { origin: "https://a.example", onUnavailable: { tricklePerMinute: 6 } } as const;
    await directory.keepRoom("shop", ["a.example"], kept);
    expect(await directory.keepRoom("other", ["a.example"], { origin: null })).toMatchObject({
      kind: "taken",
    });
    expect((await directory.entries()).kept).toEqual({ shop: kept });
    await directory.keepRoom("shop", ["a.example"], {});
    expect((await directory.entries()).kept).toEqual({ shop: {} });
  });

  test("is asked of rooms that an earlier release set up, when the Directory comes up again", async () => {
    const directory = newDirectory();
    const name = crypto.randomUUID();
    const origin = "https://a.example";
    await env.WAITING_ROOM.getByName(name).changeSettings({
      values: { origin, message: "Doors at nine" },
      mode: "merge",
      expectedVersion: null,
      who: "the test",
    });
    await runInDurableObject(directory, (_, { storage }) => {
      storage.sql.exec(`
        DROP TABLE rooms;
        CREATE TABLE rooms (room TEXT PRIMARY KEY) STRICT;
        INSERT INTO rooms VALUES ('${name}');
      `);
    });
    await evictDurableObject(directory);
    await expect
      .poll(() => directory.entries())
      .toMatchObject({ rooms: [name], kept: { [name]: { origin } } });
    expect((await directory.entries()).kept[name]).toEqual({ origin });
  });
});

test("what the Directory was told survives its end", async () => {
  const directory = newDirectory();
  await directory.keepRoom("shop", ["a.example"], {});
  await directory.offerFirstKey("a", keyOf("a"));
  const before = await directory.entries();
  await evictDurableObject(directory);
  expect(await directory.entries()).toEqual(before);
});
