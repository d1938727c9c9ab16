import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { roomNameForm } from "../../src/domain/names.ts";
import { passToken, signPass } from "../../src/tokens/pass-token.ts";
import { isTarget, signTicket, ticketToken } from "../../src/tokens/ticket-token.ts";
import { createVerifier } from "../../src/tokens/verification.ts";
import {
  encode,
  forge,
  makeBench,
  now,
  partsOf,
  ticketClaims,
  ticketHeader,
  ticketPayload,
} from "./forgery.ts";

const { jwk, keyring } = await makeBench();
const genuine = await signTicket(keyring, ticketClaims, now);
const tickets = createVerifier({ kind: ticketToken });
const passes = createVerifier({ kind: passToken });
const alphabet = [..."ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.= +/"];

const place = fc.record({
  room: fc.stringMatching(roomNameForm),
  epoch: fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }),
  line: fc.stringMatching(/^[A-Za-z0-9][\w-]{0,63}$/),
  number: fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }),
  jti: fc.stringMatching(/^[\w-]{16,64}$/),
});
const note = fc.record({
  told: fc.option(fc.tuple(fc.maxSafeNat(), fc.maxSafeNat())),
  wave: fc.option(fc.stringMatching(/^[A-Za-z0-9][\w-]{0,63}$/)),
});
const lifetimeMs = fc.integer({ min: 1, max: 7 * 86_400_000 });
const instant = fc.integer({ min: 0, max: Date.UTC(2100, 0) });

describe("a token that is not exactly what was signed", () => {
  test("each character counts: changed to any other, the token is refused", async () => {
    for (let index = 0; index < genuine.length; index++) {
      // Two of the 67 others at each place, walking through the alphabet.
      for (const step of [index, index + 31]) {
        const other = alphabet[step % alphabet.length] ?? "A";
        if (other === genuine[index]) continue;
        const changed = genuine.slice(0, index) + other + genuine.slice(index + 1);
        expect((await tickets.verify(changed, keyring, now)).kind).toBe("token-refused");
      }
    }
  });

  test("is refused with a character changed, added or taken out anywhere", async () => {
    const index = fc.nat({ max: genuine.length });
    const inserted = fc.oneof(
      fc.constantFrom(...alphabet),
      fc.string({ minLength: 1, maxLength: 3, unit: "binary" }),
    );
    await fc.assert(
      fc.asyncProperty(index, fc.nat({ max: 2 }), inserted, async (at, removed, text) => {
        const edited = genuine.slice(0, at) + text + genuine.slice(at + removed);
        fc.pre(edited !== genuine);
        expect((await tickets.verify(edited, keyring, now)).kind).toBe("token-refused");
      }),
      { numRuns: 500 },
    );
  });

  test("is refused when cut anywhere", async () => {
    for (let length = 0; length < genuine.length; length += 3) {
      const cut = genuine.slice(0, length);
      expect((await tickets.verify(cut, keyring, now)).kind).toBe("token-refused");
    }
  });
});

describe("whatever a stranger sends", () => {
  const part = fc.oneof(
    fc.constantFrom(...partsOf(genuine), ""),
    fc.string({ unit: "binary" }),
    fc.json().map(encode),
    fc.uint8Array({ maxLength: 80 }).map(encode),
  );
  const anything = fc.oneof(
    fc.string({ unit: "binary", maxLength: 300 }),
    fc.array(part, { maxLength: 5 }).map((parts) => parts.join(".")),
  );

  test("the answer is a refusal, not a failure", async () => {
    await fc.assert(
      fc.asyncProperty(anything, instant, async (token, at) => {
        fc.pre(token !== genuine);
        expect((await tickets.verify(token, keyring, at)).kind).toBe("token-refused");
      }),
      { numRuns: 1_000 },
    );
  });

  test("and so it is when the signature is genuine", async () => {
    const payload = fc.oneof(
      fc.json(),
      fc.string({ unit: "binary" }),
      fc.json().map((value) => `${JSON.stringify(ticketPayload).slice(0, -1)},"more":${value}}`),
    );
    await fc.assert(
      fc.asyncProperty(payload, async (text) => {
        const token = await forge(ticketHeader(jwk.kid), text, jwk);
        expect((await tickets.verify(token, keyring, now)).kind).toBe("token-refused");
      }),
      { numRuns: 200 },
    );
  });
});

describe("what is signed", () => {
  test("comes back from a pass to the millisecond", async () => {
    await fc.assert(
      fc.asyncProperty(place, fc.nat(), instant, lifetimeMs, async (claims, renewal, at, lives) => {
        const told = { ...claims, renewal, expiresAt: at + lives };
        const token = await signPass(keyring, told, at);
        expect(await passes.verify(token, keyring, at)).toEqual({
          kind: "verified",
          claims: { ...told, issuedAt: at - (at % 1_000) },
          kid: jwk.kid,
        });
        const last = await passes.verify(token, keyring, at + lives - 1);
        const end = await passes.verify(token, keyring, at + lives);
        expect([last.kind, end.kind]).toEqual(["verified", "token-refused"]);
      }),
      { numRuns: 100 },
    );
  });

  test("comes back from a ticket, which lives up to a second longer than told", async () => {
    const target = fc.string({ unit: "binary-ascii", maxLength: 200 }).map((text) => `/${text}`);
    await fc.assert(
      fc.asyncProperty(
        place,
        note,
        target.filter(isTarget),
        lifetimeMs,
        async (claims, noted, path, lives) => {
          const told = { ...claims, ...noted, target: path, expiresAt: now + lives };
          const token = await signTicket(keyring, told, now);
          const expiresAt = Math.ceil(told.expiresAt / 1_000) * 1_000;
          expect(await tickets.verify(token, keyring, now)).toEqual({
            kind: "verified",
            claims: { ...told, expiresAt, issuedAt: now - (now % 1_000) },
            kid: jwk.kid,
          });
        },
      ),
      { numRuns: 100 },
    );
  });
});
