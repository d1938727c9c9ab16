/**
 * The decision to let one visitor in: one row, written before anybody hears of it. At most one for each
 * ticket and epoch. It holds a session's slot from its start until it ends.
 */

import type { Instant } from "./time.ts";

export interface Admission {
  readonly number: number;
  /** The pass's own name for life, chosen by whoever asked first. */
  readonly passId: string;
  /** From when it is valid; up to a few seconds after the decision. */
  readonly admittedAt: Instant;
  /** When the session ends; moves on as it is renewed. */
  readonly endsAt: Instant;
  /** Whether the visitor has the pass. Until then the session is only lent. */
  readonly fetched: boolean;
  readonly ended: EndReason | null;
}

/** Why a session is over: its time, the shop's word, or the merchant's. */
export type EndReason = "expired" | "complete" | "revoked" | "left";

/**
 * The rows of one epoch. All calls are synchronous and belong to one transaction of the caller,
 * so what a throw leaves behind is nothing.
 */
export interface Register {
  find(number: number): Admission | undefined;
  /** Inserts, or replaces the row of the same number. */
  write(admission: Admission): void;
  remove(number: number): void;
  /** Every admission whose session has run out and is not marked as ended, the longest over first. */
  runOut(now: Instant): readonly Admission[];
  hasLeft(number: number): boolean;
  markLeft(number: number): void;
  /** How many numbers in this range said that they left. */
  leftBetween(from: number, to: number): number;
}
