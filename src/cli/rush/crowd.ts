/**
 * The crowd of a rush: who comes when, and what each of them is going to do. All of it follows
 * from the seed, whatever happens on the wire later.
 */

import { createRandom, shuffle } from "./random.ts";

/**
 * - `stays`: waits in front of the screen until inside. Only these are *present* throughout.
 * - `leaves`: closes the tab right after joining, for good.
 * - `late`: waits, but is away when called and comes after the claim window.
 * - `returns`: closes the tab while waiting and opens the page again with the same cookies.
 */
export type Behaviour = "stays" | "leaves" | "late" | "returns";

export interface VisitorPlan {
  readonly index: number;
  readonly behaviour: Behaviour;
  /** From the start of the rush. */
  readonly arrivesAfterMs: number;
  /** Of this visitor's own chances (its pauses, its keys), so that no other's timing moves them. */
  readonly seed: number;
}

export interface CrowdOptions {
  readonly visitors: number;
  readonly overMs: number;
  readonly seed: number;
  /** Shares of the crowd, 0 to 1, together at most 1; the rest stays. */
  readonly leave: number;
  readonly late: number;
  readonly returning: number;
}

/** In order of arrival. The shares are exact to one visitor; who is who is drawn. */
export function planCrowd(options: CrowdOptions): VisitorPlan[] {
  const random = createRandom(options.seed);
  const behaviours = shuffle(shareOut(options), random);
  const arrivals = behaviours.map(() => random() * options.overMs).sort((a, b) => a - b);
  return behaviours.map((behaviour, index) => ({
    index,
    behaviour,
    arrivesAfterMs: arrivals[index] ?? 0,
    seed: Math.floor(random() * 0x1_0000_0000),
  }));
}

function shareOut(options: CrowdOptions): Behaviour[] {
  const { visitors } = options;
  // Rounding the running total, not each share, keeps the sum right: 0.5 + 0.5 of 3 is 3.
  const untilLeave = Math.round(visitors * options.leave);
  const untilLate = Math.round(visitors * (options.leave + options.late));
  const untilReturning = Math.round(visitors * (options.leave + options.late + options.returning));
  return Array.from({ length: visitors }, (_, index) => {
    if (index < untilLeave) return "leaves";
    if (index < untilLate) return "late";
    return index < untilReturning ? "returns" : "stays";
  });
}
