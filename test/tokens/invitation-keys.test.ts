import { describe, expect, test } from "vitest";
import { importInvitationKeys, parseInvitationKeys } from "../../src/tokens/invitation-keys.ts";
import { generateSigningKey } from "../../src/tokens/new-signing-key.ts";

const { d, ...key } = await generateSigningKey();
const { d: otherSecret, ...other } = await generateSigningKey();
const without = (member: string) => ({ ...key, [member]: undefined });

describe("parseInvitationKeys()", () => {
  test("takes public keys in their order", () => {
    expect(parseInvitationKeys([key, other])).toEqual({
      kind: "invitation-keys",
      keys: [key, other],
    });
  });

  test("takes no key at all: nobody is invited", () => {
    expect(parseInvitationKeys([])).toEqual({ kind: "invitation-keys", keys: [] });
  });

  test("supplies alg and use where a key does not say them, and leaves behind what means nothing", () => {
    const dressed = { ...key, alg: undefined, use: undefined, key_ops: ["verify"], ext: true };
    expect(parseInvitationKeys([dressed])).toEqual({ kind: "invitation-keys", keys: [key] });
  });

  test.each<readonly [string, unknown, string]>([
    ["nothing", undefined, "not a list"],
    ["a JWKS instead of its list", { keys: [key] }, "not a list"],
    ["a key that is not an object", [key, "key"], "Invitation key 2 is not an object"],
    ["an RSA key", [{ ...key, kty: "RSA" }], "not a P-256 key"],
    ["a P-384 key", [{ ...key, crv: "P-384" }], "not a P-256 key"],
    ["a key for ES384", [{ ...key, alg: "ES384" }], 'another "alg" than ES256'],
    ["a key for encryption", [{ ...key, use: "enc" }], '"use" other than "sig"'],
    ["a key without a name", [without("kid")], 'no "kid"'],
    ["a name with a quote in it", [{ ...key, kid: 'a"b' }], 'unusable "kid"'],
    ["a missing coordinate", [without("y")], '"x" or "y"'],
    ["a private key", [{ ...key, d }], "is a private key"],
    ["two keys of one name", [key, { ...other, kid: key.kid }], `have the kid "${key.kid}"`],
    ["a key ring of a hundred", Array(100).fill(key), "20 invitation keys at most"],
  ])("refuses %s and says so", (_, value, sentence) => {
    expect(parseInvitationKeys(value)).toEqual({
      kind: "invitation-keys-refused",
      detail: expect.stringContaining(sentence),
    });
  });

  test("does not repeat a secret that was sent by mistake", () => {
    expect(JSON.stringify(parseInvitationKeys([{ ...key, d }]))).not.toContain(d);
  });
});

describe("importInvitationKeys()", () => {
  test("gives the keys by their names", async () => {
    const imported = await importInvitationKeys([key, other]);
    expect(imported).toHaveProperty(
      "verifying",
      new Map([key, other].map((jwk) => [jwk.kid, expect.objectContaining({ jwk })])),
    );
  });

  test("refuses coordinates that are not a point of the curve", async () => {
    expect(await importInvitationKeys([{ ...key, y: other.y }])).toEqual({
      kind: "invitation-keys-refused",
      detail: `The invitation key "${key.kid}" is not a point of P-256.`,
    });
  });

  test("refuses what has not the form of a key", async () => {
    expect(await importInvitationKeys([{ ...key, d: otherSecret }])).toHaveProperty(
      "kind",
      "invitation-keys-refused",
    );
  });
});
