import { describe, expect, test, vi } from "vitest";
import { importKeyring } from "../../src/tokens/keyring.ts";
import { generateSigningKey } from "../../src/tokens/new-signing-key.ts";
import { passToken, signPass } from "../../src/tokens/pass-token.ts";
import { signTicket, ticketToken } from "../../src/tokens/ticket-token.ts";
import { defaultIssuer, signClaims } from "../../src/tokens/token-kind.ts";
import { createVerifier } from "../../src/tokens/verification.ts";
import { rememberVerified } from "../../src/tokens/verified-memory.ts";
import { encode, makeBench, now, outcome, partsOf, ticketClaims } from "./forgery.ts";
import { bytesOf, n } from "./p256.ts";

const { jwk, keyring } = await makeBench();
const { target, ...place } = ticketClaims;
const expiresAt = now + 900_000;
const sign = (number: number): Promise<string> =>
  signPass(keyring, { ...place, number, expiresAt }, now);
const pass = await sign(1);

function makeMemory(capacity?: number) {
  const verifier = createVerifier({ kind: passToken });
  const verify = vi.spyOn(verifier, "verify");
  return { verify, passes: rememberVerified(verifier, capacity ? { capacity } : {}) };
}

const halvesOf = (signature: string): readonly [bigint, bigint] => {
  const hex = Buffer.from(signature, "base64url").toString("hex");
  return [BigInt(`0x${hex.slice(0, 64)}`), BigInt(`0x${hex.slice(64)}`)];
};

describe("recall()", () => {
  test("knows nothing before a token was verified", () => {
    expect(makeMemory().passes.recall(pass, keyring, now)).toBeUndefined();
  });

  test("gives the very claims that were verified, without verifying again", async () => {
    const { passes, verify } = makeMemory();
    const verification = await passes.verify(pass, keyring, now);
    if (verification.kind !== "verified") throw new Error("the pass was refused");
    expect(passes.recall(pass, keyring, now + 1)).toBe(verification.claims);
    expect(verify).toHaveBeenCalledTimes(1);
  });

  test("does not take a token for another that differs in one character", async () => {
    const { passes } = makeMemory();
    await passes.verify(pass, keyring, now);
    for (let index = 0; index < pass.length; index++) {
      const other = pass[index] === "A" ? "B" : "A";
      const changed = pass.slice(0, index) + other + pass.slice(index + 1);
      expect(passes.recall(changed, keyring, now)).toBeUndefined();
    }
  });

  test("forgets at the millisecond at which the token expires", async () => {
    const { passes } = makeMemory();
    await passes.verify(pass, keyring, now);
    expect(passes.recall(pass, keyring, expiresAt - 1)).toBeDefined();
    expect(passes.recall(pass, keyring, expiresAt)).toBeUndefined();
  });

  test("judges times as verify() does when the clock is set back", async () => {
    const { passes } = makeMemory();
    await passes.verify(pass, keyring, now);
    expect(passes.recall(pass, keyring, now - 3_600_000)).toBeUndefined();
    expect(outcome(await passes.verify(pass, keyring, now - 3_600_000))).toBe("issued-in-future");
  });
});

const signed = await signClaims(
  passToken,
  keyring,
  { ...place, number: 7, renewal: 0, expiresAt },
  { now, issuer: defaultIssuer },
);

describe("remember()", () => {
  test("gives what verifying the token would have given", async () => {
    const { passes } = makeMemory();
    passes.remember(signed, keyring);
    const verification = await createVerifier({ kind: passToken }).verify(
      signed.token,
      keyring,
      now,
    );
    if (verification.kind !== "verified") throw new Error("the pass was refused");
    expect(passes.recall(signed.token, keyring, now)).toEqual(verification.claims);
    expect(signed.kid).toBe(verification.kid);
  });

  test("does not answer for the twin that anybody can make of its signature", async () => {
    const { passes } = makeMemory();
    passes.remember(signed, keyring);
    const [header, payload, signature] = partsOf(signed.token);
    const [r, s] = halvesOf(signature);
    const twin = `${header}.${payload}.${encode(bytesOf(r, n - s))}`;
    expect(passes.recall(twin, keyring, now)).toBeUndefined();
    expect(outcome(await passes.verify(twin, keyring, now))).toBe("verified");
  });

  test("ends with the token's time, and with its key", async () => {
    const { passes } = makeMemory();
    passes.remember(signed, keyring);
    const without = await importKeyring({ keys: [await generateSigningKey()] });
    expect(passes.recall(signed.token, keyring, expiresAt)).toBeUndefined();
    expect(passes.recall(signed.token, without, now)).toBeUndefined();
  });

  test("keeps nothing that was signed with a key which this keyring does not verify", () => {
    const { passes } = makeMemory();
    passes.remember({ ...signed, kid: "another" }, keyring);
    expect(passes.recall(signed.token, keyring, now)).toBeUndefined();
  });
});

describe("a refusal", () => {
  test("is not remembered: a token that was early is verified when its time has come", async () => {
    const { passes } = makeMemory();
    const early = now - 61_000;
    expect(outcome(await passes.verify(pass, keyring, early))).toBe("issued-in-future");
    expect(passes.recall(pass, keyring, early)).toBeUndefined();
    expect(outcome(await passes.verify(pass, keyring, now))).toBe("verified");
  });

  test("is not remembered: a token by a key that arrives later is verified then", async () => {
    const { passes } = makeMemory();
    const before = await importKeyring({ keys: [await generateSigningKey()] });
    expect(outcome(await passes.verify(pass, before, now))).toBe("unknown-key");
    expect(outcome(await passes.verify(pass, keyring, now))).toBe("verified");
  });

  test("leaves nothing behind to recall", async () => {
    const { passes } = makeMemory();
    const forged = `${pass.slice(0, -4)}AAAA`;
    expect(outcome(await passes.verify(forged, keyring, now))).toBe("signature");
    expect(passes.recall(forged, keyring, now)).toBeUndefined();
  });
});

describe("the keyring", () => {
  test("may get more keys and be imported anew without anything being forgotten", async () => {
    const { passes } = makeMemory();
    await passes.verify(pass, keyring, now);
    const grown = await importKeyring({ keys: [jwk, await generateSigningKey()] });
    expect(passes.recall(pass, grown, now)).toBeDefined();
  });

  test("takes the tokens of a revoked key with it, from the next request on", async () => {
    const { passes } = makeMemory();
    await passes.verify(pass, keyring, now);
    const without = await importKeyring({ keys: [await generateSigningKey()] });
    expect(passes.recall(pass, without, now)).toBeUndefined();
  });

  test("takes the tokens of a key that was replaced under its own name", async () => {
    const { passes } = makeMemory();
    await passes.verify(pass, keyring, now);
    const namesake = { ...(await generateSigningKey()), kid: jwk.kid };
    const replaced = await importKeyring({ keys: [namesake] });
    expect(passes.recall(pass, replaced, now)).toBeUndefined();
    expect(outcome(await passes.verify(pass, replaced, now))).toBe("signature");
  });
});

describe("the capacity", () => {
  /** Numbers of the tokens still known, asked for from the latest back: asking keeps a token. */
  const remembered = async (capacity: number, count: number): Promise<readonly number[]> => {
    const { passes } = makeMemory(capacity);
    const tokens = await Promise.all(Array.from({ length: count }, (_, index) => sign(index + 1)));
    for (const token of tokens) await passes.verify(token, keyring, now);
    const known = tokens.map((token, index) => ({ token, number: index + 1 })).reverse();
    return known
      .filter(({ token }) => passes.recall(token, keyring, now) !== undefined)
      .map(({ number }) => number);
  };

  test("holds half of itself at least", async () => {
    expect(await remembered(20, 10)).toHaveLength(10);
  });

  test("is never exceeded, and the latest are the ones that stay", async () => {
    const kept = await remembered(20, 95);
    expect(kept.length).toBeLessThanOrEqual(20);
    expect(kept.slice(0, 10)).toEqual([95, 94, 93, 92, 91, 90, 89, 88, 87, 86]);
  });

  test("keeps a token that is in use through any number of others", async () => {
    const { passes } = makeMemory(10);
    await passes.verify(pass, keyring, now);
    for (let number = 2; number < 60; number++) {
      await passes.verify(await sign(number), keyring, now);
      expect(passes.recall(pass, keyring, now)).toBeDefined();
    }
  });

  test("counts a token once, however often it is verified", async () => {
    const { passes } = makeMemory(10);
    const other = await sign(2);
    await passes.verify(other, keyring, now);
    for (let repeat = 0; repeat < 50; repeat++) await passes.verify(pass, keyring, now);
    expect(passes.recall(other, keyring, now)).toBeDefined();
  });

  test("counts a long token for several", async () => {
    const tickets = rememberVerified(createVerifier({ kind: ticketToken }), { capacity: 20 });
    const long = { ...ticketClaims, target: `/${"a".repeat(1_999)}` };
    const tokens = await Promise.all(
      Array.from({ length: 10 }, (_, index) =>
        signTicket(keyring, { ...long, number: index + 1 }, now),
      ),
    );
    for (const token of tokens) await tickets.verify(token, keyring, now);
    const kept = tokens.filter((token) => tickets.recall(token, keyring, now) !== undefined);
    expect(kept.length).toBeGreaterThan(0);
    expect(kept.length).toBeLessThanOrEqual(20 / Math.ceil((tokens[0]?.length ?? 0) / 512));
  });

  test.each([0, 1, 2.5, Number.NaN, -20])("of %d is refused", (capacity) => {
    const verifier = createVerifier({ kind: passToken });
    expect(() => rememberVerified(verifier, { capacity })).toThrow(RangeError);
  });
});
