/** One person, as far as the simulation knows them. The room knows a number, at most. */

import type { Instant } from "../../domain/time.ts";
import type { VisitorPlan } from "./crowd.ts";

/** A range of the wait, as a page was told it. */
export interface Told {
  readonly at: Instant;
  readonly lowMs: number;
  readonly highMs: number;
}

export interface Visitor {
  readonly id: number;
  readonly plan: VisitorPlan;
  /** That of the plan, here because it is needed at each poll. */
  readonly line: string;
  number: number | null;
  /** The key that signed their ticket; null where keys are not looked at. */
  kid: string | null;
  /** The order of calling within the line, once they are in. */
  place: number;
  joinedAt: Instant;
  /** The first range of the wait that was told, and when. */
  told: Told | null;
  /** One of all of them, each as likely, and how many there were. */
  toldOnce: Told | null;
  timesTold: number;
  /** As last told, and as of when that was true, in whole milliseconds since the beginning. */
  ahead: number;
  aheadAsOfMs: number;
  polls: number;
  /**
   * When they last polled, in whole milliseconds since the beginning, if they were told to come back later than
   * those near the front; else below 0.
   */
  sleptFromMs: number;
  /** How often they asked to be let in. */
  asks: number;
  /** An answer was lost or the room crashed: this visitor asked later than told. */
  troubled: boolean;
  /** Whether a page is open that asks as told. */
  present: boolean;
  /** When the room first heard that they had come. */
  doorAt: Instant | null;
  /** The slot of their admission. */
  admittedAt: Instant | null;
  /** The room's clock jumped while they were in line: nobody knows that instant for certain. */
  slotIsUncertain: boolean;
  /** Of the admission with this number: another one, after a join that was forgotten with its answer. */
  passId: string | null;
  passNumber: number | null;
  /** By the room's clock, as last heard; and when that was. */
  sessionEndsAt: Instant;
  sessionHeardAt: Instant;
  /** Said to the room that they leave the line, or that they are done in the shop. */
  hasLeft: boolean;
  hasEnded: boolean;
  /** Is inside, gone, or turned away: what they came for is decided. */
  settled: boolean;
}

/**
 * What a poll looks at and changes stands first and side by side, in small whole numbers: a million of them
 * lie scattered in memory, and fetching them takes longer than what is done with them.
 */
export const newVisitor = (plan: VisitorPlan, id: number): Visitor => ({
  number: null,
  line: plan.line,
  polls: 0,
  sleptFromMs: -1,
  ahead: 2 ** 30,
  aheadAsOfMs: -1,
  timesTold: 0,
  told: null,
  toldOnce: null,
  troubled: false,
  present: false,
  plan,
  id,
  kid: null,
  place: 0,
  joinedAt: plan.arrivesAt,
  asks: 0,
  doorAt: null,
  admittedAt: null,
  slotIsUncertain: false,
  passId: null,
  passNumber: null,
  sessionEndsAt: Number.NEGATIVE_INFINITY,
  sessionHeardAt: Number.NEGATIVE_INFINITY,
  hasLeft: false,
  hasEnded: false,
  settled: false,
});
