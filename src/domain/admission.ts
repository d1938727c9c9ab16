/**
 * The decision to let one visitor in: one row, written before anybody hears of it. At most one for each
 * ticket and epoch. It holds a session's slot from its start until it ends.
 */

import type { RenewalChain } from "./renewal-chain.ts";
import type { GivenRun } from "./sequencer.ts";
import type { Joined, TicketNote } from "./ticket.ts";
import type { Instant } from "./time.ts";

export interface Admission {
  readonly line: string;
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
  /** Null while it is not over. */
  readonly endedAt: Instant | null;
  /** Units that the shop reported as sold in it; null: none was reported. */
  readonly units: number | null;
  readonly way: WayIn;
  /** Who may renew the pass; absent until somebody did. */
  readonly chain?: RenewalChain;
  /** How the shop confirmed the order that ended the session; absent: it did not. */
  readonly confirmation?: Confirmation;
}

/** What somebody is shown who has ordered already: the shop's own words about the order. */
export interface Confirmation {
  /** The order's number; null: the shop did not tell it. */
  readonly order: string | null;
  /** Path and query of the page that confirms it; null: the shop named none. */
  readonly page: string | null;
}

/** How somebody came in, for the fairness report. */
export interface WayIn extends TicketNote {
  /** The order of calling within the line. */
  readonly place: number;
  /** Null when it is not known any more. */
  readonly calledAt: Instant | null;
  /** When they first asked to enter. */
  readonly cameAt: Instant;
}

/** Why a session is over: its time, the shop's word, or the merchant's. */
export type EndReason = "expired" | "complete" | "revoked" | "left";

/**
 * The rows of one epoch. All calls are synchronous and belong to one transaction of the caller,
 * so what a throw leaves behind is nothing.
 */
export interface Register {
  find(line: string, number: number): Admission | undefined;
  /** Inserts, or replaces the row of the same number. */
  write(admission: Admission): void;
  remove(line: string, number: number): void;
  /** Every admission whose session has run out and is not marked as ended, the longest over first. */
  runOut(now: Instant): readonly Admission[];
  /** Moves the end of every session that is not over. */
  extendSessions(byMs: number): void;
  hasLeft(line: string, number: number): boolean;
  /** Marks it, or gives another place to a number that is marked. */
  markLeft(line: string, number: number, place: number): void;
  /** The numbers that said that they left. */
  leftOf(line: string): readonly number[];
  /** How many places in this range belong to somebody who said that they left. */
  leftBetween(line: string, from: number, to: number): number;
  /** The place of an invited subject, by its keyed hash. */
  findInvited(subject: string): Joined | undefined;
  writeInvited(subject: string, joined: Joined): void;
  /** The last run of numbers that a batcher was given. */
  lastRun(batcher: number): GivenRun | undefined;
  writeRun(batcher: number, run: GivenRun): void;
  /** Whether units were reported under this key before; remembers the key. */
  isNewSale(key: string): boolean;
  /** What is kept of passes that were not given in this epoch, and are good in it. */
  ofEpoch(epoch: number): PassRows;
}

/** Rows of another epoch: of its sessions none is counted, and nobody is in its line. */
export interface PassRows extends Pick<Register, "find" | "write" | "isNewSale"> {
  /** Removes the rows of passes that ended before this instant. */
  forget(before: Instant): void;
}
