/**
 * What a merchant may set on a room, with the value each setting has until somebody sets it.
 * Units are in the names. Checking what comes from outside is the management API's work.
 */

import type { Instant } from "./time.ts";

export type RoomState = "open" | "paused" | "draining" | "closed" | "sold-out";

/** What the merchant tells the line: one text for everybody, or one for each language tag. */
export type Message = string | Readonly<Record<string, string>>;

export const queuedStatuses = [200, 202, 429, 503] as const;

/** Into how many objects a room's joins may be spread; see ticket-batcher.ts. */
export const batcherCounts = [0, 16, 32, 128] as const;

/** By way of how many objects a room may be asked; see admission-shard.ts. */
export const admissionShardCounts = [0, 4, 8, 16] as const;

/** A class of visitors, with its own numbers and its share of the rate. */
export interface LineSettings {
  readonly name: string;
  /** Above 0; a line of weight 3 gets three times what a line of weight 1 gets. */
  readonly weight: number;
}

/** What there is to sell; see stock.ts. */
export interface StockSettings {
  /** All there is to sell in this epoch, including what is sold already. */
  readonly units: number;
  /** The most that one order may have. */
  readonly perOrder: number;
}

/** How the shop is spared when it struggles; see origin-health.ts. */
export interface OriginHealthSettings {
  /** Nine answers in ten are to be faster. The gateways count by it. */
  readonly targetMilliseconds: number;
  /** The shop is never cut below it while it is there. */
  readonly floorPerMinute: number;
}

/** Who may bring invitations, and whether one is needed. */
export interface InvitationSettings {
  /** Public keys as JSON Web Keys: what the merchant signs invitations with. */
  readonly keys: readonly Readonly<Record<string, string>>[];
  /** Whoever has no invitation cannot join. */
  readonly required: boolean;
}

/** Who must do a little work for a place; see challenge.ts. */
export const challengeSettings = ["off", "when-busy", "always"] as const;
export type ChallengeSetting = (typeof challengeSettings)[number];

/** Cloudflare's check of a browser. Its secret is no setting: it stays in the environment. */
export interface TurnstileSettings {
  /** Public; the page shows it to Cloudflare. */
  readonly siteKey: string;
}

/** What happens to strangers while the room does not answer; see trickle.ts. */
export type OnUnavailable = "hold" | { readonly tricklePerMinute: number };

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
  /** `draw`: those who join before the opening are shuffled. */
  readonly order: "first-come" | "draw";
  /** From when visitors may join, though nobody is let in; see schedule.ts. */
  readonly preQueueAt: Instant | null;
  readonly opensAt: Instant | null;
  readonly closesAt: Instant | null;
  /** IANA name; for showing instants only. */
  readonly timeZone: string | null;
  /** Mixed into the draw: a text that nobody could know when the seed was committed. */
  readonly publicRandomness: string | null;
  /** At least one. */
  readonly lines: readonly LineSettings[];
  readonly stock: StockSettings | null;
  readonly originHealth: OriginHealthSettings | "off";
  readonly invitations: InvitationSettings | null;
  /** `when-busy`: only while more people join than are let in. */
  readonly challenge: ChallengeSetting;
  /** Who passes it pays the least price; nobody is refused or let in because of it. */
  readonly turnstile: TurnstileSettings | null;
  /** How long the shop may leave a request unanswered. An answer that has begun is never cut off. */
  readonly originTimeoutSeconds: number;
  /** `per-request`: an assertion is good for one method and address, and no other request. */
  readonly assertions: "reusable" | "per-request";
  /** A page of the shop that tells a customer whether their order was placed. */
  readonly orderStatusPath: string | null;
  /** How many orders one admission is good for. */
  readonly ordersPerAdmission: number;
  /** How long after the end of a session a form may still be sent, and its order finished. */
  readonly graceMinutes: number;
  /** For a surge: over how many objects joins are spread. Fixed for an epoch: a change waits for the next. */
  readonly batchers: (typeof batcherCounts)[number];
  /** For a rate above what one object is asked with ease: over how many objects entering is spread. */
  readonly admissionShards: (typeof admissionShardCounts)[number];
  /** Where waiting pages read of the line in place of asking the gateway: an https URL or a path; see line-document.ts. */
  readonly lineDocument: string | null;
  readonly onUnavailable: OnUnavailable;
  /** HTTP status of the waiting page. */
  readonly queuedStatus: (typeof queuedStatuses)[number];
  readonly message: Message | null;
}

/** The line of whoever has no invitation to another one. */
export const generalLine = "general";

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
  order: "first-come",
  preQueueAt: null,
  opensAt: null,
  closesAt: null,
  timeZone: null,
  publicRandomness: null,
  lines: [{ name: generalLine, weight: 1 }],
  stock: null,
  originHealth: "off",
  invitations: null,
  challenge: "off",
  turnstile: null,
  originTimeoutSeconds: 30,
  assertions: "reusable",
  orderStatusPath: null,
  ordersPerAdmission: 1,
  graceMinutes: 5,
  batchers: 0,
  admissionShards: 0,
  lineDocument: null,
  onUnavailable: "hold",
  queuedStatus: 200,
  message: null,
};

/** Where somebody without an invitation joins: the line `general`, or else the first one. */
export const lineForAll = ({ lines }: Pick<RoomSettings, "lines">): string =>
  (lines.find(({ name }) => name === generalLine) ?? lines[0])?.name ?? generalLine;

/**
 * The weight of a line. One that the merchant took away while people stood in it goes on with the
 * smallest weight of all, until it is empty.
 */
export const weightOfLine = ({ lines }: Pick<RoomSettings, "lines">, name: string): number =>
  lines.find((line) => line.name === name)?.weight ??
  Math.min(1, ...lines.map(({ weight }) => weight));

/** Settings as a merchant chose them; whatever is not in `chosen` has its default. */
export interface StoredSettings {
  /** Counts up with each change; 0 before the first. */
  readonly version: number;
  readonly chosen: Partial<RoomSettings>;
  readonly changedAt: Instant;
  readonly changedBy: string;
}

/** The settings, and what this epoch goes on with though another value may be set. */
export interface SettingsInForce extends StoredSettings {
  readonly batchersInForce: number;
}
