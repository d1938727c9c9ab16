/**
 * How often a gateway asks, and how many visitors' calls go together. In a place of their own, because the
 * simulator plays gateways by the same figures.
 */

import type { Instant } from "../domain/time.ts";

/** Of a room's snapshot, one a second: asked for a little before it is a second old, so that no poll waits for it. */
export const snapshotPace = {
  /** Up to this age it is not asked for again. */
  freshMs: 800,
  /** Up to this age it is used while it is asked for again. */
  usableMs: 1_200,
} as const;

/** The admitted are let through by what the Directory said, so that serves on for long when it is away. */
export const directoryPace = { freshMs: 2_000, usableMs: 4_000 } as const;

export const batching = {
  mostCalls: 512,
  /** How long a batch waits for the one in flight before it goes all the same. */
  windowMs: 1_000,
  /** A batch of so many came from a crowd; with fewer nobody is made to wait for others. */
  crowd: 16,
  /** How long it gathers in a crowd when it could go already. */
  gatherMs: 40,
} as const;

/** Of a snapshot that the gateways of a data centre share. */
export const sharing = {
  /** Up to this age it is taken from the others. */
  freshMs: 800,
  /** Up to this age it is, while one of them is on the way to the room. */
  usableMs: 1_000,
  /** So long they leave it to that one. */
  awaitMs: 300,
  /**
   * Each gateway counts whatever it has as older than it is, always by the same, up to this: so they come one by
   * one, and the first asks for all.
   */
  spreadMs: 200,
} as const;

/** A shared snapshot's age, as it says itself. */
export interface SharedAge {
  /** When the room was asked for it, by the gateway that did. */
  readonly takenAt: Instant;
  /** When a gateway last went to ask for a newer one; null: none has yet. */
  readonly askedAt: Instant | null;
}

/** Young; or still good, and one of the others is fetching the next. */
export function isToBeTaken(
  { takenAt, askedAt }: SharedAge,
  now: Instant,
  olderByMs: number,
): boolean {
  const isAsked = askedAt !== null && now - askedAt <= sharing.awaitMs;
  return now - takenAt + olderByMs <= (isAsked ? sharing.usableMs : sharing.freshMs);
}
