/**
 * What a merchant may set on a room, with the value each setting has until somebody sets it.
 * Units are in the names. Checking what comes from outside is the management API's work.
 */

import type { Instant } from "./time.ts";

export type RoomState = "open" | "paused" | "draining" | "closed" | "sold-out";

/** What the merchant tells the line: one text for everybody, or one for each language tag. */
export type Message = string | Readonly<Record<string, string>>;

export const queuedStatuses = [200, 202, 429, 503] as const;

export interface RoomSettings {
  /** Host names, with the port where it is not the default one. */
  readonly hosts: readonly string[];
  /** Absolute URL of the shop; null on a network where the route already leads there. */
  readonly origin: string | null;
  /** Exact paths that need no pass. */
  readonly publicPaths: readonly string[];
  /** `always`: everybody joins the line, even when there is room. */
  readonly queue: "when-needed" | "always";
  readonly state: RoomState;
  /** 0 to 6,000,000, fractions allowed. */
  readonly admissionsPerMinute: number;
  /** Sessions active at once; null is no cap. */
  readonly capacity: number | null;
  readonly sessionMinutes: number;
  readonly sessionRenewal: "while-active" | "fixed";
  /** From call to no-show. */
  readonly claimWindowSeconds: number;
  /** HTTP status of the waiting page. */
  readonly queuedStatus: (typeof queuedStatuses)[number];
  readonly message: Message | null;
}

export const defaultSettings: RoomSettings = {
  hosts: [],
  origin: null,
  publicPaths: [],
  queue: "when-needed",
  state: "open",
  admissionsPerMinute: 600,
  capacity: null,
  sessionMinutes: 15,
  sessionRenewal: "while-active",
  claimWindowSeconds: 180,
  queuedStatus: 200,
  message: null,
};

/** Settings as a merchant chose them; whatever is not in `chosen` has its default. */
export interface StoredSettings {
  /** Counts up with each change; 0 before the first. */
  readonly version: number;
  readonly chosen: Partial<RoomSettings>;
  readonly changedAt: Instant;
  readonly changedBy: string;
}
