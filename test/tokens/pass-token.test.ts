import { decodeJwt, decodeProtectedHeader, jwtVerify } from "jose";
import { expect, test } from "vitest";
import { publicJwks } from "../../src/tokens/keyring.ts";
import { passToken, signPass } from "../../src/tokens/pass-token.ts";
import { createVerifier } from "../../src/tokens/verification.ts";
import { forge, iat, makeBench, now, outcome, ticketClaims } from "./forgery.ts";

const { jwk, keyring } = await makeBench();
const passes = createVerifier({ kind: passToken });
const { target, told, wave, ...place } = ticketClaims;
const expiresAt = now + 900_000;
const claims = { ...place, expiresAt };

test("signPass() writes the header and the claims of the contract, and nothing else", async () => {
  const token = await signPass(keyring, claims, now);
  expect(decodeProtectedHeader(token)).toEqual({
    alg: "ES256",
    kid: jwk.kid,
    typ: "stanchion-pass+jwt",
  });
  const { room, epoch, line, number, jti } = place;
  expect(decodeJwt(token)).toEqual({
    iss: "stanchion",
    aud: "stanchion-pass",
    ...{ room, epoch, line, number, jti, iat },
    exp: expiresAt / 1_000,
  });
});

test("signPass() ends a pass at the very millisecond at which its session ends", async () => {
  const token = await signPass(keyring, claims, now);
  expect(outcome(await passes.verify(token, keyring, expiresAt - 1))).toBe("verified");
  expect(outcome(await passes.verify(token, keyring, expiresAt))).toBe("expired");
});

test("signPass() turns nobody away for a fraction of a millisecond", async () => {
  const token = await signPass(keyring, { ...claims, expiresAt: expiresAt + 0.3 }, now);
  expect(outcome(await passes.verify(token, keyring, expiresAt + 0.2))).toBe("verified");
  expect(outcome(await passes.verify(token, keyring, expiresAt + 1))).toBe("expired");
});

test("a pass that ends at a fraction of a millisecond was not written by signPass()", async () => {
  const header = { alg: "ES256", kid: jwk.kid, typ: "stanchion-pass+jwt" };
  const { expiresAt: _, ...own } = place;
  const payload = { iss: "stanchion", aud: "stanchion-pass", ...own, iat };
  const exp = expiresAt / 1_000;
  for (const [end, verdict] of [
    [exp, "verified"],
    [exp + 0.0001, "claims: exp"],
  ] as const) {
    const token = await forge(header, { ...payload, exp: end }, jwk);
    expect(outcome(await passes.verify(token, keyring, now))).toBe(verdict);
  }
});

test("signPass() renews a pass from the claims of the last, under the same jti", async () => {
  const first = await passes.verify(await signPass(keyring, claims, now), keyring, now);
  if (first.kind !== "verified") throw new Error("the first pass was refused");
  const later = now + 500_000;
  const renewed = { ...first.claims, expiresAt: later + 900_000 };
  const second = await passes.verify(await signPass(keyring, renewed, later), keyring, later);
  expect(second).toHaveProperty("claims.jti", first.claims.jti);
  expect(second).toHaveProperty("claims.issuedAt", later - (later % 1_000));
  expect(second).toHaveProperty("claims.expiresAt", later + 900_000);
});

test("a renewed pass says which renewal it is, and one of an earlier release is as it was given first", async () => {
  const renewed = await signPass(keyring, { ...claims, renewal: 3 }, now);
  expect(decodeJwt(renewed)).toHaveProperty("renewal", 3);
  expect(await passes.verify(renewed, keyring, now)).toHaveProperty("claims.renewal", 3);
  const first = await signPass(keyring, claims, now);
  expect(decodeJwt(first)).not.toHaveProperty("renewal");
  expect(await passes.verify(first, keyring, now)).toHaveProperty("claims.renewal", 0);
});

test.each([-1, 0.5, "1", null, 1e300, [1]])("a pass of renewal %j is refused", async (renewal) => {
  const header = { alg: "ES256", kid: jwk.kid, typ: "stanchion-pass+jwt" };
  const { expiresAt: _, ...own } = place;
  const payload = { iss: "stanchion", aud: "stanchion-pass", ...own, renewal, iat };
  const token = await forge(header, { ...payload, exp: expiresAt / 1_000 }, jwk);
  expect(outcome(await passes.verify(token, keyring, now))).toBe("claims: renewal");
});

test("a pass can be verified by anybody who has jwks.json and a JWT library", async () => {
  const token = await signPass(keyring, claims, now);
  const [published] = publicJwks(keyring).keys;
  if (published === undefined) throw new Error("no key was published");
  const { payload } = await jwtVerify(
    token,
    { ...published },
    {
      issuer: "stanchion",
      audience: "stanchion-pass",
      typ: "stanchion-pass+jwt",
      currentDate: new Date(now),
    },
  );
  expect(payload).toHaveProperty("number", place.number);
});
