/**
 * The keys, as far as a simulation has tokens: with which of them a gateway signs, and which it knows. Every
 * gateway looks at the list of its own accord, so for some seconds they do not all know the same.
 */

import { type KeyTimes, keyLives } from "../../domain/key-life.ts";
import { type Instant, secondMs } from "../../domain/time.ts";

export interface Keys {
  /** A new key is to sign soon. */
  rotate(now: Instant): void;
  /** What one gateway knows of them. */
  keyring(): Keyring;
}

export interface Keyring {
  /** The name of the key with which this gateway signs. */
  signing(now: Instant): string;
  /** Whether another one signs in its place by now. */
  isRetired(kid: string, now: Instant): boolean;
  /** Whether what that key signed is good here. */
  verifies(kid: string, now: Instant): boolean;
}

/** The least that the management API takes. */
const signsAfterMs = 10 * secondMs;
/** A gateway that is asked anything knows a list no older than this. */
const usableMs = 4 * secondMs;

export function createKeys(begun: Instant): Keys {
  let published: readonly KeyTimes[] = [{ kid: "key 1", activeFrom: begun }];
  return {
    rotate(now) {
      const kid = `key ${published.length + 1}`;
      published = [...published, { kid, activeFrom: now + signsAfterMs }];
    },
    keyring() {
      let known = published;
      let fetchedAt = begun;
      function lives(now: Instant) {
        if (now - fetchedAt > usableMs) {
          known = published;
          fetchedAt = now;
        }
        return keyLives(known, now);
      }
      return {
        signing: (now) => lives(now).find(({ standing }) => standing === "signing")?.kid ?? "none",
        isRetired: (kid, now) =>
          lives(now).some((key) => key.kid === kid && key.standing === "retired"),
        verifies: (kid, now) =>
          lives(now).some((key) => key.kid === kid && (key.endsAt === null || now < key.endsAt)),
      };
    },
  };
}
