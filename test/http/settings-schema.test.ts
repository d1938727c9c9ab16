import * as v from "valibot";
import { describe, expect, test } from "vitest";
import { settingsSchema } from "../../src/http/settings-schema.ts";

/** The wrong fields with what is said about each; the settings themselves when nothing is wrong. */
function judge(settings: unknown): unknown {
  const result = v.safeParse(settingsSchema, settings);
  if (result.success) return result.output;
  return result.issues.map(({ path, message }) => [
    path?.map(({ key }) => String(key)).join(".") ?? "(body)",
    message,
  ]);
}

const taken: readonly (readonly [string, unknown, unknown?])[] = [
  ["lineDocument", null],
  ["lineDocument", "/.stanchion/line"],
  ["lineDocument", "https://line.example/launch.json"],
  ["hosts", []],
  ["hosts", ["shop.example", "localhost:8787", "127.0.0.1:8787", "xn--bcher-kva.example", "a"]],
  [
    "hosts",
    ["Shop.Example", "shop.example", "SHOP.EXAMPLE:80"],
    ["shop.example", "shop.example:80"],
  ],
  ["hosts", ["constructor"]],
  ["hosts", Array.from({ length: 100 }, (_, index) => `shop${index}.example`)],
  ["origin", null],
  ["origin", "https://shop-origin.example"],
  ["origin", "http://127.0.0.1:3000/", "http://127.0.0.1:3000"],
  ["origin", "HTTPS://Shop.Example:443", "https://shop.example"],
  ["publicPaths", []],
  ["publicPaths", ["/", "/logo.svg", "/assets/app.css"]],
  ["queue", "when-needed"],
  ["queue", "always"],
  ["state", "open"],
  ["state", "paused"],
  ["state", "draining"],
  ["state", "closed"],
  ["state", "sold-out"],
  ["admissionsPerMinute", 0],
  ["admissionsPerMinute", 0.5],
  ["admissionsPerMinute", 6_000_000],
  ["capacity", null],
  ["capacity", 0],
  ["capacity", 100_000_000],
  ["sessionMinutes", 0.1],
  ["sessionMinutes", 10_080],
  ["sessionRenewal", "while-active"],
  ["sessionRenewal", "fixed"],
  ["claimWindowSeconds", 10],
  ["claimWindowSeconds", 3_600],
  ["originTimeoutSeconds", 1],
  ["originTimeoutSeconds", 600],
  ["assertions", "reusable"],
  ["assertions", "per-request"],
  ["orderStatusPath", null],
  ["orderStatusPath", "/account/orders"],
  ["ordersPerAdmission", 1],
  ["ordersPerAdmission", 1_000],
  ["graceMinutes", 0],
  ["graceMinutes", 60],
  ["challenge", "off"],
  ["challenge", "when-busy"],
  ["challenge", "always"],
  ["turnstile", null],
  ["turnstile", { siteKey: "0x4AAAAAAABkMYinukE8nzY-" }],
  ["onUnavailable", "hold"],
  ["onUnavailable", null, "hold"],
  ["onUnavailable", { tricklePerMinute: 0.5 }],
  ["queuedStatus", 200],
  ["queuedStatus", 202],
  ["queuedStatus", 429],
  ["queuedStatus", 503],
  ["message", null],
  ["message", ""],
  ["message", "x".repeat(1_000)],
  ["message", { en: "Doors open at nine", "pt-BR": "…", "zh-Hans-CN": "…" }],
];

const lineDocumentForm =
  "must be an https URL of plain characters such as https://line.example/launch.json, a path such as /.stanchion/line, or null";

const refused: readonly (readonly [string, unknown, string])[] = [
  ["lineDocument", "", lineDocumentForm],
  ["lineDocument", "line", lineDocumentForm],
  ["lineDocument", "http://line.example/launch.json", lineDocumentForm],
  ["lineDocument", "https://line.example", lineDocumentForm],
  ["lineDocument", "https://line.example/", lineDocumentForm],
  ["lineDocument", "https://line.example/a?b", lineDocumentForm],
  ["lineDocument", "https://line.example/a; script-src *", lineDocumentForm],
  ["lineDocument", "https://user@line.example/a.json", lineDocumentForm],
  ["lineDocument", "//line.example/a", lineDocumentForm],
  ["lineDocument", 7, lineDocumentForm],
  ["challenge", true, "must be one of off, when-busy, always"],
  ["challenge", null, "must be one of off, when-busy, always"],
  ["hosts", "shop.example", "must be a list of host names"],
  ["hosts", null, "must be a list of host names"],
  ["hosts.0", [7], "must be a host name"],
  ["hosts.0", ["https://shop.example"], "without scheme or path"],
  ["hosts.0", ["shop.example/"], "without scheme or path"],
  ["hosts.0", [""], "must be a host name such as"],
  ["hosts.0", ["-shop.example"], "must be a host name such as"],
  ["hosts.0", ["shop.example:"], "must be a host name such as"],
  ["hosts.0", ["*.example"], "must be a host name such as"],
  ["hosts.1", ["shop.example", "a b"], "must be a host name such as"],
  ["hosts", Array.from({ length: 101 }, (_, index) => `s${index}.example`), "at most 100 entries"],
  ["origin", 7, "must be an absolute URL"],
  ["origin", "shop.example", "must be an absolute http or https URL"],
  ["origin", "ftp://shop.example", "must be an absolute http or https URL"],
  ["origin", "https://shop.example/path", "without path"],
  ["origin", "https://shop.example?", "without path, query"],
  ["origin", "https://shop.example#x", "without path, query"],
  ["origin", "https://user:secret@shop.example", "credentials"],
  ["origin", "https://@shop.example", "credentials"],
  ["origin", "javascript:alert(1)", "must be an absolute http or https URL"],
  ["publicPaths", "/logo.svg", "must be a list of paths"],
  ["publicPaths.0", ["logo.svg"], "must begin with a slash"],
  ["publicPaths.0", ["/assets/*"], "patterns are not taken"],
  ["publicPaths.0", ["/a/../b"], "patterns are not taken"],
  ["publicPaths.0", ["/%61"], "only letters, digits"],
  ["publicPaths.0", ["/.stanchion/join"], "only letters, digits"],
  ["publicPaths.0", ["/a?b"], "only letters, digits"],
  ["publicPaths.0", [`/${"a".repeat(500)}`], "at most 500 characters"],
  ["publicPaths", Array.from({ length: 501 }, (_, index) => `/${index}`), "at most 500 entries"],
  ["queue", "never", "must be one of when-needed, always"],
  ["state", "shut", "must be one of open, paused, draining, closed, sold-out"],
  ["state", null, "must be one of open"],
  ["admissionsPerMinute", -0.1, "must be at least 0"],
  ["admissionsPerMinute", 6_000_000.1, "must be at most 6000000"],
  ["admissionsPerMinute", Number.POSITIVE_INFINITY, "must be at most 6000000"],
  ["admissionsPerMinute", Number.NaN, "must be a number from 0 to 6000000"],
  ["admissionsPerMinute", "60", "must be a number from 0 to 6000000"],
  ["admissionsPerMinute", null, "must be a number from 0 to 6000000"],
  ["admissionsPerMinute", [60], "must be a number from 0 to 6000000"],
  ["capacity", -1, "must be at least 0"],
  ["capacity", 1.5, "must be a whole number"],
  ["capacity", 100_000_001, "must be at most 100000000"],
  ["capacity", "20", "must be a number from 0 to 100000000"],
  ["sessionMinutes", 0.09, "must be at least 0.1"],
  ["sessionMinutes", 10_081, "must be at most 10080"],
  ["sessionMinutes", null, "must be a number from 0.1 to 10080"],
  ["sessionRenewal", "always", "must be one of while-active, fixed"],
  ["claimWindowSeconds", 9, "must be at least 10"],
  ["claimWindowSeconds", 3_601, "must be at most 3600"],
  ["queuedStatus", 418, "must be one of 200, 202, 429, 503"],
  ["queuedStatus", "200", "must be one of 200, 202, 429, 503"],
  ["message", 7, "must be a text, or an object of texts by language tag, or null"],
  ["message", ["a"], "must be a text, or an object of texts by language tag, or null"],
  ["message", "x".repeat(1_001), "must have at most 1000 characters"],
  ["message", { de: 7 }, "must be a text, or an object of texts by language tag, or null"],
  ["message.deutsch!", { "deutsch!": "Hallo" }, "must be a language tag such as en or pt-BR"],
];

describe("settings that are taken", () => {
  test.each(taken)("%s: %j", (field, value, stored = value) => {
    expect(judge({ [String(field)]: value })).toEqual({ [String(field)]: stored });
  });

  test("may be none at all", () => {
    expect(judge({})).toEqual({});
  });
});

describe("settings that are refused", () => {
  test.each(refused)("%s: %j, and it is said that it %s", (field, value, said) => {
    const [name = ""] = field.split(".");
    expect(judge({ [name]: value })).toEqual([[field, expect.stringContaining(said)]]);
  });

  test("are all named at once", () => {
    const issues = judge({
      admissionsPerMinute: -1,
      capacity: 0.5,
      state: "shut",
      queue: "always",
    });
    expect(issues).toEqual([
      ["state", expect.any(String)],
      ["admissionsPerMinute", expect.any(String)],
      ["capacity", expect.any(String)],
    ]);
  });

  test("of a name that is no setting, with the names of those that are", () => {
    expect(judge({ admissionPerMinute: 60 })).toEqual([
      [
        "admissionPerMinute",
        expect.stringMatching(/^is not a setting; the settings are hosts, .*admissionsPerMinute/),
      ],
    ]);
    expect(judge(JSON.parse('{"__proto__": 1}'))).not.toEqual({});
  });

  test.each([[[]], [null], ["open"], [7], [true]])("of a body that is no object: %j", (body) => {
    expect(judge(body)).toEqual([["(body)", "must be a JSON object of settings"]]);
  });
});

describe("turnstile", () => {
  test.each([
    [{}, "turnstile.siteKey"],
    [{ siteKey: "" }, "turnstile.siteKey"],
    [{ siteKey: '"><script>' }, "turnstile.siteKey"],
    [{ siteKey: "a", secret: "b" }, "turnstile.secret"],
    ["0x4AAAAAAABkMYinukE8nzY-", "turnstile"],
  ])("is refused as %j: a site key alone, and never the secret", (turnstile, field) => {
    expect(judge({ turnstile })).toEqual([[field, expect.any(String)]]);
  });
});
