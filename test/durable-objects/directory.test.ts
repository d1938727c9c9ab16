import { evictDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { describe, expect, test } from "vitest";

const newDirectory = () => env.DIRECTORY.getByName(crypto.randomUUID());
const keyOf = (kid: string) => ({ kid, d: `secret of ${kid}` });

describe("hosts", () => {
  test("belong to the room that was given them, until it is given others", async () => {
    const directory = newDirectory();
    await directory.assignHosts("shop", ["a.example", "b.example"]);
    await directory.assignHosts("other", ["c.example"]);
    await directory.assignHosts("shop", ["b.example", "d.example:8443"]);
    expect(await directory.entries()).toMatchObject({
      hosts: { "b.example": "shop", "c.example": "other", "d.example:8443": "shop" },
      rooms: ["other", "shop"],
    });
    expect((await directory.entries()).hosts).not.toHaveProperty(["a.example"]);
  });

  test("belong to one room only: when one is taken nothing changes", async () => {
    const directory = newDirectory();
    await directory.assignHosts("shop", ["a.example"]);
    await directory.assignHosts("other", ["c.example"]);
    const before = await directory.entries();
    expect(await directory.assignHosts("other", ["d.example", "a.example"])).toEqual({
      kind: "taken",
      host: "a.example",
      room: "shop",
    });
    expect(await directory.assignHosts("new", ["a.example"])).toMatchObject({ kind: "taken" });
    expect(await directory.entries()).toEqual(before);
  });

  test("go to one of two rooms that ask for them at the same time", async () => {
    const directory = newDirectory();
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, index) =>
        directory.assignHosts(`room-${index}`, ["a.example"]),
      ),
    );
    expect(answers.filter(({ kind }) => kind === "assigned")).toHaveLength(1);
    expect((await directory.entries()).rooms).toHaveLength(1);
  });

  test("may be named twice, and may be called what every object has", async () => {
    const directory = newDirectory();
    const hosts = ["constructor", "a.example", "a.example"];
    expect(await directory.assignHosts("shop", hosts)).toEqual({ kind: "assigned" });
    expect((await directory.entries()).hosts).toEqual({ constructor: "shop", "a.example": "shop" });
  });

  test("are free again when a room gives them up, and the room stays", async () => {
    const directory = newDirectory();
    await directory.assignHosts("shop", ["a.example"]);
    await directory.assignHosts("shop", []);
    expect(await directory.assignHosts("other", ["a.example"])).toEqual({ kind: "assigned" });
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

  test("are kept oldest first, each once, until they are removed", async () => {
    const directory = newDirectory();
    await directory.offerFirstKey("a", keyOf("a"));
    await directory.addKey("b", keyOf("b"));
    await directory.addKey("b", keyOf("b"));
    const { keys } = await directory.addKey("c", keyOf("c"));
    expect(keys).toEqual(["a", "b", "c"].map(keyOf));
    expect((await directory.removeKey("a")).keys).toEqual(["b", "c"].map(keyOf));
  });
});

test("what the Directory was told survives its end", async () => {
  const directory = newDirectory();
  await directory.assignHosts("shop", ["a.example"]);
  await directory.offerFirstKey("a", keyOf("a"));
  const before = await directory.entries();
  await evictDurableObject(directory);
  expect(await directory.entries()).toEqual(before);
});
