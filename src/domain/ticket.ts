/** A place in line, and what is known of its visitor: only what the signed ticket itself says. */

import type { WaitRangeMs } from "./estimate.ts";
import type { Instant } from "./time.ts";

/** Which place in which line this is about. */
export interface PlaceInLine {
  readonly epoch: number;
  readonly line: string;
  readonly number: number;
}

/** Who may join where, in the merchant's words. */
export interface Invitation {
  /** One place for each of these, on any device. Only a keyed hash of it is kept. */
  readonly subject: string;
  readonly wave: string | null;
}

/** What a signed ticket says of its visitor beside the number: the store keeps nothing of those who wait. */
export interface TicketNote {
  readonly joinedAt: Instant;
  /** The wait as told on joining; null when nothing was. */
  readonly told: WaitRangeMs | null;
  readonly wave: string | null;
}

/** A ticket number with the name and the time that the first of several equal joins gave it. */
export interface Joined {
  readonly epoch: number;
  readonly line: string;
  readonly number: number;
  readonly ticketId: string;
  readonly joinedAt: Instant;
  readonly wave: string | null;
}
