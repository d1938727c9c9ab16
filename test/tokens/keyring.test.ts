import { decodeProtectedHeader } from "jose";
import { describe, expect, test } from "vitest";
import {
  activeSigningKey,
  importKeyring,
  isSameKey,
  publicJwks,
} from "../../src/tokens/keyring.ts";
import { generateSigningKey } from "../../src/tokens/new-signing-key.ts";
import type { PrivateJwk } from "../../src/tokens/signing-keys.ts";
import { signTicket, ticketToken } from "../../src/tokens/ticket-token.ts";
import { createVerifier } from "../../src/tokens/verification.ts";
import { now, outcome, ticketClaims } from "./forgery.ts";

const [old, next] = [await generateSigningKey(), await generateSigningKey()];
const from = (key: PrivateJwk, activeFrom: number): PrivateJwk => ({
  ...key,
  stanchion_active_from: activeFrom,
});
const tickets = createVerifier({ kind: ticketToken });

describe("publicJwks()", () => {
  test("shows the public half of every key, and no member more", async () => {
    const keyring = await importKeyring({ keys: [old, from(next, now)] });
    expect(publicJwks(keyring)).toEqual({
      keys: [old, next].map(({ kty, crv, x, y, kid, alg, use }) => ({
        ...{ kty, crv, x, y, kid, alg, use },
      })),
    });
  });

  test("shows nothing secret, whatever the kept key carries along", async () => {
    const dressed = { ...old, p: "prime", oth: ["more"], k: "symmetric" };
    const text = JSON.stringify(publicJwks(await importKeyring({ keys: [dressed] })));
    expect(text).toContain(old.x);
    expect(text).not.toContain(old.d);
    expect(text).not.toMatch(/"d"|prime|more|symmetric|active_from/);
  });
});

describe("activeSigningKey()", () => {
  test("is the only key there is", async () => {
    const keyring = await importKeyring({ keys: [old] });
    expect(activeSigningKey(keyring, now).kid).toBe(old.kid);
  });

  test("is the one appended last when no key names an instant", async () => {
    const keyring = await importKeyring({ keys: [old, next] });
    expect(activeSigningKey(keyring, now).kid).toBe(next.kid);
  });

  test.each<readonly [number, string, PrivateJwk]>([
    [-1, "before", old],
    [0, "at", next],
    [60_000, "after", next],
  ])("at %i ms (%s) the instant of a rotation is the right one", async (offset, _, expected) => {
    for (const keys of [
      [old, from(next, now)],
      [from(next, now), old],
    ]) {
      const keyring = await importKeyring({ keys });
      expect(activeSigningKey(keyring, now + offset).kid).toBe(expected.kid);
    }
  });

  test("is the earliest when none is active yet, so that a slow clock stops nobody", async () => {
    const keyring = await importKeyring({ keys: [from(next, now + 2), from(old, now + 1)] });
    expect(activeSigningKey(keyring, now).kid).toBe(old.kid);
  });

  test("is the one that a token names", async () => {
    const keyring = await importKeyring({ keys: [old, from(next, now)] });
    expect(decodeProtectedHeader(await signTicket(keyring, ticketClaims, now - 1))).toEqual({
      alg: "ES256",
      kid: old.kid,
      typ: "stanchion-ticket+jwt",
    });
    const { kid } = decodeProtectedHeader(await signTicket(keyring, ticketClaims, now));
    expect(kid).toBe(next.kid);
  });
});

describe("a rotation", () => {
  test("throws nobody out: before, in between and after, every token verifies", async () => {
    const before = await importKeyring({ keys: [old] });
    const during = await importKeyring({ keys: [old, from(next, now + 60_000)] });
    const tokens = [
      await signTicket(before, ticketClaims, now),
      await signTicket(during, ticketClaims, now),
      await signTicket(during, ticketClaims, now + 60_000),
    ];
    for (const token of tokens) {
      expect(outcome(await tickets.verify(token, during, now + 60_001))).toBe("verified");
    }
  });

  test("lets a gateway verify with the new key before it signs with it", async () => {
    const ahead = await importKeyring({ keys: [old, from(next, now)] });
    const behind = await importKeyring({ keys: [old, from(next, now + 30_000)] });
    const token = await signTicket(ahead, ticketClaims, now);
    expect(activeSigningKey(behind, now).kid).toBe(old.kid);
    expect(outcome(await tickets.verify(token, behind, now))).toBe("verified");
  });

  test("ends with the old key taken out, and its tokens are refused from then on", async () => {
    const token = await signTicket(await importKeyring({ keys: [old] }), ticketClaims, now);
    const after = await importKeyring({ keys: [next] });
    expect(outcome(await tickets.verify(token, after, now))).toBe("unknown-key");
  });
});

describe("importKeyring()", () => {
  test("refuses to start with halves that do not belong together, without telling the secret", async () => {
    const mixed = { ...old, x: next.x, y: next.y };
    const failure = await importKeyring({ keys: [mixed] }).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(TypeError);
    expect(String(failure)).toContain(`key "${old.kid}" is not a valid P-256 key pair`);
    expect(String(failure)).not.toContain(old.d);
  });

  test("refuses a point that is not on the curve", async () => {
    const astray = { ...old, x: next.x };
    await expect(importKeyring({ keys: [astray] })).rejects.toThrow("not a valid P-256 key pair");
  });

  test("refuses to make a keyring of nothing", async () => {
    await expect(importKeyring({ keys: [] })).rejects.toThrow("there is no key");
  });

  test("keeps private keys inside the runtime", async () => {
    const keyring = await importKeyring({ keys: [old] });
    const { key } = activeSigningKey(keyring, now);
    await expect(crypto.subtle.exportKey("jwk", key)).rejects.toThrow();
  });
});

describe("isSameKey()", () => {
  test("goes by the key itself, not by its name or its import", async () => {
    const namesake = { ...next, kid: old.kid };
    const [one, again, other] = await Promise.all(
      [old, old, namesake].map(async (key) =>
        (await importKeyring({ keys: [key] })).verifying.get(old.kid),
      ),
    );
    if (!one || !again || !other) throw new Error("a key is missing");
    expect(isSameKey(one, again)).toBe(true);
    expect(isSameKey(one, other)).toBe(false);
  });
});
