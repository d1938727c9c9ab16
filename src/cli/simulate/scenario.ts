/** What a simulation is of: the crowd, the room's settings, what the merchant does, and what goes wrong. */

import type { RoomSettings } from "../../domain/settings.ts";
import type { Instant } from "../../domain/time.ts";
import type { ShopOptions } from "./shop.ts";

/** When every simulation begins. Any instant will do; this one has as many digits as today. */
export const begun: Instant = 1_790_000_000_000;

export interface Scenario {
  readonly seed: number;
  readonly settings: Partial<RoomSettings>;
  readonly crowd: CrowdOptions;
  /** What the merchant changes, in order of time. */
  readonly changes?: readonly Change[];
  readonly faults?: Partial<Faults>;
  /** The shop behind the line: whoever is inside asks it for pages. Without one they only stay. */
  readonly shop?: ShopOptions;
  /** The simulation ends when nobody has anything left to do, or then. */
  readonly longestMs?: number;
}

export interface CrowdOptions {
  readonly visitors: number;
  /** They arrive within this time. */
  readonly overMs: number;
  /**
   * `even`: spread evenly over it, as if not given. `at once`: as people answer a text message, most of them
   * in the first quarter and nine in ten by the end.
   */
  readonly arrival?: "even" | "at once";
  /** Shares of the crowd, 0 to 1, together at most 1. The rest stays in front of the screen. */
  /** Close the tab right after joining, for good. */
  readonly leave?: number;
  /** Close it at some moment within `leaveWithinMs`. */
  readonly leaveLater?: number;
  readonly leaveWithinMs?: number;
  /** Keep the page in a background tab, which wakes once a minute. */
  readonly background?: number;
  /** Close the tab and come back after the time that they should have waited. */
  readonly returning?: number;
  /** Have the same ticket open in other browsers, in so many of them (1 if not given). */
  readonly cloned?: number;
  readonly clones?: number;
  /** Join many times, with one key or with a new one each time. */
  readonly flooding?: number;
  readonly joinsOfAFlood?: number;
  /** Shares of the crowd that join a line by this name; the rest joins `general`. */
  readonly lines?: Readonly<Record<string, number>>;
  /** Of those who leave, the share that says so. */
  readonly saying?: number;
  /** Those of this stretch, in order of arrival and counted from 0, leave right after joining, whatever the shares say. */
  readonly stretchLeaves?: { readonly from: number; readonly to: number };
  /** How long they stay in the shop; forever, as far as the room knows, if not given. */
  readonly stayMs?: number;
  /** Where the shop counts: of those in the shop the share that orders (all if not given), up to so many units. */
  readonly ordering?: number;
  readonly mostUnits?: number;
  /** Of those who do not order, the share that closes the tab without a word. */
  readonly silent?: number;
  /** Share that brings an invitation; their clones are other devices, which join with the same one. */
  readonly invited?: number;
  /** Sales that are not of the line, spread over the time of the arrivals, one unit each, reported up to three times. */
  readonly salesOutside?: number;
}

/** What the merchant changes. There are no resets, so one epoch is all there is. */
export interface Change {
  readonly afterMs: number;
  readonly values: Partial<RoomSettings>;
}

/** Shares are from 0 to 1; a fault that is not named does not happen. */
export interface Faults {
  /** Nothing goes wrong after that time; always, if not given. */
  readonly untilMs: number;

  /** The room's object. About this often it is restarted, as with every deploy. */
  readonly restartEveryMs: number;
  /** Steps that throw after they wrote; the object lives on. */
  readonly throwing: number;
  /** Steps under which the object dies before what they wrote is kept. */
  readonly dyingBeforeTheWrite: number;
  /** Steps under which it dies once that is kept, before anybody hears of it. */
  readonly dyingBeforeTheAnswer: number;
  /** Calls after which it dies, once they are answered. */
  readonly dyingAfterTheAnswer: number;
  /** Without a question for this long it is evicted from memory. */
  readonly evictAfterMs: number;
  /** Moments of a batcher's turn at which it dies; there are four in each. */
  readonly dyingBatchers: number;
  /** Moments of a shard's turn at which it dies; there are two in each. */
  readonly dyingShards: number;
  /** About this often it cannot be reached, for up to ten seconds. */
  readonly unreachableEveryMs: number;
  /** About this often a second instance takes over while a gateway still speaks to the first. */
  readonly twoInstancesEveryMs: number;
  /** About this often its clock jumps, forward or back, by up to `clockJumpMs`. */
  readonly clockJumpEveryMs: number;
  readonly clockJumpMs: number;

  /** Ticks come up to this much later than they should, not at all, or twice. */
  readonly lateTicksMs: number;
  readonly lostTicks: number;
  readonly doubleTicks: number;

  /** Calls of visitors that get lost, come again later, or come only later than the visitor's patience. */
  readonly lostCalls: number;
  readonly doubledCalls: number;
  readonly delayedCalls: number;
  /** How much later, at most. */
  readonly delayMs: number;
  /** Changes of the settings that come once more, after those that were made later. */
  readonly lateChanges: number;
  /** Answers to visitors that get lost. */
  readonly lostAnswers: number;

  /** How many gateways there are (1 if not given); a visitor's requests come to any of them. */
  readonly gateways: number;
  /** About this often the signing key is replaced by a new one. */
  readonly rotateKeysEveryMs: number;
  /** Snapshots that take up to two seconds to a gateway, so that a younger one may overtake them. */
  readonly slowSnapshots: number;
}

/** The faults that strike by chance, each time that they could. */
export type ChanceFault =
  | "throwing"
  | "dyingBeforeTheWrite"
  | "dyingBeforeTheAnswer"
  | "dyingAfterTheAnswer"
  | "dyingBatchers"
  | "dyingShards"
  | "lostTicks"
  | "doubleTicks"
  | "lostCalls"
  | "doubledCalls"
  | "delayedCalls"
  | "lateChanges"
  | "lostAnswers"
  | "slowSnapshots";
