import fc from "fast-check";
import { expect, test } from "vitest";
import { isLastToSign, keptAfterSuccessorMs, keyLives } from "../../src/domain/key-life.ts";
import { activeSigningKey, importKeyring } from "../../src/tokens/keyring.ts";
import { generateSigningKey } from "../../src/tokens/new-signing-key.ts";

const instants = fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 1, maxLength: 6 });
const now = fc.integer({ min: 0, max: 9 });
const keysOf = (activeFrom: readonly number[]) =>
  activeFrom.map((from, index) => ({ kid: `k${index}`, activeFrom: from }));

test("the key that is said to sign is the one that a gateway signs with", async () => {
  const made = await Promise.all(Array.from({ length: 6 }, () => generateSigningKey()));
  await fc.assert(
    fc.asyncProperty(instants, now, async (activeFrom, at) => {
      const keys = activeFrom.map((from, index) => {
        const key = made[index];
        if (!key) throw new RangeError("Cannot take so many keys");
        return { ...key, stanchion_active_from: from };
      });
      const keyring = await importKeyring({ keys });
      const lives = keyLives(keyring.signing, at);
      const signing = lives.filter(({ standing }) => standing === "signing");
      expect(signing.map(({ kid }) => kid)).toEqual([activeSigningKey(keyring, at).kid]);
    }),
    { numRuns: 50 },
  );
});

test("a key ends only after its successor has signed for as long as tokens may live", () => {
  fc.assert(
    fc.property(instants, now, (activeFrom, at) => {
      const lives = keyLives(keysOf(activeFrom), at);
      for (const [index, { endsAt, standing }] of lives.entries()) {
        const successor = lives[index + 1];
        expect(endsAt).toBe(successor ? successor.activeFrom + keptAfterSuccessorMs : null);
        if (endsAt !== null && endsAt <= at) expect(standing).toBe("retired");
      }
    }),
  );
});

test("retired, signing and next follow each other, and only one signs", () => {
  fc.assert(
    fc.property(instants, now, (activeFrom, at) => {
      const standings = keyLives(keysOf(activeFrom), at).map(({ standing }) => standing);
      expect(standings.join(" ")).toMatch(/^(retired )*signing( next)*$/);
    }),
  );
});

test("isLastToSign() is true of the key that signs with none to follow, and of no other", () => {
  fc.assert(
    fc.property(instants, now, (activeFrom, at) => {
      const lives = keyLives(keysOf(activeFrom), at);
      const last = lives.filter(({ kid }) => isLastToSign(lives, kid)).map(({ kid }) => kid);
      const newest = lives.at(-1);
      expect(last).toEqual(newest?.standing === "signing" ? [newest.kid] : []);
    }),
  );
});
