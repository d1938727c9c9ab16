import { resolve } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readEnvironment, type Variables } from "../../src/cli/environment.ts";
import { generateSigningKey } from "../../src/tokens/new-signing-key.ts";

async function settingsOf(variables: Variables) {
  const environment = await readEnvironment(variables);
  if (environment.kind === "problem") throw new TypeError(environment.sentence);
  return environment.settings;
}

async function problemOf(variables: Variables): Promise<string> {
  const environment = await readEnvironment(variables);
  if (environment.kind === "settings") throw new TypeError("expected a problem");
  return environment.sentence;
}

describe("readEnvironment()", () => {
  it("starts the demo on this machine alone when nothing is set", async () => {
    expect(await settingsOf({})).toEqual({
      port: 8787,
      listenHost: "127.0.0.1",
      origin: null,
      adminToken: null,
      signingKeys: null,
      dataDirectory: resolve(".data"),
      shopVerifies: false,
    });
  });

  it("takes an empty variable for one that is not set", async () => {
    const empty = {
      PORT: "",
      HOST: "",
      ORIGIN: "",
      ADMIN_TOKEN: "",
      SIGNING_KEYS: "",
      DATA_DIR: "",
    };
    expect(await settingsOf(empty)).toEqual(await settingsOf({}));
  });

  it("takes what is set", async () => {
    const settings = await settingsOf({
      PORT: "80",
      HOST: "::1",
      ORIGIN: "https://shop.example:8443/",
      ADMIN_TOKEN: "s3cret",
      DATA_DIR: "/var/lib/line",
    });
    expect(settings).toMatchObject({
      port: 80,
      listenHost: "::1",
      adminToken: "s3cret",
      dataDirectory: "/var/lib/line",
    });
    expect(settings.origin?.origin).toBe("https://shop.example:8443");
  });

  it.each(["x", "-1", "65536", "80.5", "1e3", "0x50", " 80", "123456"])(
    "refuses %j as a port and says what to do",
    async (PORT) => {
      expect(await problemOf({ PORT })).toContain("set it to a whole number from 1 to 65535");
    },
  );

  it.each([
    ["shop.example", "absolute address"],
    ["/shop", "absolute address"],
    ["//shop.example", "absolute address"],
    ["ftp://shop.example", "absolute address"],
    ["http:shop.example", "absolute address"],
    ["http://", "absolute address"],
    ["http://shop.example:99999", "absolute address"],
    ["https://user@shop.example", "leave out the user name"],
    ["https://user:word@shop.example", "leave out the user name"],
    ["https://shop.example/checkout", "leave out what follows the host"],
    ["https://shop.example/?", "leave out what follows the host"],
    ["https://shop.example/#top", "leave out what follows the host"],
    ["http://localhost:8787", "the gateway itself"],
    ["http://127.0.0.1:8787", "the gateway itself"],
    ["http://0.0.0.0:8787", "the gateway itself"],
    ["http://[::1]:8787", "the gateway itself"],
    ["http://[::]:8787", "the gateway itself"],
    ["http://localhost.:8787", "the gateway itself"],
    ["http://127.1:8787", "the gateway itself"],
    ["http://[::ffff:127.0.0.1]:8787", "the gateway itself"],
  ])("refuses %j as an origin and says what to do", async (ORIGIN, advice) => {
    const sentence = await problemOf({ ORIGIN });
    expect(sentence).toContain(JSON.stringify(ORIGIN));
    expect(sentence).toContain(advice);
  });

  it("refuses an admin token that no header can carry, without showing it", async () => {
    const sentence = await problemOf({ ADMIN_TOKEN: "two words" });
    expect(sentence).toContain("ADMIN_TOKEN");
    expect(sentence).not.toContain("two words");
  });

  it("takes a private JWKS as signing keys", async () => {
    const SIGNING_KEYS = JSON.stringify({ keys: [await generateSigningKey()] });
    expect((await settingsOf({ SIGNING_KEYS })).signingKeys).toBe(SIGNING_KEYS);
  });

  it("refuses signing keys that cannot sign, without showing them", async () => {
    const { d, ...publicKey } = await generateSigningKey();
    const swapped = { ...(await generateSigningKey()), d };
    for (const keys of [[], [publicKey], [swapped]]) {
      const sentence = await problemOf({ SIGNING_KEYS: JSON.stringify({ keys }) });
      expect(sentence).toMatch(/^SIGNING_KEYS cannot be used: /);
      expect(sentence).not.toContain(d);
    }
  });

  it("tells whoever names a file as signing keys to give what is in it", async () => {
    expect(await problemOf({ SIGNING_KEYS: "/etc/keys.json" })).toContain(
      'SIGNING_KEYS="$(cat keys.json)"',
    );
  });

  it.each(["CLIENT_ADDRESS_HEADER", "CLIENT_PROTOCOL_HEADER"])(
    "refuses a %s that is no header's name, at which each request would fail",
    async (name) => {
      expect(await problemOf({ [name]: "X Real: IP" })).toContain(
        `${name} is "X Real: IP"; set it`,
      );
      expect(await settingsOf({ [name]: "X-Real-IP" })).toBeDefined();
    },
  );

  it("refuses a Turnstile address that is none", async () => {
    expect(await problemOf({ TURNSTILE_VERIFY_URL: "siteverify" })).toContain(
      "an absolute address",
    );
  });

  it("answers anything with settings or with one sentence on one line", async () => {
    const anything = fc.option(fc.string(), { nil: undefined });
    const variables = fc.record({
      PORT: anything,
      ORIGIN: anything,
      ADMIN_TOKEN: anything,
      SIGNING_KEYS: anything,
    });
    await fc.assert(
      fc.asyncProperty(variables, async (given) => {
        const environment = await readEnvironment(given);
        if (environment.kind === "problem") expect(environment.sentence).toMatch(/^[^\n]+\.$/);
      }),
    );
  });
});
