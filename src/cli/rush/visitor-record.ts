/**
 * What happened to one visitor, written down as it happens. All instants are milliseconds since 1970.
 */

import type { TicketName } from "./answers.ts";
import type { VisitorPlan } from "./crowd.ts";
import type { Span } from "./judge/span.ts";

export type Outcome =
  /** The rush ended first. */
  | "unfinished"
  /** Closed the tab for good. */
  | "left"
  /** Went through the shop to a confirmed order. */
  | "ordered"
  /** The shop answered the order with a refusal. */
  | "order-refused"
  /** The connection broke while ordering; only the shop knows. */
  | "order-unsure"
  /** Told that there is nothing to wait for: sold out, closed. */
  | "turned-away"
  /** Its ticket was no longer known. A broken promise. */
  | "lost";

export interface ToldRange {
  readonly at: number;
  readonly lowMs: number;
  readonly highMs: number;
}

export interface VisitorRecord {
  readonly plan: VisitorPlan;
  readonly email: string;
  outcome: Outcome;
  ticket: TicketName | null;
  /** When it learnt its place; null when it never stood in line. */
  joinedAt: number | null;
  readonly told: ToldRange[];
  /** How many were ahead, as last told. */
  ahead: number | null;
  /** How often the number ahead was greater than before. */
  aheadGrew: number;
  /** See PlaceInLine in judge/overtaking.ts for these three. */
  dueAt: number | null;
  doorAt: number | null;
  doorDueAt: number | null;
  /** From when it was due to ask until it had the answer; null: not let in. */
  admitted: Span | null;
  /** When the session it was given ends, as its pass says. */
  passEndsAt: number | null;
  /** Let in by the page itself or by the join, without standing in line. */
  admittedAtOnce: boolean;
}

export function createRecord(plan: VisitorPlan, email: string): VisitorRecord {
  return {
    plan,
    email,
    outcome: "unfinished",
    ticket: null,
    joinedAt: null,
    told: [],
    ahead: null,
    aheadGrew: 0,
    dueAt: null,
    doorAt: null,
    doorDueAt: null,
    admitted: null,
    passEndsAt: null,
    admittedAtOnce: false,
  };
}
