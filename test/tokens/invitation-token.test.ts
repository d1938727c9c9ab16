import fc from "fast-check";
import { decodeJwt, decodeProtectedHeader } from "jose";
import { describe, expect, test } from "vitest";
import { type InvitationKeyring, importInvitationKeys } from "../../src/tokens/invitation-keys.ts";
import {
  type InvitationContent,
  longestInvitation,
  signInvitation,
  verifyInvitation,
} from "../../src/tokens/invitation-token.ts";
import { importKeyring } from "../../src/tokens/keyring.ts";
import { generateSigningKey } from "../../src/tokens/new-signing-key.ts";
import { signPass } from "../../src/tokens/pass-token.ts";
import type { PrivateJwk } from "../../src/tokens/signing-keys.ts";
import { signTicket, ticketToken } from "../../src/tokens/ticket-token.ts";
import { createVerifier } from "../../src/tokens/verification.ts";
import { forge, hourMs, iat, makeBench, now, partsOf, ticketClaims } from "./forgery.ts";

const { jwk, keyring } = await makeBench();
const keys = await keysOf(jwk);

const invited: InvitationContent = {
  room: "default",
  line: "members",
  wave: "2",
  sub: "customer 4711",
  validFrom: now + hourMs - 250,
  expiresAt: now + 24 * hourMs - 250,
  jti: "AAECAwQFBgcICQoLDA0ODw",
};

/** The payload of that invitation as it stands on the wire. */
const payload = {
  iss: "merchant",
  aud: "stanchion-invitation",
  room: "default",
  line: "members",
  wave: "2",
  sub: "customer 4711",
  validFrom: iat + 3_600,
  jti: "AAECAwQFBgcICQoLDA0ODw",
  iat,
  exp: iat + 24 * 3_600,
};

const header = { alg: "ES256", kid: jwk.kid, typ: "stanchion-invitation+jwt" };
const genuine = await signInvitation(keyring, invited, now);

async function keysOf(...signers: readonly PrivateJwk[]): Promise<InvitationKeyring> {
  const imported = await importInvitationKeys(signers.map(({ d, ...publicHalf }) => publicHalf));
  if (imported.kind === "invitation-keys-refused") throw new Error(imported.detail);
  return imported;
}

async function judge(token: string, at = now): Promise<string> {
  const verification = await verifyInvitation(token, keys, at);
  return verification.kind === "verified" ? "verified" : verification.reason;
}

describe("signInvitation()", () => {
  test("writes the header and the claims of the contract, and nothing else", async () => {
    const stray = { ...invited, email: "somebody@example.com", issuedAt: 1 };
    const token = await signInvitation(keyring, stray, now);
    expect(decodeProtectedHeader(token)).toEqual(header);
    expect(decodeJwt(token)).toEqual(payload);
  });

  test("gives each invitation a name of its own", async () => {
    const { jti: _, ...unnamed } = invited;
    const [one, other] = await Promise.all([
      signInvitation(keyring, unnamed, now),
      signInvitation(keyring, unnamed, now),
    ]);
    expect(decodeJwt(one).jti).not.toBe(decodeJwt(other).jti);
    expect(await judge(one)).toBe("verified");
  });

  test("lets nobody come before their wave: a part of a second is rounded up", async () => {
    const token = await signInvitation(keyring, { ...invited, validFrom: now + 1 }, now);
    expect(decodeJwt(token)["validFrom"]).toBe(iat + 1);
  });

  test.each<readonly [string, object]>([
    ["room", { room: "../other" }],
    ["line", { line: "" }],
    ["wave", { wave: "the first" }],
    ["wave", { wave: "1".repeat(65) }],
    ["sub", { sub: "" }],
    ["sub", { sub: "x".repeat(201) }],
    ["sub", { sub: "a\nb" }],
    ["sub", { sub: "\u202Egnp" }],
    ["sub", { sub: "\uD83C" }],
    ["validFrom", { validFrom: -1_000 }],
    ["jti", { jti: "guess" }],
    ["exp", { expiresAt: Number.POSITIVE_INFINITY }],
    ["exp", { expiresAt: now + 400 * 24 * hourMs }],
  ])("refuses to write a %s that it would not accept: %j", async (claim, wrong) => {
    const signing = signInvitation(keyring, { ...invited, ...wrong }, now);
    await expect(signing).rejects.toThrow(`Cannot sign the invitation: "${claim}"`);
  });

  test("refuses an invitation that ends before it begins", async () => {
    const signing = signInvitation(keyring, { ...invited, expiresAt: invited.validFrom }, now);
    await expect(signing).rejects.toThrow(RangeError);
  });

  test("keeps the largest there is within 2,000 characters", async () => {
    const named = { ...jwk, kid: "k".repeat(64) };
    const token = await signInvitation(
      await importKeyring({ keys: [named] }),
      {
        room: "r".repeat(63),
        line: "l".repeat(64),
        wave: "w".repeat(64),
        sub: "🎫".repeat(200),
        jti: "j".repeat(64),
        validFrom: Date.UTC(2100, 0),
        expiresAt: Date.UTC(2100, 1),
      },
      Date.UTC(2100, 0),
    );
    expect(token.length).toBeLessThanOrEqual(longestInvitation);
    const verification = await verifyInvitation(token, await keysOf(named), Date.UTC(2100, 0));
    expect(verification.kind).toBe("verified");
  });
});

describe("a genuine invitation", () => {
  test("is verified, and its claims are told, all times as instants", async () => {
    expect(await verifyInvitation(genuine, keys, now)).toEqual({
      kind: "verified",
      claims: { ...invited, issuedAt: iat * 1_000 },
    });
  });

  test("is what a forger with the merchant's key writes, too: the attacks below differ in one thing", async () => {
    expect(await judge(await forge(header, payload, jwk))).toBe("verified");
  });

  test("is genuine before its wave: its holder is told to wait", async () => {
    expect(invited.validFrom).toBeGreaterThan(now);
    expect(await judge(genuine)).toBe("verified");
  });

  test("is good up to its last millisecond, and not at its end", async () => {
    expect(await judge(genuine, invited.expiresAt - 1)).toBe("verified");
    expect(await judge(genuine, invited.expiresAt)).toBe("expired");
  });

  test("needs no wave", async () => {
    const token = await signInvitation(keyring, { ...invited, wave: null }, now);
    expect(await verifyInvitation(token, keys, now)).toMatchObject({ claims: { wave: null } });
  });

  test("has claims that no request can change for the next", async () => {
    const verification = await verifyInvitation(genuine, keys, now);
    expect(verification).toHaveProperty("claims", expect.toSatisfy(Object.isFrozen));
  });
});

describe("an invitation that is refused", () => {
  test.each<readonly [string, object, string]>([
    ["by the gateway instead of the merchant", { iss: "stanchion" }, "claims"],
    ["by nobody", { iss: undefined }, "claims"],
    ["to something else", { aud: "stanchion-ticket" }, "claims"],
    ["to several things", { aud: ["stanchion-invitation"] }, "claims"],
    ["of nobody", { sub: undefined }, "claims"],
    ["of a subject that is a number", { sub: 4_711 }, "claims"],
    ["of a subject in two lines", { sub: "a\nb" }, "claims"],
    ["of a subject of 201 characters", { sub: "x".repeat(201) }, "claims"],
    ["without a wave", { wave: undefined }, "claims"],
    ["with a wave that is a number", { wave: 2 }, "claims"],
    ["from no time", { validFrom: undefined }, "claims"],
    ["from a part of a second", { validFrom: iat + 0.5 }, "claims"],
    ["from a time in words", { validFrom: "now" }, "claims"],
    ["from the end of time", { validFrom: 1e300 }, "claims"],
    ["without an end", { exp: undefined }, "claims"],
    ["for more than a year", { exp: iat + 367 * 86_400 }, "claims"],
    ["that ended", { exp: iat - 1 }, "expired"],
    ["from the future", { iat: iat + 61 }, "issued-in-future"],
    ["with an nbf beside", { nbf: iat }, "claims"],
    ["with a word too many", { vip: true }, "claims"],
  ])("%s", async (_, change, reason) => {
    expect(await judge(await forge(header, { ...payload, ...change }, jwk))).toBe(reason);
  });

  test("by a key that the room does not know, or a key of its name", async () => {
    const stranger = await generateSigningKey();
    const strangers = await importKeyring({ keys: [stranger] });
    expect(await judge(await signInvitation(strangers, invited, now))).toBe("unknown-key");
    const impostors = await importKeyring({ keys: [{ ...stranger, kid: jwk.kid }] });
    expect(await judge(await signInvitation(impostors, invited, now))).toBe("signature");
  });

  test("over other words", async () => {
    const [head, , signature] = partsOf(genuine);
    const better = Buffer.from(JSON.stringify({ ...payload, validFrom: iat })).toString(
      "base64url",
    );
    expect(await judge(`${head}.${better}.${signature}`)).toBe("signature");
  });

  test("that is a ticket or a pass, and no invitation is taken for a ticket", async () => {
    const { target: _, ...place } = ticketClaims;
    expect(await judge(await signTicket(keyring, ticketClaims, now))).toBe("other-kind");
    expect(await judge(await signPass(keyring, place, now))).toBe("other-kind");
    const tickets = createVerifier({ kind: ticketToken });
    expect(await tickets.verify(genuine, keyring, now)).toHaveProperty("reason", "other-kind");
  });

  test("of more than 2,000 characters, before anything is spent on it", async () => {
    expect(await judge(`${genuine}${"A".repeat(2_000)}`)).toBe("too-long");
  });

  test("that is anything at all: the answer is a value", async () => {
    const part = fc.oneof(fc.constantFrom(...partsOf(genuine), ""), fc.string({ unit: "binary" }));
    const anything = fc.array(part, { maxLength: 4 }).map((parts) => parts.join("."));
    await fc.assert(
      fc.asyncProperty(anything, async (token) => {
        fc.pre(token !== genuine);
        expect((await verifyInvitation(token, keys, now)).kind).toBe("refused");
      }),
      { numRuns: 300 },
    );
  });
});

test("whatever is printable comes back as it was", async () => {
  const subject = fc
    .string({ unit: "grapheme", minLength: 1, maxLength: 60 })
    .filter((text) => /^[^\p{C}\p{Zl}\p{Zp}]{1,200}$/u.test(text));
  await fc.assert(
    fc.asyncProperty(subject, async (sub) => {
      const token = await signInvitation(keyring, { ...invited, sub }, now);
      expect(await verifyInvitation(token, keys, now)).toMatchObject({ claims: { sub } });
    }),
    { numRuns: 100 },
  );
});
