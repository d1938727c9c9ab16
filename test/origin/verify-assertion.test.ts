import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { type AssertionOptions, type Refusal, verifyAssertion } from "../../src/origin/index.ts";
import { assertionToken, signAssertion } from "../../src/tokens/assertion-token.ts";
import { signPass } from "../../src/tokens/pass-token.ts";
import { signTicket } from "../../src/tokens/ticket-token.ts";
import { createVerifier } from "../../src/tokens/verification.ts";
import { forge, now, ticketClaims } from "../tokens/forgery.ts";
import {
  asking,
  assertionHeader,
  content,
  genuineAt,
  jwk,
  jwks,
  keyring,
  options,
  outcome,
  payloadAt,
  targetHash,
} from "./bench.ts";
import { forgeries } from "./forgeries.ts";

const genuine = await genuineAt(now);
const gateway = createVerifier({ kind: assertionToken });

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["Date"], now });
});
afterEach(() => {
  vi.useRealTimers();
});

const judge = async (request: Request, more: AssertionOptions = {}): Promise<string> =>
  outcome(await verifyAssertion(request, { ...options, ...more }));

describe("a genuine assertion", () => {
  test("is taken, and its claims are told", async () => {
    const verdict = await verifyAssertion(asking(genuine), options);
    expect(verdict).toEqual({
      ok: true,
      claims: {
        ...content,
        jti: expect.stringMatching(/^[\w-]{24}$/),
        issuedAt: now - (now % 1_000),
        expiresAt: now - (now % 1_000) + 61_000,
        method: null,
        targetHash: null,
      },
    });
    expect(verdict).toHaveProperty("claims", expect.toSatisfy(Object.isFrozen));
  });

  test("is what the forger's bench writes, too: the forgeries differ from it in one thing", async () => {
    const written = await forge(assertionHeader(jwk.kid), payloadAt(now), jwk);
    expect(await judge(asking(written))).toBe("let through");
  });

  test("may say more than this version knows, which is left out", async () => {
    const payload = { ...payloadAt(now), membership: "gold" };
    const newer = await forge(assertionHeader(jwk.kid), payload, jwk);
    const verdict = await verifyAssertion(asking(newer), options);
    expect(verdict).toHaveProperty("ok", true);
    expect(verdict).not.toHaveProperty("claims.membership");
  });

  test("of another issuer is taken by who names that issuer", async () => {
    const issuer = "https://shop.example";
    const other = await signAssertion(keyring, content, now, issuer);
    expect(await judge(asking(other))).toBe("claims");
    expect(await judge(asking(other), { issuer })).toBe("let through");
  });
});

describe("a forgery", async () => {
  const forged = await forgeries(jwk, now);

  test("comes in more than a hundred kinds", () => {
    expect(forged.length).toBeGreaterThan(100);
  });

  test.each(forged)("with %s is refused, here and by the gateway's own check", async (_, token) => {
    // As bytes on the wire: what cannot stand in a header cannot come.
    const headers = {
      get: (name: string) => (name === "host" ? content.host : token),
      keys: () => [],
    };
    const request = { method: "GET", url: `http://${content.host}/`, headers };
    expect((await verifyAssertion(request, options)).ok).toBe(false);
    expect((await gateway.verify(token, keyring, now)).kind).toBe("token-refused");
  });

  test("is turned away at the first thing that is wrong with it, before any cryptography", async () => {
    const { kid } = jwk;
    const said = payloadAt(now);
    const withHeader = (more: object) => forge({ ...assertionHeader(kid), ...more }, said, jwk);
    const [header, payload] = genuine.split(".");
    const reasons: readonly (readonly [string, string])[] = [
      [genuine.padEnd(4_097, "A"), "too-long"],
      [`${genuine}.AAAA`, "malformed"],
      [`${genuine}=`, "malformed"],
      [await withHeader({ alg: "ES384" }), "header"],
      [await withHeader({ kid: "k".repeat(65) }), "header"],
      [await withHeader({ kid: "../key" }), "header"],
      [await withHeader({ jku: "https://evil.example" }), "header"],
      [await withHeader({ kid: "nobody" }), "unknown-key"],
      [`${header}.${payload}.${"A".repeat(86)}`, "signature"],
    ];
    for (const [token, reason] of reasons) expect(await judge(asking(token))).toBe(reason);
  });

  test("of any character is refused", async () => {
    const at = fc.nat({ max: genuine.length - 1 });
    const character = fc.constantFrom(..."AZaz09-_.=+ ");
    await fc.assert(
      fc.asyncProperty(at, character, async (index, other) => {
        fc.pre(other !== genuine[index]);
        const changed = genuine.slice(0, index) + other + genuine.slice(index + 1);
        expect(await judge(asking(changed))).not.toBe("let through");
      }),
      { numRuns: 300 },
    );
  });

  test("never makes the check fail, whatever it is", async () => {
    const visible = fc.string({ unit: fc.constantFrom(..."!\"%&'*+,-./:;=?_{}aAeJ09") });
    await fc.assert(
      fc.asyncProperty(visible, async (text) => {
        expect(await judge(asking(text))).not.toBe("let through");
      }),
      { numRuns: 300 },
    );
  });

  test("is told of without anything that it says", async () => {
    const boast = await forge(assertionHeader("the-real-key"), payloadAt(now), jwk);
    const verdict = await verifyAssertion(asking(boast.slice(0, -9)), options);
    expect(JSON.stringify(verdict)).not.toContain(content.pass);
  });
});

describe("a request", () => {
  test("without an assertion is refused", async () => {
    expect(await judge(asking(null))).toBe("missing");
  });

  test("with two of them is refused, even if both are genuine", async () => {
    expect(await judge(asking(`${genuine}, ${genuine}`))).toBe("doubled");
    expect(await judge(asking(`${genuine},forged`))).toBe("doubled");
  });

  test.each(["Stanchion_Assertion", "STANCHION.ASSERTION", "stanchion~assertion"])(
    "with the twin header %s is refused, though a genuine one came as well",
    async (name) => {
      expect(await judge(asking(genuine, { headers: { [name]: genuine } }))).toBe("doubled");
      expect(await judge(asking(null, { headers: { [name]: genuine } }))).toBe("doubled");
    },
  );

  test("with a ticket or a pass for an assertion is refused", async () => {
    const { target, ...place } = ticketClaims;
    expect(await judge(asking(await signTicket(keyring, ticketClaims, now)))).toBe("header");
    expect(await judge(asking(await signPass(keyring, place, now)))).toBe("header");
  });

  test("for another host than the assertion's is refused", async () => {
    const elsewhere = asking(genuine, { headers: { Host: "admin.example" } });
    expect(await judge(elsewhere)).toBe("host");
    expect(await judge(elsewhere, { host: "shop.example" })).toBe("let through");
    expect(await judge(asking(genuine), { host: ["other.example"] })).toBe("host");
  });

  test("may name its host in capitals, and the port that everybody knows", async () => {
    const loud = asking(genuine, { headers: { Host: "Shop.Example:443" } });
    expect(await judge(loud)).toBe("let through");
    const port = asking(genuine, { headers: { Host: "shop.example:8443" } });
    expect(await judge(port)).toBe("host");
  });

  test("for another room than the shop's is refused", async () => {
    expect(await judge(asking(genuine), { room: "default" })).toBe("let through");
    expect(await judge(asking(genuine), { room: "other" })).toBe("room");
  });
});

describe("the times", () => {
  const [issuedAt, expiresAt] = [now - (now % 1_000), now - (now % 1_000) + 61_000];

  test.each<readonly [string, number, string]>([
    ["as far ahead as two clocks may differ", issuedAt - 30_000, "let through"],
    ["farther ahead", issuedAt - 31_000, "issued-in-future"],
    ["half a minute over, less a moment", expiresAt + 29_000, "let through"],
    ["half a minute over", expiresAt + 30_000, "expired"],
    ["a day over", expiresAt + 86_400_000, "expired"],
  ])("an assertion that is %s", async (_, at, expected) => {
    vi.setSystemTime(at);
    expect(await judge(asking(genuine))).toBe(expected);
  });

  test("may be held to the second, or more loosely", async () => {
    vi.setSystemTime(expiresAt);
    expect(await judge(asking(genuine), { clockToleranceSeconds: 0 })).toBe("expired");
    vi.setSystemTime(expiresAt + 59_000);
    expect(await judge(asking(genuine), { clockToleranceSeconds: 60 })).toBe("let through");
  });

  test("an assertion that would live longer than two minutes is refused", async () => {
    const { iat, ...rest } = payloadAt(now);
    const living = (seconds: number) =>
      forge(assertionHeader(jwk.kid), { ...rest, iat, exp: iat + seconds }, jwk);
    expect(await judge(asking(await living(120)))).toBe("let through");
    expect(await judge(asking(await living(121)))).toBe("claims");
  });
});

describe("bound to method and address", async () => {
  const target = "/order?sku=iphone-3g";
  const bound = { ...payloadAt(now), method: "POST", targetHash: await targetHash(target) };
  const token = await forge(assertionHeader(jwk.kid), bound, jwk);
  const strict = { strict: true };

  test("an assertion is good for exactly what it was made for", async () => {
    const order = asking(token, { path: target, method: "POST" });
    expect(await judge(order, strict)).toBe("let through");
    expect(await judge(asking(token, { path: target }), strict)).toBe("method");
    for (const path of ["/order", "/order?sku=iphone-3g&", "/Order?sku=iphone-3g", "/"]) {
      expect(await judge(asking(token, { path, method: "POST" }), strict)).toBe("target");
    }
  });

  test("one that is not bound is refused where it must be", async () => {
    expect(await judge(asking(genuine), strict)).toBe("unbound");
    const { targetHash: _, ...half } = bound;
    const halfBound = await forge(assertionHeader(jwk.kid), half, jwk);
    const order = asking(halfBound, { path: target, method: "POST" });
    expect(await judge(order, strict)).toBe("unbound");
  });

  test("one that is bound is good for a shop that does not ask for it", async () => {
    expect(await judge(asking(token))).toBe("let through");
  });

  test.each<readonly [string, unknown]>([
    ["method", "GET "],
    ["method", ["POST"]],
    ["method", ""],
    ["targetHash", target],
    ["targetHash", `${bound.targetHash}=`],
    ["targetHash", null],
  ])("a claim %s of %j is refused", async (name, value) => {
    const odd = await forge(assertionHeader(jwk.kid), { ...bound, [name]: value }, jwk);
    expect(await judge(asking(odd, { path: target, method: "POST" }))).toBe("claims");
  });
});

describe("exempt paths", () => {
  const exempt = ["/healthz", "/webhooks/paid"];

  test.each(["/healthz", "/webhooks/paid", "/healthz?from=monitor"])(
    "%s needs no assertion",
    async (path) => {
      expect(await judge(asking(null, { path }), { exempt })).toBe("let through");
      expect(await judge(asking(null, { path, method: "POST" }), { exempt })).toBe("let through");
    },
  );

  test.each([
    "/",
    "/healthz/",
    "//healthz",
    "/healthz/../checkout",
    "/Healthz",
    "/healthz;a",
    "/healthz%2f",
    "/%68ealthz",
    "/healthz%00",
    "/x/%2e%2e/healthz",
    "/webhooks/paid/checkout",
    "/checkout?/healthz",
    "/checkout#/healthz",
  ])("%s is not one of them", async (path) => {
    const headers = { get: () => null, keys: () => [] };
    const request = { method: "GET", url: `http://shop.example${path}`, headers };
    expect(outcome(await verifyAssertion(request, { jwks, exempt }))).toBe("missing");
  });

  test("nothing in the host makes one of another path", async () => {
    const headers = {
      get: (name: string) => (name === "host" ? "shop.example/healthz?" : null),
      keys: () => ["host"],
    };
    const request = { method: "GET", url: "http://shop.example/checkout", headers };
    expect(outcome(await verifyAssertion(request, { jwks, exempt }))).toBe("missing");
  });

  test.each(["healthz", "/a/../b", "/a//b", "/%68", "/a*", "/a?b", "/a b", ""])(
    "cannot be %j, which more than one path may be read as",
    async (path) => {
      await expect(verifyAssertion(asking(null), { jwks, exempt: [path] })).rejects.toThrow(
        "exempt",
      );
    },
  );
});

describe("the mode", () => {
  test("report-only lets everybody pass and says who would have been refused", async () => {
    const reports: unknown[] = [];
    const reporting: AssertionOptions = {
      jwks,
      mode: "report-only",
      onReport: (refusal: Refusal, request) => reports.push([refusal.reason, request]),
    };
    expect(await verifyAssertion(asking(null), reporting)).toEqual({ ok: true, claims: null });
    expect(await verifyAssertion(asking(genuine), reporting)).toHaveProperty(
      "claims.number",
      4_711,
    );
    expect(reports).toEqual([
      ["missing", { method: "GET", host: "shop.example", path: "/checkout" }],
    ]);
  });

  test("report-only lets everybody pass even when the report fails", async () => {
    const onReport = (): never => {
      throw new Error("the disk is full");
    };
    const verdict = await verifyAssertion(asking(null), { jwks, mode: "report-only", onReport });
    expect(verdict.ok).toBe(true);
  });

  test("off needs no keys and asks nobody for anything", async () => {
    expect(await verifyAssertion(asking("forged"), { mode: "off" })).toEqual({
      ok: true,
      claims: null,
    });
  });
});

describe("options that cannot be meant", () => {
  test.each<readonly [string, object]>([
    ["mode", { jwks, mode: "enforced" }],
    ["mode", { jwks, mode: "" }],
    ["jwksUrl", {}],
    ["jwksUrl", { jwksUrl: "shop.example/jwks.json" }],
    ["jwksUrl", { jwksUrl: "file:///etc/jwks.json" }],
    ["jwks", { jwks: { keys: [] } }],
    ["jwks", { jwks: { keys: [{ kty: "RSA", kid: "1", n: "AA", e: "AQAB" }] } }],
    ["clockToleranceSeconds", { jwks, clockToleranceSeconds: -1 }],
    ["clockToleranceSeconds", { jwks, clockToleranceSeconds: Number.NaN }],
    ["clockToleranceSeconds", { jwks, clockToleranceSeconds: 3_600 }],
    ["host", { jwks, host: [] }],
  ])("are named: %s of %j", async (name, wrong) => {
    await expect(verifyAssertion(asking(genuine), wrong)).rejects.toThrow(name);
  });
});
