import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { configFindings, type DeployConfig } from "../../../src/cli/deploy/config-findings.ts";
import type { DeployedWorker } from "../../../src/cli/deploy/deployed-worker.ts";
import { weaknessOfKeys } from "../../../src/cli/deploy/key-strength.ts";
import { faultOfRoute } from "../../../src/cli/deploy/routes.ts";
import { secretFindings } from "../../../src/cli/deploy/secret-findings.ts";
import { weaknessOfToken } from "../../../src/cli/deploy/token-strength.ts";
import { generateSigningKey } from "../../../src/tokens/new-signing-key.ts";

const folder = mkdtempSync(join(tmpdir(), "stanchion-deploy-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const main = join(folder, "index.ts");
writeFileSync(main, "export default { fetch: () => new Response() };");

const closed: DeployConfig = {
  main,
  workers_dev: false,
  preview_urls: false,
  routes: [{ pattern: "shop.example/*" }],
  vars: { CLIENT_ADDRESS_HEADER: "CF-Connecting-IP", ADMIN_HOSTS: "shop.example" },
};

/** What is refused of a configuration that is closed but for this. */
const refusedOf = async (change: Partial<DeployConfig>, isManaged = true) =>
  (await configFindings({ ...closed, ...change }, isManaged))
    .filter(({ kind }) => kind !== "fine")
    .map(({ about, kind, detail }) => `${kind} ${about}: ${detail}`);

describe("a configuration", () => {
  test("that leaves nothing open is fine", async () => {
    expect(await refusedOf({}, false)).toEqual([]);
    expect(await refusedOf({ vars: {} })).toEqual([]);
  });

  test.each([
    [{ workers_dev: true }, "workers_dev = false"],
    [{ workers_dev: undefined, preview_urls: undefined }, "workers_dev and preview_urls = false"],
    [{ preview_urls: true }, "preview_urls = false"],
    [{ routes: [] }, "none, so nobody reaches the gate"],
    [{ routes: ["shop.example/*", "shop.example/checkout*"] }, "leaves other paths of the host"],
    [{ vars: { ADMIN_TOKEN: "x" } }, "ADMIN_TOKEN must not stand in the configuration"],
    [{ vars: { SIGNING_KEYS: {} } }, "SIGNING_KEYS must not stand in the configuration"],
    [{ vars: { CLIENT_ADDRESS_HEADER: "X-Forwarded-For" } }, "which anybody can send"],
    [{ assets: { directory: "public" } }, "assets are served past the gate"],
  ] satisfies readonly (readonly [Partial<DeployConfig>, string])[])(
    "with %j is refused, with what to do",
    async (change, detail) => {
      const refused = await refusedOf(change);
      expect(refused).toHaveLength(1);
      expect(refused[0]).toContain("refused");
      expect(refused[0]).toContain(detail);
    },
  );

  test("by which nobody could set up the first room is refused, unless somebody has", async () => {
    for (const ADMIN_HOSTS of [undefined, "", "admin.example", "notshop.example"]) {
      expect(await refusedOf({ vars: { ADMIN_HOSTS } }, false)).toEqual([
        expect.stringMatching(/^refused management: .* vars.ADMIN_HOSTS/),
      ]);
      expect(await refusedOf({ vars: { ADMIN_HOSTS } }, true)).toEqual([]);
    }
    const routes = ["*.shop.example/*"];
    const vars = { ADMIN_HOSTS: "localhost:8787, Admin.shop.example" };
    expect(await refusedOf({ routes, vars }, false)).toEqual([]);
  });

  test("of a Worker that passes on what fails is refused", async () => {
    const open = mkdtempSync(join(folder, "open-"));
    writeFileSync(join(open, "index.ts"), 'import "./gate.ts";');
    writeFileSync(join(open, "gate.ts"), "ctx.passThroughOnException();");
    expect(await refusedOf({ main: join(open, "index.ts") })).toEqual([
      expect.stringContaining("gate.ts calls passThroughOnException"),
    ]);
  });

  test("of a Worker that nobody has built is refused", async () => {
    expect(await refusedOf({ main: join(folder, "not-built", "worker.js") })).toEqual([
      expect.stringContaining("worker.js is not there: npm run build:deploy makes it"),
    ]);
  });
});

describe("a route", () => {
  test.each(["shop.example/*", "*.shop.example/*", "*shop.example/*", "*/*"])(
    "%s takes every path, by https and http",
    (pattern) => {
      expect(faultOfRoute(pattern, {})).toBeNull();
      expect(faultOfRoute({ pattern }, {})).toBeNull();
    },
  );

  test.each([
    ["shop.example", "the front page alone"],
    ["shop.example/", "leaves other paths of the host open"],
    ["shop.example/checkout/*", "leaves other paths of the host open"],
    ["shop.example/c*", "leaves other paths of the host open"],
    ["https://shop.example/*", "is for https only"],
    ["http://shop.example/*", "is for http only"],
    ["/*", "names no host"],
  ])("%s is refused", (pattern, fault) => {
    expect(faultOfRoute(pattern, {})).toContain(fault);
    expect(faultOfRoute({ pattern }, {})).toMatch(/write "[^/]+\/\*"$/);
  });

  test("of a domain of the Worker's own takes a shop to send requests to", () => {
    const route = { pattern: "shop.example", custom_domain: true };
    expect(faultOfRoute(route, {})).toContain("set vars.ORIGIN");
    expect(faultOfRoute(route, { ORIGIN: "https://origin.shop.example" })).toBeNull();
  });
});

describe("a management token", () => {
  test.each([
    "",
    "admin",
    "password",
    "correct horse battery",
    "correcthorsebatterystaple",
    "StanchionAdminToken2026!",
    "changeme-changeme-changeme-changeme",
    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
    "abcdefghijklmnopqrstuvwxyz",
    "01234567890123456789012345678901",
    "qwertyuiop1234567890",
    "abc123abc123abc123abc123abc123abc123",
    "my-secret-admin-token-for-the-shop",
    "your-admin-token-here-please-change",
  ])("that people think of is weak: %s", (token) => {
    expect(weaknessOfToken(token)).not.toBeNull();
  });

  test("that chance makes is not, in whatever form", () => {
    // So many that a bound which refuses one in a thousand is found out.
    const tokens = Array.from({ length: 10_000 }, () => [
      randomBytes(16).toString("hex"),
      randomBytes(18).toString("base64"),
      randomBytes(18).toString("base64url"),
    ]);
    expect(tokens.flat().filter((token) => weaknessOfToken(token) !== null)).toEqual([]);
  });
});

describe("signing keys", () => {
  test("made by chance are of use", async () => {
    const keys = [await generateSigningKey(), await generateSigningKey()];
    expect(await weaknessOfKeys(JSON.stringify({ keys }))).toBeNull();
  });

  test("that cannot sign, or that others know, are refused without a word of what is in them", async () => {
    const key = await generateSigningKey();
    const { d, ...publicHalf } = key;
    const printed = {
      kty: "EC",
      crv: "P-256",
      x: "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
      y: "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0",
      d: "jpsQnnGQmL-YBIffH1136cspYG6-0iY7X1fCE9-E9LI",
      kid: "printed",
    };
    const guessed = {
      kty: "EC",
      crv: "P-256",
      x: "axfR8uEsQkf4vOblY6RA8ncDfYEt6zOg9KE5RdiYwpY",
      y: "T-NC4v4af5uO5-tKfA-eFivOM1drMV7Oy7ZAaDe_UfU",
      d: "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAE",
      kid: "guessed",
    };
    const cases: readonly (readonly [string, string])[] = [
      ["nonsense", "not JSON"],
      ['{"keys":[]}', "holds no key"],
      [JSON.stringify({ keys: [publicHalf] }), 'has no "d"'],
      [JSON.stringify({ keys: [{ ...(await generateSigningKey()), d }] }), "not a valid P-256"],
      [JSON.stringify({ keys: [key, printed] }), '"printed" is printed in books'],
      [JSON.stringify({ keys: [guessed] }), "not made by chance"],
    ];
    for (const [json, weakness] of cases) {
      const said = await weaknessOfKeys(json);
      expect(said).toContain(weakness);
      for (const secret of [d, printed.d, guessed.d]) expect(said).not.toContain(secret);
    }
  });
});

describe("the secrets of a deployment", () => {
  const strong = randomBytes(24).toString("base64url");
  const none: DeployedWorker = { kind: "none" };
  const withSecrets = (...secretNames: readonly string[]): DeployedWorker => ({
    kind: "there",
    secretNames,
  });
  const nothing = {
    ...{ sent: {}, claimed: {}, isTokenTaken: false },
    deployed: { kind: "unknown" },
  } as const;
  const tokenFinding = async (known: Partial<Parameters<typeof secretFindings>[0]>) =>
    (await secretFindings({ ...nothing, ...known }))[0];

  test.each([
    ["sent along", { sent: { ADMIN_TOKEN: strong } }, "fine"],
    [
      "taken by the running gateway",
      { claimed: { ADMIN_TOKEN: strong }, isTokenTaken: true },
      "fine",
    ],
    ["claimed only", { claimed: { ADMIN_TOKEN: strong } }, "unchecked"],
    ["known by name only", { deployed: withSecrets("ADMIN_TOKEN") }, "unchecked"],
    ["known not to be there", { deployed: withSecrets() }, "refused"],
    ["missing in the first deployment", { deployed: none }, "refused"],
    ["known to nobody", {}, "unchecked"],
    ["weak, though taken", { claimed: { ADMIN_TOKEN: "admin" }, isTokenTaken: true }, "refused"],
    ["weak, though sent", { sent: { ADMIN_TOKEN: "admin" } }, "refused"],
  ] as const)("a token that is %s is judged so", async (_, known, kind) => {
    const finding = await tokenFinding(known);
    expect(finding).toMatchObject({ about: "ADMIN_TOKEN", kind });
    expect(finding?.detail).not.toContain(strong);
  });

  test("signing keys of one's own are judged if they are at hand, and said to be unknown if not", async () => {
    const keysFinding = async (known: Partial<Parameters<typeof secretFindings>[0]>) =>
      (await secretFindings({ ...nothing, ...known }))[1]?.kind;
    const SIGNING_KEYS = JSON.stringify({ keys: [await generateSigningKey()] });
    expect(await keysFinding({})).toBe("fine");
    expect(await keysFinding({ deployed: withSecrets("SIGNING_KEYS") })).toBe("unchecked");
    expect(
      await keysFinding({ deployed: withSecrets("SIGNING_KEYS"), claimed: { SIGNING_KEYS } }),
    ).toBe("fine");
    expect(await keysFinding({ sent: { SIGNING_KEYS: "{}" } })).toBe("refused");
  });
});
