import { describe, expect, test } from "vitest";
import type { Config, RoomEnv } from "../../src/env.ts";
import { createDirectoryClient } from "../../src/http/directory-client.ts";
import { generateSigningKey } from "../../src/tokens/new-signing-key.ts";
import { emptyConfig } from "./fake-visit.ts";
import { waiting } from "./waiting.ts";

interface Entries {
  readonly hosts?: Readonly<Record<string, string>>;
  readonly rooms?: readonly string[];
  readonly keys?: readonly object[];
}

/** What a gateway makes of the Directory's entries, and which keys it offered. */
async function knownFrom(entries: Entries, config: Partial<Config> = {}) {
  const offered: string[] = [];
  const directory = {
    entries: async () => ({ hosts: {}, rooms: [], kept: {}, keys: [], ...entries }),
    async offerFirstKey(kid: string, key: object) {
      offered.push(kid);
      return { hosts: {}, rooms: [], kept: {}, ...entries, keys: [key] };
    },
  };
  const env = { DIRECTORY: { getByName: () => directory } } as unknown as RoomEnv;
  const client = createDirectoryClient(env, { ...emptyConfig, ...config });
  const { hosts, rooms, keyring } = await client.get(waiting().ctx);
  return { hosts: Object.fromEntries(hosts), rooms, kids: [...keyring.verifying.keys()], offered };
}

const demoHosts = ["localhost:8787", "127.0.0.1:8787"];

describe("hosts", () => {
  test("of the demo lead to its room for as long as nobody has set any for it", async () => {
    const { hosts, rooms } = await knownFrom(
      { hosts: { "a.example": "shop" }, rooms: ["shop"] },
      { demoHosts },
    );
    expect(hosts).toEqual({
      "a.example": "shop",
      "localhost:8787": "default",
      "127.0.0.1:8787": "default",
    });
    expect(rooms).toEqual(["default", "shop"]);
  });

  test("that a merchant has set for the demo room take their place", async () => {
    const entries = { hosts: { "a.example": "default" }, rooms: ["default"] };
    const { hosts, rooms } = await knownFrom(entries, { demoHosts });
    expect(hosts).toEqual({ "a.example": "default" });
    expect(rooms).toEqual(["default"]);
  });

  test("of the demo that another room has taken are that room's", async () => {
    const entries = { hosts: { "localhost:8787": "shop" }, rooms: ["shop"] };
    const { hosts } = await knownFrom(entries, { demoHosts });
    expect(hosts).toEqual({ "localhost:8787": "shop", "127.0.0.1:8787": "default" });
  });
});

describe("keys", () => {
  test("are offered to a Directory that has none, and taken from one that has", async () => {
    const first = await knownFrom({});
    expect(first.offered).toHaveLength(1);
    expect(first.kids).toEqual(first.offered);
    const key = await generateSigningKey();
    const later = await knownFrom({ keys: [{ ...key }] });
    expect(later).toMatchObject({ kids: [key.kid], offered: [] });
  });

  test("of the operator's own are used whatever the Directory keeps, and none is offered", async () => {
    const [own, kept] = [await generateSigningKey(), await generateSigningKey()];
    const signingKeys = JSON.stringify({ keys: [own] });
    expect(await knownFrom({ keys: [{ ...kept }] }, { signingKeys })).toMatchObject({
      kids: [own.kid],
      offered: [],
    });
    expect((await knownFrom({}, { signingKeys })).offered).toEqual([]);
  });

  test("that cannot be used let nobody in and nothing out", async () => {
    const key = await generateSigningKey();
    const broken = knownFrom({ keys: [{ ...key, x: "nonsense" }] });
    await expect(broken).rejects.toThrow("Signing key 1");
    await expect(broken).rejects.not.toThrow(key.d);
  });
});
