/**
 * What visitors live in: one site, one clock, one wire for all; a browser and chances of its own for each.
 */

import type { Browser } from "./browser.ts";
import type { RushClock } from "./clock.ts";
import type { Network } from "./network.ts";
import type { Random } from "./random.ts";
import type { Phase, Tally } from "./tally.ts";
import type { VisitorRecord } from "./visitor-record.ts";

export interface World {
  readonly network: Network;
  readonly clock: RushClock;
  readonly tally: Tally;
  readonly origin: URL;
  /** The page asked for first, path and query. */
  readonly path: string;
  /** The waiting page's HTTP status in this room, so that it is not taken for an error. */
  readonly queuedStatus: number;
  readonly startsAt: number;
  /** Pauses are cut so that they end well before. */
  readonly endsAt: number;
  /** Tells this rush's customers from another's in the shop's orders. */
  readonly name: string;
}

export interface Life {
  readonly world: World;
  readonly browser: Browser;
  readonly random: Random;
  readonly record: VisitorRecord;
  enterPhase(phase: Phase): void;
}
