/** What a simulation is of: the crowd, the room's settings, what the merchant does, and what goes wrong. */

import type { RoomSettings } from "../../domain/settings.ts";

export interface Scenario {
  readonly seed: number;
  readonly settings: Partial<RoomSettings>;
  readonly crowd: CrowdOptions;
  /** What the merchant changes, in order of time. */
  readonly changes?: readonly Change[];
  readonly faults?: Partial<Faults>;
  /** The simulation ends when nobody has anything left to do, or then. */
  readonly longestMs?: number;
}

export interface CrowdOptions {
  readonly visitors: number;
  /** They arrive evenly spread over this time. */
  readonly overMs: number;
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
  /** Have the same ticket open in a second browser. */
  readonly cloned?: number;
  /** Of those who leave, the share that says so. */
  readonly saying?: number;
  /** Those of this stretch, in order of arrival and counted from 0, leave right after joining, whatever the shares say. */
  readonly stretchLeaves?: { readonly from: number; readonly to: number };
  /** How long they stay in the shop; forever, as far as the room knows, if not given. */
  readonly stayMs?: number;
}

export interface Change {
  readonly afterMs: number;
  readonly values: Partial<RoomSettings>;
}

export interface Faults {
  /** The object is restarted about this often. */
  readonly restartEveryMs: number;
  /** Share of the steps that throw after they wrote. */
  readonly throwing: number;
  /** Share of the answers to visitors that get lost. */
  readonly lostAnswers: number;
  /** Ticks come up to this much later than they should. */
  readonly lateTicksMs: number;
}
