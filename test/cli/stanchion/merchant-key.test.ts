import { createHmac } from "node:crypto";
import { chmodSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { expect, test } from "vitest";
import { openMerchantKey } from "../../../src/cli/stanchion/merchant-key.ts";
import { clearDesk } from "./command-line.ts";

test("openMerchantKey() makes a key where there is none, for its owner's eyes only", async () => {
  using desk = clearDesk();
  const file = desk.fileAt("key.json");
  const made = await openMerchantKey(file);
  expect(made).toMatchObject({ isNew: true, isExposed: false });
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(made.publicHalf).not.toHaveProperty("d");
  const kept = await openMerchantKey(file);
  expect(kept).toMatchObject({ isNew: false, isExposed: false, publicHalf: made.publicHalf });
});

test("openMerchantKey() tells when others can read the key", async () => {
  using desk = clearDesk();
  const file = desk.fileAt("key.json");
  await openMerchantKey(file);
  chmodSync(file, 0o644);
  expect(await openMerchantKey(file)).toMatchObject({ isExposed: true });
});

test("a customer is hidden by HMAC-SHA-256 under the key's secret, the same each time", async () => {
  using desk = clearDesk();
  const file = desk.fileAt("key.json");
  const key = await openMerchantKey(file);
  const { d } = JSON.parse(readFileSync(file, "utf8"));
  const hidden = createHmac("sha256", Buffer.from(d, "base64url"))
    .update("stanchion-subject-1|ann@example.com")
    .digest("base64url");
  expect(key.hide("ann@example.com")).toBe(hidden);
  expect(key.hide("bob@example.com")).not.toBe(hidden);
  const other = await openMerchantKey(desk.fileAt("other.json"));
  expect(other.hide("ann@example.com")).not.toBe(hidden);
});

test.each([
  ["", "not JSON"],
  ["my shopping list", "not JSON"],
  ['{"kty":"RSA"}', "not a P-256 key"],
])("openMerchantKey() leaves a file with %j as it is", async (text, reason) => {
  using desk = clearDesk();
  const file = desk.fileAt("key.json");
  writeFileSync(file, text);
  await expect(openMerchantKey(file)).rejects.toThrow(text === "" ? "no key" : reason);
  expect(readFileSync(file, "utf8")).toBe(text);
});

test("openMerchantKey() says which directory is missing", async () => {
  using desk = clearDesk();
  await expect(openMerchantKey(desk.fileAt("nowhere/key.json"))).rejects.toThrow("nowhere");
});
