/**
 * The life of a signing key: published before it signs, replaced by the next one, kept until nothing that
 * it signed can be alive, and then forgotten. Which key stands where follows from the instants alone, so
 * everybody who has the same list says the same.
 */

import { type Instant, minuteMs } from "./time.ts";

/** From being published to signing, as an operator may choose it. */
export const shortestDelaySeconds = 10;
export const longestDelaySeconds = 7 * 24 * 3_600;

export interface KeyTimes {
  readonly kid: string;
  /** From when on it signs. */
  readonly activeFrom: Instant;
}

/** `next`: known to all, signs later. `retired`: signs no more, and what it signed is good. */
export type KeyStanding = "next" | "signing" | "retired";

export interface KeyLife extends KeyTimes {
  readonly standing: KeyStanding;
  /** When it is forgotten; null for as long as nothing is to follow it. */
  readonly endsAt: Instant | null;
}

/**
 * How long a key is kept after its successor began: a ticket and a pass are good for a week at most, and a
 * pass may count for a day beyond its end while the shop is out.
 */
export const keptAfterSuccessorMs = 8 * 24 * 60 * minuteMs;

/** In the order in which they become active; among equals, the later in the list comes later. */
export function keyLives(keys: readonly KeyTimes[], now: Instant): readonly KeyLife[] {
  const inOrder = keys.toSorted((one, other) => one.activeFrom - other.activeFrom);
  // Somebody always signs: before the first is active, it does all the same.
  const signing = Math.max(
    0,
    inOrder.findLastIndex(({ activeFrom }) => activeFrom <= now),
  );
  return inOrder.map(({ kid, activeFrom }, index) => {
    const successor = inOrder[index + 1];
    return {
      kid,
      activeFrom,
      standing: index < signing ? "retired" : index === signing ? "signing" : "next",
      endsAt: successor ? successor.activeFrom + keptAfterSuccessorMs : null,
    };
  });
}

/** Whether somebody else would have to be made before this key can go: it signs, and none is to follow. */
export function isLastToSign(lives: readonly KeyLife[], kid: string): boolean {
  return lives.at(-1)?.kid === kid && lives.at(-1)?.standing === "signing";
}
