import { decodeJwt, decodeProtectedHeader } from "jose";
import { describe, expect, test } from "vitest";
import { assertionToken, signAssertion } from "../../src/tokens/assertion-token.ts";
import { createVerifier } from "../../src/tokens/verification.ts";
import { iat, makeBench, now, outcome, ticketClaims } from "./forgery.ts";

const { jwk, keyring } = await makeBench();
const assertions = createVerifier({ kind: assertionToken });
const { room, epoch, line, number, jti: pass } = ticketClaims;
const content = { room, epoch, line, number, pass, host: "shop.example:8443" };

test("signAssertion() writes the header and the claims of the contract, and nothing else", async () => {
  const jti = "request-0123456789";
  const token = await signAssertion(keyring, { ...content, jti }, now);
  expect(decodeProtectedHeader(token)).toEqual({
    alg: "ES256",
    kid: jwk.kid,
    typ: "stanchion-assertion+jwt",
  });
  expect(decodeJwt(token)).toEqual({
    iss: "stanchion",
    aud: "stanchion-origin",
    ...content,
    jti,
    iat,
    exp: iat + 61,
  });
});

test("signAssertion() names each assertion differently unless told how", async () => {
  const tokens = await Promise.all([1, 2, 3].map(() => signAssertion(keyring, content, now)));
  expect(new Set(tokens.map((token) => decodeJwt(token).jti)).size).toBe(3);
});

test("an assertion is good on machines whose clocks are 30 s apart, and soon no more", async () => {
  const token = await signAssertion(keyring, content, now);
  for (const offset of [-30_000, 0, 30_000]) {
    expect(outcome(await assertions.verify(token, keyring, now + offset))).toBe("verified");
  }
  expect(outcome(await assertions.verify(token, keyring, now + 61_000))).toBe("expired");
});

test.each(["shop.example", "localhost:8787", "127.0.0.1:8787", "[::1]:8787"])(
  "an assertion can be made out to %s",
  async (host) => {
    const token = await signAssertion(keyring, { ...content, host }, now);
    expect(await assertions.verify(token, keyring, now)).toHaveProperty("claims.host", host);
  },
);

test.each(["", "shop.example/path", "user@shop.example", "shop.example\r\n", "shöp.example"])(
  "an assertion cannot be made out to %j",
  async (host) => {
    await expect(signAssertion(keyring, { ...content, host }, now)).rejects.toThrow('"host"');
  },
);

describe("an assertion that is bound to one request", () => {
  const bound = { method: "POST", targetHash: `${"A".repeat(42)}E` };

  test("names its method and its address, and one that is not bound says nothing of them", async () => {
    const token = await signAssertion(keyring, { ...content, ...bound }, now);
    expect(decodeJwt(token)).toMatchObject(bound);
    expect(await assertions.verify(token, keyring, now)).toMatchObject({ claims: bound });
    const loose = await signAssertion(keyring, content, now);
    expect(decodeJwt(loose)).not.toHaveProperty("method");
    expect(decodeJwt(loose)).not.toHaveProperty("targetHash");
    expect(await assertions.verify(loose, keyring, now)).toMatchObject({
      claims: { method: null, targetHash: null },
    });
  });

  test.each([
    { method: "" },
    { method: "GET /" },
    { method: "X".repeat(33) },
    { targetHash: "A".repeat(42) },
    { targetHash: `${"A".repeat(42)}B` },
    { targetHash: `${"A".repeat(42)}=` },
  ])("is not signed for what is no method and no hash: %j", async (wrong) => {
    const signing = signAssertion(keyring, { ...content, ...bound, ...wrong }, now);
    await expect(signing).rejects.toThrow("is not of its shape");
  });
});
