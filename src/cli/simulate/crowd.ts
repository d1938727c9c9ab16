/** Who comes when, and what each of them is going to do. All of it follows from the seed. */

import type { Instant } from "../../domain/time.ts";
import type { Random } from "../rush/random.ts";
import type { CrowdOptions } from "./scenario.ts";

/**
 * - `stays`: looks at the page until inside. Only these count as *present* throughout.
 * - `leaves`: closes the tab for good.
 * - `background`: the page is open in a tab that wakes once a minute.
 * - `returns`: closes the tab and opens it again with the same ticket.
 */
export type Behaviour = "stays" | "leaves" | "background" | "returns";

export interface VisitorPlan {
  readonly behaviour: Behaviour;
  readonly arrivesAt: Instant;
  /** From the join to the closing of the tab, and to the return; null: never. */
  readonly closesAfterMs: number | null;
  readonly returnsAfterMs: number | null;
  readonly saysLeave: boolean;
  /** In the shop, of the usual stay. */
  readonly staysTimes: number;
  readonly cloned: boolean;
}

export function planCrowd(options: CrowdOptions, begun: Instant, random: Random): VisitorPlan[] {
  const arrivals = Array.from(
    { length: options.visitors },
    () => begun + random() * options.overMs,
  ).sort((a, b) => a - b);
  return arrivals.map((arrivesAt, index) => ({
    arrivesAt,
    ...conductOf(options, index, random),
    saysLeave: random() < (options.saying ?? 0),
    cloned: random() < (options.cloned ?? 0),
    staysTimes: 0.5 + random(),
  }));
}

const atOnce = { behaviour: "leaves", closesAfterMs: 0, returnsAfterMs: null } as const;

function conductOf(options: CrowdOptions, index: number, random: Random) {
  const { leave = 0, leaveLater = 0, leaveWithinMs = 60_000, background = 0 } = options;
  const { returning = 0, stretchLeaves } = options;
  let chance = random();
  const within = random() * leaveWithinMs;
  const isNext = (share: number) => {
    chance -= share;
    return chance < 0;
  };
  const isInStretch = stretchLeaves && index >= stretchLeaves.from && index < stretchLeaves.to;
  if (isInStretch || isNext(leave)) return atOnce;
  if (isNext(leaveLater)) return { ...atOnce, closesAfterMs: within };
  if (isNext(returning)) {
    const returnsAfterMs = within * (1 + 2 * random());
    return { behaviour: "returns", closesAfterMs: within, returnsAfterMs } as const;
  }
  const behaviour = isNext(background) ? "background" : "stays";
  return { behaviour, closesAfterMs: null, returnsAfterMs: null } as const;
}
