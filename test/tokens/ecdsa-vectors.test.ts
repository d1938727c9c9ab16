import { describe, expect, test } from "vitest";
import { createVerifier as createShopVerifier } from "../../src/origin/verify-assertion.ts";
import { assertionToken } from "../../src/tokens/assertion-token.ts";
import { importVerificationKey } from "../../src/tokens/keyring.ts";
import { createVerifier } from "../../src/tokens/verification.ts";
import { encode, forge, ticketClaims } from "./forgery.ts";
import { bytesOf, keyOfSignature, n, nextX, p } from "./p256.ts";

const kid = "vector";
const now = Date.now();
const seconds = Math.floor(now / 1_000);
const { room, epoch, line, number, jti } = ticketClaims;
const header = { alg: "ES256", kid, typ: "stanchion-assertion+jwt" };
const payload = {
  ...{ iss: "stanchion", aud: "stanchion-origin", room, epoch, line, number },
  ...{ pass: jti, host: "shop.example", jti, iat: seconds, exp: seconds + 60 },
};
const input = `${encode(JSON.stringify(header))}.${encode(JSON.stringify(payload))}`;

type PublicKey = ReturnType<typeof keyOfSignature>;

/** What the gateway and what a shop says of a token under this key. */
async function judge(token: string, key: PublicKey): Promise<readonly [string, string]> {
  const jwk = { ...key, kid, alg: "ES256", use: "sig" } as const;
  const verifying = new Map([[kid, await importVerificationKey(jwk)]]);
  const own = await createVerifier({ kind: assertionToken }).verify(token, { verifying }, now);
  const shop = await createShopVerifier({ jwks: { keys: [jwk] } })({
    ...{ method: "GET", host: "shop.example", target: "/", hasTwin: false },
    assertion: token,
  });
  return [
    own.kind === "verified" ? "genuine" : own.reason,
    shop.ok ? "genuine" : shop.reason,
  ] as const;
}

const signed = (r: bigint, s: bigint): string => `${input}.${encode(bytesOf(r, s))}`;

/** Genuine signatures at the corners of what one can be: x of the point that r comes from, and s. */
const corners = [
  ["r as small as it can be", nextX(1n), 2n ** 200n + 1n],
  ["r with sixteen zero bytes", nextX(2n ** 127n), 2n ** 255n - 19n],
  ["r of a point whose x is beyond the order", nextX(n), n - 5n],
  ["r just under the order", nextX(n - 60n), 7n],
  ["r of a single bit", nextX(2n ** 255n), 2n ** 254n],
  ["s of 1", nextX(2n ** 200n), 1n],
  ["s of the order less 1", nextX(3n ** 150n), n - 1n],
  ["s of half the order", nextX(5n ** 100n), n / 2n],
  ["s with thirty zero bytes", nextX(7n ** 80n), 0xffffn],
] as const;

describe.each(corners)("a genuine signature with %s", (_, x, s) => {
  const r = x % n;
  const key = keyOfSignature(input, { x, s });

  test("is genuine, and so is its mirror", async () => {
    expect(await judge(signed(r, s), key)).toEqual(["genuine", "genuine"]);
    expect(await judge(signed(r, n - s), key)).toEqual(["genuine", "genuine"]);
  });

  test("is nothing with any number taken out of its range, or another in its place", async () => {
    const wrong: (readonly [bigint, bigint])[] = [
      ...[0n, 1n, n - 1n, n, n + 1n, p - 1n, p, p + 1n, 2n ** 256n - 1n, r ^ 1n, n - r].map(
        (other) => [other, s] as const,
      ),
      ...[0n, n, n + 1n, p, 2n ** 256n - 1n, s ^ 1n, s ^ (1n << 255n)].map(
        (other) => [r, other] as const,
      ),
      [r + n, s] as const,
      [r, s + n] as const,
      [s, r] as const,
      [0n, 0n] as const,
      [n, n] as const,
    ];
    const fitting = wrong.filter(
      ([a, b]) => a < 2n ** 256n && b < 2n ** 256n && !(a === r && (b === s || b === n - s)),
    );
    expect(fitting.length).toBeGreaterThan(12);
    for (const [a, b] of fitting) {
      expect([a, b, await judge(signed(a, b), key)]).toEqual([a, b, ["signature", "signature"]]);
    }
  });

  test.each([
    ["in DER", () => toDer(r, s)],
    ["in DER of 64 bytes at the front", () => toDer(r, s).subarray(0, 64)],
    ["without its leading zeros", () => Buffer.concat([trimmed(r), trimmed(s)])],
    ["with a zero before each", () => Buffer.concat([padded(r), padded(s)])],
    ["of r alone", () => bytesOf(r, s).subarray(0, 32)],
    ["of s before r", () => bytesOf(s, r)],
    ["with the bytes of each turned round", () => turned(r, s)],
    ["of nothing", () => Buffer.alloc(0)],
  ])("is nothing %s", async (_, spelled) => {
    const bytes = spelled();
    if (bytes.equals(bytesOf(r, s))) return;
    for (const verdict of await judge(`${input}.${encode(bytes)}`, key)) {
      expect(["signature", "malformed"]).toContain(verdict);
    }
  });
});

/** Whether the runtime, asked as jose asks it, takes a signature for one of this key. */
async function isGenuine(key: PublicKey, text: string, signature: Buffer): Promise<boolean> {
  const imported = await importVerificationKey({ ...key, kid, alg: "ES256", use: "sig" });
  const ecdsa = { name: "ECDSA", hash: "SHA-256" };
  return crypto.subtle.verify(ecdsa, imported.key, new Uint8Array(signature), Buffer.from(text));
}

describe("the example of RFC 7515, A.3", () => {
  const key: PublicKey = {
    kty: "EC",
    crv: "P-256",
    x: "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
    y: "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0",
  };
  const d = "jpsQnnGQmL-YBIffH1136cspYG6-0iY7X1fCE9-E9LI";
  const signature =
    "DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q";
  const text =
    "eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ";

  test("is genuine under its key, and no token of ours", async () => {
    expect(await isGenuine(key, text, Buffer.from(signature, "base64url"))).toBe(true);
    expect(await judge(`${text}.${signature}`, key)).toEqual(["header", "header"]);
  });

  test("has a key that signs tokens of ours like any other", async () => {
    const token = await forge(header, payload, { ...key, d, kid, alg: "ES256", use: "sig" });
    expect(await judge(token, key)).toEqual(["genuine", "genuine"]);
  });
});

describe("the signatures of RFC 6979, A.2.5", () => {
  const base64 = (hex: string) => Buffer.from(hex, "hex").toString("base64url");
  const key: PublicKey = {
    kty: "EC",
    crv: "P-256",
    x: base64("60FED4BA255A9D31C961EB74C6356D68C049B8923B61FA6CE669622E60F29FB6"),
    y: base64("7903FE1008B8BC99A41AE9E95628BC64F2F1B20C2D7E9F5177A3C294D4462299"),
  };

  test.each([
    [
      "sample",
      "EFD48B2AACB6A8FD1140DD9CD45E81D69D2C877B56AAF991C34D0EA84EAF3716",
      "F7CB1C942D657C41D436C7A1B6E29F65F3E900DBB9AFF4064DC4AB2F843ACDA8",
    ],
    [
      "test",
      "F1ABB023518351CD71D881567B1EA663ED3EFCF6C5132B354F28D3B0B7D38367",
      "019F4113742A2B14BD25926B49C649155F267E60D3814B4C0CC84250E46F0083",
    ],
  ])("are genuine for what they sign, here %j, and for nothing else", async (text, r, s) => {
    const signature = Buffer.from(r + s, "hex");
    expect(await isGenuine(key, text, signature)).toBe(true);
    expect(await isGenuine(key, `${text} `, signature)).toBe(false);
  });
});

function toDer(r: bigint, s: bigint): Buffer {
  const parts = [r, s].map((value) => {
    const bytes = trimmed(value);
    const signed = (bytes[0] ?? 0) >= 0x80 ? Buffer.concat([Buffer.of(0), bytes]) : bytes;
    return Buffer.concat([Buffer.of(2, signed.length), signed]);
  });
  const body = Buffer.concat(parts);
  return Buffer.concat([Buffer.of(0x30, body.length), body]);
}

function trimmed(value: bigint): Buffer {
  const hex = value.toString(16);
  return Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, "hex");
}

const padded = (value: bigint): Buffer => Buffer.from(value.toString(16).padStart(66, "0"), "hex");

const turned = (r: bigint, s: bigint): Buffer =>
  Buffer.concat([
    Buffer.from(bytesOf(r, s).subarray(0, 32)).reverse(),
    Buffer.from(bytesOf(r, s).subarray(32)).reverse(),
  ]);
