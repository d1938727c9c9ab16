import { describe, expect, test } from "vitest";
import { generateSigningKey } from "../../src/tokens/new-signing-key.ts";
import { parseSigningKeys } from "../../src/tokens/signing-keys.ts";

const key = await generateSigningKey();
const jwks = (...keys: readonly unknown[]): string => JSON.stringify({ keys });
const without = (member: string) => ({ ...key, [member]: undefined });

describe("generateSigningKey()", () => {
  test("gives a key that is accepted as it stands", () => {
    expect(parseSigningKeys(jwks(key))).toEqual({ kind: "signing-keys", keys: [key] });
  });

  test("gives each key its own name and secret", async () => {
    const other = await generateSigningKey();
    expect(other.kid).not.toBe(key.kid);
    expect(other.d).not.toBe(key.d);
  });

  test("keeps the instant from which the key signs", async () => {
    const later = await generateSigningKey(1_800_000_000_000);
    expect(later.stanchion_active_from).toBe(1_800_000_000_000);
    expect(parseSigningKeys(jwks(later))).toEqual({ kind: "signing-keys", keys: [later] });
  });
});

describe("parseSigningKeys()", () => {
  test("keeps the order of several keys", async () => {
    const other = await generateSigningKey();
    expect(parseSigningKeys(jwks(key, other))).toEqual({
      kind: "signing-keys",
      keys: [key, other],
    });
  });

  test("supplies alg and use where a key does not say them", () => {
    const bare = { ...without("alg"), use: undefined };
    expect(parseSigningKeys(jwks(bare))).toEqual({ kind: "signing-keys", keys: [key] });
  });

  test("leaves members behind that mean nothing to it", () => {
    const dressed = { ...key, key_ops: ["sign"], ext: true, x5c: ["…"], note: "ours" };
    expect(parseSigningKeys(jwks(dressed))).toEqual({ kind: "signing-keys", keys: [key] });
  });

  test.each<readonly [string, string, string]>([
    ["text that is not JSON", "{keys:[]}", "not JSON"],
    ["empty text", "", "not JSON"],
    ["a list", "[]", "not a JWKS"],
    ["null", "null", "not a JWKS"],
    ["a single key", JSON.stringify(key), "not a JWKS"],
    ["keys that are not a list", '{"keys":{}}', "not a JWKS"],
    ["no key", jwks(), "holds no key"],
    ["a key that is not an object", jwks(key, "key"), "Signing key 2 is not an object"],
    ["an RSA key", jwks({ ...key, kty: "RSA" }), "not a P-256 key"],
    ["a symmetric key", jwks({ kty: "oct", k: "c2VjcmV0", kid: "a" }), "not a P-256 key"],
    ["a P-384 key", jwks({ ...key, crv: "P-384" }), "not a P-256 key"],
    ["a key for ES384", jwks({ ...key, alg: "ES384" }), 'another "alg" than ES256'],
    ["a key for HS256", jwks({ ...key, alg: "HS256" }), 'another "alg" than ES256'],
    ["a key for encryption", jwks({ ...key, use: "enc" }), '"use" other than "sig"'],
    ["a key without a name", jwks(without("kid")), 'no "kid"'],
    ["a name with a quote in it", jwks({ ...key, kid: 'a"b' }), 'unusable "kid"'],
    ["a name that is too long", jwks({ ...key, kid: "a".repeat(65) }), 'unusable "kid"'],
    ["a name that is a list", jwks({ ...key, kid: ["a"] }), 'unusable "kid"'],
    ["a public key", jwks(without("d")), 'no "d"'],
    ["a secret of the wrong length", jwks({ ...key, d: `${key.d}AA` }), 'improper "d"'],
    ["a missing coordinate", jwks(without("y")), '"x" or "y"'],
    ["a coordinate that is padded", jwks({ ...key, x: `${key.x}=` }), '"x" or "y"'],
    ["two keys of one name", jwks(key, key), `have the kid "${key.kid}"`],
    ["an instant in words", jwks({ ...key, stanchion_active_from: "now" }), "active_from"],
    ["an instant before 1970", jwks({ ...key, stanchion_active_from: -1 }), "active_from"],
  ])("refuses %s and says so", (_, json, sentence) => {
    const refusal = parseSigningKeys(json);
    expect(refusal).toEqual({
      kind: "signing-keys-refused",
      detail: expect.stringContaining(sentence),
    });
  });

  test("says what is wrong without giving the secret away", () => {
    for (const wrong of [
      { ...key, kid: [key.d] },
      { ...key, alg: key.d },
      { ...key, x: key.d + key.d },
      { ...key, d: `${key.d}=` },
    ]) {
      const refusal = parseSigningKeys(jwks(wrong));
      expect(refusal.kind).toBe("signing-keys-refused");
      expect(JSON.stringify(refusal)).not.toContain(key.d);
    }
  });
});
