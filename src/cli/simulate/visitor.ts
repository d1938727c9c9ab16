/** One person, as far as the simulation knows them. The room knows a number, at most. */

import type { Instant } from "../../domain/time.ts";
import type { VisitorPlan } from "./crowd.ts";

export interface Visitor {
  readonly id: number;
  readonly plan: VisitorPlan;
  number: number | null;
  joinedAt: Instant;
  /** The first range of the wait that was told, and when. */
  told: { readonly at: Instant; readonly lowMs: number; readonly highMs: number } | null;
  /** As last told. */
  ahead: number;
  polls: number;
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
  passId: string | null;
  sessionEndsAt: Instant;
  /** Said to the room that they leave the line, or that they are done in the shop. */
  hasLeft: boolean;
  hasEnded: boolean;
}

export const newVisitor = (plan: VisitorPlan, id: number): Visitor => ({
  id,
  plan,
  number: null,
  joinedAt: plan.arrivesAt,
  told: null,
  ahead: Number.POSITIVE_INFINITY,
  polls: 0,
  asks: 0,
  troubled: false,
  present: false,
  doorAt: null,
  admittedAt: null,
  passId: null,
  sessionEndsAt: Number.NEGATIVE_INFINITY,
  hasLeft: false,
  hasEnded: false,
});
