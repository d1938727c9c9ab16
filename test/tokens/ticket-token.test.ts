import { decodeJwt, decodeProtectedHeader } from "jose";
import { describe, expect, test } from "vitest";
import { importKeyring } from "../../src/tokens/keyring.ts";
import { isTarget, signTicket, ticketToken } from "../../src/tokens/ticket-token.ts";
import { createVerifier } from "../../src/tokens/verification.ts";
import { makeBench, now, outcome, ticketClaims, ticketPayload } from "./forgery.ts";

const { jwk, keyring } = await makeBench();

describe("signTicket()", () => {
  test("writes the header and the claims of the contract, and nothing else", async () => {
    const token = await signTicket(keyring, ticketClaims, now);
    expect(decodeProtectedHeader(token)).toEqual({
      alg: "ES256",
      kid: jwk.kid,
      typ: "stanchion-ticket+jwt",
    });
    expect(decodeJwt(token)).toEqual(ticketPayload);
  });

  test("leaves out what is not a ticket's to say", async () => {
    const stray = { ...ticketClaims, email: "somebody@example.com", issuedAt: 1 };
    expect(decodeJwt(await signTicket(keyring, stray, now))).toEqual(ticketPayload);
  });

  test.each<readonly [string, object]>([
    ["room", { room: "../other" }],
    ["epoch", { epoch: 0 }],
    ["line", { line: "" }],
    ["number", { number: 0.5 }],
    ["jti", { jti: "guess" }],
    ["target", { target: "//evil.example" }],
    ["told", { told: [1] }],
    ["told", { told: [0, -1] }],
    ["wave", { wave: "" }],
    ["wave", { wave: "w".repeat(65) }],
    ["exp", { expiresAt: Number.NaN }],
    ["exp", { expiresAt: Number.POSITIVE_INFINITY }],
    ["exp", { expiresAt: now + 91 * 86_400_000 }],
  ])("refuses to write a %s that it would not accept", async (claim, wrong) => {
    const signing = signTicket(keyring, { ...ticketClaims, ...wrong }, now);
    await expect(signing).rejects.toThrow(`Cannot sign the ticket: "${claim}"`);
  });

  test("accepts the longest life there is, whatever the fraction of the second", async () => {
    for (const at of [now, now + 1, now + 749, now + 750]) {
      const expiresAt = at + ticketToken.maxLifetimeMs;
      const token = await signTicket(keyring, { ...ticketClaims, expiresAt }, at);
      const verification = await createVerifier({ kind: ticketToken }).verify(token, keyring, at);
      expect(outcome(verification)).toBe("verified");
    }
  });

  test("fits the largest ticket there is into a cookie, name and all", async () => {
    const largest = {
      room: "r".repeat(63),
      epoch: Number.MAX_SAFE_INTEGER,
      line: "l".repeat(64),
      number: Number.MAX_SAFE_INTEGER,
      jti: "j".repeat(64),
      target: `/?${'"'.repeat(999)}`,
      told: [Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER],
      wave: "w".repeat(64),
      expiresAt: ticketClaims.expiresAt,
    } as const;
    const longNamed = await importKeyring({ keys: [{ ...jwk, kid: "k".repeat(64) }] });
    const token = await signTicket(longNamed, largest, now);
    expect(`__Host-stanchion-ticket=${token}`.length).toBeLessThan(4_096);
    const verification = await createVerifier({ kind: ticketToken }).verify(token, longNamed, now);
    expect(outcome(verification)).toBe("verified");
  });
});

describe("isTarget()", () => {
  test.each([
    "/",
    "/checkout",
    "/checkout/pay?sku=1&back=https://elsewhere.example/",
    "/a/../b;c=d/%2e%2e/?q=%F0%9F%8E%AB",
    "/@evil.example",
    '/?q="quoted"',
  ])("keeps %j", (target) => {
    expect(isTarget(target)).toBe(true);
  });

  test.each([
    "",
    "checkout",
    "//evil.example",
    "/\\evil.example",
    "\\/evil.example",
    " /",
    "/\t/evil.example",
    "/a\r\nLocation: //evil.example",
    "/\u0000",
    "/caf\u00e9",
    "https://evil.example/",
    "javascript:alert(1)",
    undefined,
    ["/"],
  ])("does not keep %j", (target) => {
    expect(isTarget(target)).toBe(false);
  });

  test("keeps 2,000 characters, and counts those double that JSON writes double", () => {
    expect(isTarget(`/${"a".repeat(1_999)}`)).toBe(true);
    expect(isTarget(`/${"a".repeat(2_000)}`)).toBe(false);
    expect(isTarget(`/?${'"'.repeat(999)}`)).toBe(true);
    expect(isTarget(`/?${'"'.repeat(1_000)}`)).toBe(false);
  });
});
