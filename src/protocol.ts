/**
 * The JSON that travels between a visitor's browser, the gateway and the merchant's screen.
 * Names here are a contract: pages, apps and other people's tests depend on them.
 */

/** Where a visitor stands. One word for each thing that a page must say differently. */
export const visitorStates = [
  "not-open",
  "pre-queue",
  "waiting",
  "called",
  "admitted",
  "paused",
  "sold-out",
  "closed",
  "full",
] as const;

export type VisitorState = (typeof visitorStates)[number];

/** A wait as a range in whole seconds: it ends within the range in about four cases of five. */
export interface WaitRange {
  readonly low: number;
  readonly high: number;
}

/** What every answer about a place carries, whatever the state; null where it has no meaning. */
interface StatusBase {
  readonly room: string;
  /** 1 for the next to be called; null when not in line. Never grows. */
  readonly position: number | null;
  /** How many are still to be called before this visitor. Never grows. */
  readonly ahead: number | null;
  /** Null when nothing honest can be said yet. */
  readonly waitSeconds: WaitRange | null;
  /** When to ask again, in milliseconds from now; null when there is nothing more to ask. */
  readonly pollAfterMs: number | null;
  /** RFC 3339; entering after it is still possible, it only costs the moment. */
  readonly claimBy: string | null;
  /** RFC 3339: from when visitors may join; null when that is not before the opening. */
  readonly preQueueAt: string | null;
  /** RFC 3339: from when people are let in. For an invited visitor whose wave comes later, that. */
  readonly opensAt: string | null;
  /** RFC 3339 */
  readonly closesAt: string | null;
  /** IANA name of the zone that the shop shows its times in; null: the visitor's own. */
  readonly timeZone: string | null;
  /** Null when the shop does not count. */
  readonly stock: StockStatus | null;
  /** SHA-256 of the draw's seed, in hexadecimal, while there is a draw; see `GET /.stanchion/draw`. */
  readonly drawCommitment: string | null;
  /** The merchant's words to the line, plain text in the visitor's language. */
  readonly message: string | null;
  /** RFC 3339: the instant this was true of the room. Older than a few seconds: the room did not answer. */
  readonly asOf: string;
  /** A short name for this place, to be told to support. Says nothing to a stranger. */
  readonly supportId: string | null;
}

/** What is left to buy, and the chance that some of it is there at this visitor's turn. */
export interface StockStatus {
  /** Units not sold. */
  readonly left: number;
  /** 0 to 1; null for somebody without a place. 1 and 0 are certain. */
  readonly chance: number | null;
}

/** A visitor who is in line, or would be. */
export interface InLineStatus extends StatusBase {
  readonly state: Exclude<VisitorState, "admitted">;
  /** The signed ticket, in the answer to a join only. */
  readonly ticket?: string;
  /** Where the page may find out by itself from now on; only in rooms that have it, for whoever has a place. */
  readonly lineDocument?: LineLookUp;
}

/** What to look up, in the document that is the same for everybody in line: `GET /.stanchion/line` is one. */
export interface LineLookUp {
  /** An https URL, or a path of this host. */
  readonly address: string;
  readonly epoch: number;
  readonly line: string;
  /** In order of calling, the first of the line is 1. */
  readonly place: number;
}

/** A visitor who may go to the shop now. */
export interface AdmittedStatus extends StatusBase {
  readonly state: "admitted";
  readonly ticket?: string;
  /** The signed pass, in the answers to join and enter only. */
  readonly pass?: string;
  /** The absolute address of the page first asked for. */
  readonly location?: string;
}

export type VisitorStatus = InLineStatus | AdmittedStatus;

/** What `POST join` takes, as JSON or as a form. All of it is optional. */
export interface JoinRequest {
  /** Path and query of the page first asked for; the visitor is brought back there. */
  readonly target?: string;
  /** Chosen once by the page, so that a join repeated after a lost answer is the same join. */
  readonly key?: string;
  /** The signed invitation, for apps; a browser has it in a cookie once it was handed over. */
  readonly invitation?: string;
  /** The challenge with its solution, when the room asks for one. `key` is the challenge's own then. */
  readonly proof?: string;
  /** In place of a calculation, for a browser without scripts. */
  readonly patience?: string;
  /** The token of Cloudflare's widget, where the room has it: the challenge is the easiest then. */
  readonly turnstile?: string;
}

/**
 * What a place costs just now: find the number below `data.attempts` from which a key with this prefix is
 * derived. In the form of ALTCHA 2, so that its solvers serve as well.
 */
export interface Challenge {
  readonly parameters: {
    readonly algorithm: string;
    /** In hexadecimal, as all that follows. */
    readonly nonce: string;
    readonly salt: string;
    readonly keyPrefix: string;
    readonly keySignature?: string;
    /** Iterations of each attempt. */
    readonly cost: number;
    readonly keyLength: number;
    /** Seconds since 1970: from then on a solution is worth nothing. */
    readonly expiresAt: number;
    readonly data: ChallengeData;
  };
  readonly signature: string;
}

/** What a challenge is good for: one place in one room. */
export interface ChallengeData {
  readonly room: string;
  readonly epoch: number;
  /** The key that the join must have: joining again with it is the same join. */
  readonly key: string;
  /** So many are enough for certain; half of them on average. */
  readonly attempts: number;
  /** Which of the gateway's keys signed it. */
  readonly kid: string;
}

/** `GET /.stanchion/challenge`: null while none is asked for. */
export interface ChallengeAnswer {
  readonly challenge: Challenge | null;
}

/** `GET /.stanchion/draw`: what anybody needs to recompute every place of the draw. */
export interface PublishedDraw {
  readonly room: string;
  readonly epoch: number;
  /** Whether those who join before the opening are drawn at all. */
  readonly order: "first-come" | "draw";
  /** SHA-256 of the seed, in hexadecimal: fixed before anybody could join. */
  readonly commitment: string;
  /** The seed, 64 hexadecimal digits; null until the draw has taken place. */
  readonly seed: string | null;
  /** The text that the merchant mixed in; null until the draw has taken place. */
  readonly publicRandomness: string | null;
  /** The last number given so far in each line: who keeps it knows that nobody was slipped in later. */
  readonly joined: Readonly<Record<string, number>>;
  /** How many were drawn in each line; null until the draw has taken place. */
  readonly counts: Readonly<Record<string, number>> | null;
  /** Numbers up to this one were called before the draw and kept their places; 0 as a rule. */
  readonly after: Readonly<Record<string, number>> | null;
  /** RFC 3339 */
  readonly opensAt: string | null;
}

/** RFC 9457. `type` is a stable name of ours, the rest is for people. */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  /** For `already-ordered`: the number of the order that was placed, if the shop told it. */
  readonly order?: string;
  /** For `already-ordered`: absolute address of the page that confirms it, if the shop named one. */
  readonly confirmation?: string;
  /** Absolute address of the shop's page that tells what became of an order. */
  readonly orderStatus?: string;
  /** For `challenge-needed`: what to solve before joining again. */
  readonly challenge?: Challenge;
  /** One entry for each wrong field of a settings change. */
  readonly errors?: readonly FieldProblem[];
}

export interface FieldProblem {
  /** The field's name, with a dot before an inner one: `stock.units`. */
  readonly field: string;
  /** What is wrong and what to write instead. */
  readonly detail: string;
}

/** What the merchant sees of a room: `GET /.stanchion/api/v1/rooms/{room}/live`. Counts are people. */
export interface RoomLive {
  readonly room: string;
  readonly epoch: number;
  readonly state: RoomState;
  /** What is open to visitors: the merchant's word, the schedule and the stock in one. */
  readonly access: "not-open" | "pre-queue" | RoomState;
  /** RFC 3339: the instant these figures were true. */
  readonly asOf: string;
  readonly waiting: number;
  /** Called, within their claim window and not yet inside. */
  readonly called: number;
  /** Sessions active now. */
  readonly inside: number;
  readonly capacity: number | null;
  readonly admittedLastMinute: number;
  readonly admissionsPerMinute: number;
  /** What the shop's health leaves of it. */
  readonly effectivePerMinute: number;
  readonly arrivalsLastMinute: number;
  /** The measured share of the called that show up, 0 to 1; null before anybody was called. */
  readonly attendance: number | null;
  /** How long somebody who joins now would wait; null when nothing honest can be said. */
  readonly newcomerWaitSeconds: WaitRange | null;
  readonly totals: {
    readonly joined: number;
    readonly admitted: number;
    readonly left: number;
  };
  /** Passes of this epoch that were found in two places at once. */
  readonly clonedPasses: number;
  readonly lines: readonly LineLive[];
  readonly draw: DrawLive;
  /** Null when nothing is counted. */
  readonly stock: StockLive | null;
  /** Null when the shop's health is not looked at. */
  readonly originHealth: OriginHealthLive | null;
  /** How true the told waits came, of those who are in. */
  readonly estimates: {
    readonly told: number;
    readonly held: number;
    readonly tooEarly: number;
    readonly tooLate: number;
    /** The share that held, 0 to 1; four in five are promised. */
    readonly coverage: number | null;
  };
  /** Counts up with each change of the settings; the ETag of the settings is `"<version>"`. */
  readonly settingsVersion: number;
}

export interface LineLive {
  readonly line: string;
  readonly waiting: number;
  readonly called: number;
  readonly joined: number;
  readonly admitted: number;
  readonly left: number;
  /** Of the rate, 0 to 1: when every line has people, and as it is now. */
  readonly shareDue: number;
  readonly shareNow: number;
  readonly attendance: number | null;
}

export interface DrawLive {
  /** SHA-256 of the seed of this epoch's draw, in hexadecimal. */
  readonly commitment: string;
  /** Whether it has taken place: what is mixed in later changes nothing. */
  readonly isHeld: boolean;
}

export interface StockLive {
  readonly left: number;
  readonly sold: number;
  /** Units that those inside may still buy. */
  readonly spokenFor: number;
  /** RFC 3339 */
  readonly soldOutAt: string | null;
}

export interface OriginHealthLive {
  readonly isOut: boolean;
  /** The latest changes of the rate in force, oldest first, each with its reason. */
  readonly moves: readonly {
    /** RFC 3339 */
    readonly at: string;
    readonly fromPerMinute: number;
    readonly toPerMinute: number;
    readonly reason: { readonly kind: string };
  }[];
}

/** What the merchant has set the room to. */
export const roomStates = ["open", "paused", "draining", "closed", "sold-out"] as const;
export type RoomState = (typeof roomStates)[number];

/** One line of the audit log: `GET /.stanchion/api/v1/rooms/{room}/audit`, newest first. */
export interface AuditEntry {
  /** RFC 3339 */
  readonly at: string;
  readonly who: string;
  readonly field: string;
  readonly from: unknown;
  readonly to: unknown;
  readonly settingsVersion: number;
}

/** The signing keys by name, in the order in which they sign: `GET /.stanchion/api/v1/keys`. */
export interface KeysAnswer {
  /** Who keeps them: the gateway itself, or its operator in the environment. */
  readonly keptBy: "gateway" | "SIGNING_KEYS";
  readonly keys: readonly {
    readonly kid: string;
    /** RFC 3339: from when on it signs. */
    readonly activeFrom: string;
    /** `next`: known, signs later. `retired`: signs no more, and what it signed is good. */
    readonly standing: "next" | "signing" | "retired";
    /** RFC 3339: when the gateway forgets it; null for as long as nothing is to follow it. */
    readonly endsAt: string | null;
  }[];
  /** Newest first. */
  readonly changes: readonly {
    /** RFC 3339 */
    readonly at: string;
    readonly who: string;
    /** `ended`: nothing that it signed can be alive any more. */
    readonly what: "made" | "revoked" | "ended";
    readonly kid: string;
  }[];
}
