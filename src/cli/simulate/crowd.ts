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
  readonly line: string;
  /** From the join to the closing of the tab, and to the return; null: never. */
  readonly closesAfterMs: number | null;
  readonly returnsAfterMs: number | null;
  readonly saysLeave: boolean;
  /** In the shop, of the usual stay. */
  readonly staysTimes: number;
  /** Units that they order; null: they leave without a word, and their session runs out. */
  readonly units: number | null;
  /** Whether they bring an invitation, which is theirs alone. */
  readonly isInvited: boolean;
  /** In how many other browsers the ticket is open. */
  readonly clones: number;
  /** How often they join besides, with the same key or with new ones; null: once, as a person does. */
  readonly flood: { readonly joins: number; readonly sameKey: boolean } | null;
}

export function planCrowd(options: CrowdOptions, begun: Instant, random: Random): VisitorPlan[] {
  const { visitors, cloned = 0, clones = 1, saying = 0, flooding = 0 } = options;
  const { joinsOfAFlood = 20 } = options;
  const arrivals = new Float64Array(visitors).map(() => begun + arrivalMs(options, random)).sort();
  return Array.from(arrivals, (arrivesAt, index) => {
    const { behaviour, closesAfterMs, returnsAfterMs } = conductOf(options, index, random);
    return {
      behaviour,
      arrivesAt,
      line: lineOf(options, random),
      closesAfterMs,
      returnsAfterMs,
      saysLeave: random() < saying,
      units: unitsOf(options, random),
      isInvited: options.invited !== undefined && random() < options.invited,
      clones: random() < cloned ? clones : 0,
      staysTimes: 0.5 + random(),
      flood:
        flooding > 0 && random() < flooding
          ? { joins: joinsOfAFlood, sameKey: random() < 0.5 }
          : null,
    };
  });
}

/** Of those who answer a message: two steps of chance, to see it and to do it, each a quarter of the time on average. */
function arrivalMs({ arrival, overMs }: CrowdOptions, random: Random): number {
  if (arrival !== "at once") return random() * overMs;
  return (overMs / 4) * -Math.log((1 - random()) * (1 - random()));
}

function lineOf({ lines }: CrowdOptions, random: Random): string {
  if (!lines) return "general";
  let chance = random();
  for (const [name, share] of Object.entries(lines)) {
    chance -= share;
    if (chance < 0) return name;
  }
  return "general";
}

function unitsOf({ ordering, mostUnits = 1, silent = 0 }: CrowdOptions, random: Random) {
  if (ordering === undefined) return 1;
  if (random() < ordering) return 1 + Math.floor(random() * mostUnits);
  return random() < silent ? null : 0;
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
