import { expect, test } from "vitest";
import { weakSecrets } from "../../src/cli/weak-secrets.ts";
import { generateSigningKey } from "../../src/tokens/new-signing-key.ts";

test("weakSecrets() has nothing to say of secrets made by chance, nor of none", async () => {
  const adminToken = "q7Zr2mXw9KfTbL4sHd8NvJc3";
  const signingKeys = JSON.stringify({ keys: [await generateSigningKey()] });
  expect(await weakSecrets({ adminToken, signingKeys })).toEqual([]);
  expect(await weakSecrets({ adminToken: null, signingKeys: null })).toEqual([]);
});

test("weakSecrets() names what could be guessed, and does not repeat it", async () => {
  // The example of RFC 7517, appendix A.2.
  const printed = {
    kty: "EC",
    crv: "P-256",
    x: "MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4",
    y: "4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM",
    d: "870MB6gfuTJ4HtUnUvYMyJpr5eUZNP4Bk43bVdj3eAE",
    kid: "1",
  };
  const said = await weakSecrets({
    adminToken: "s3cret",
    signingKeys: JSON.stringify({ keys: [printed] }),
  });
  expect(said).toEqual([
    expect.stringMatching(/^ADMIN_TOKEN has fewer than 20 characters: .*openssl rand -hex 32/),
    expect.stringMatching(/^SIGNING_KEYS are weak: the key "1" is printed in books/),
  ]);
  expect(said.join()).not.toContain("s3cret");
});
