/** What the management API answers when asked whether a launch is fair: `GET …/fairness`. */

export type OvertakeReason =
  | "within-the-bound"
  | "came-late"
  | "passed-at-the-door"
  | "passed-uncalled";

export interface Waits {
  readonly people: number;
  readonly meanMs: number;
  readonly medianMs: number;
  /** Nine in ten waited no longer. */
  readonly p90Ms: number;
}

export interface LineFairness {
  readonly line: string;
  /** Of all admissions, 0 to 1. */
  readonly share: number;
  readonly order: {
    readonly inversions: number;
    /** Of all pairs, 0 to 1. */
    readonly inversionShare: number;
    readonly tau: number;
  };
  readonly overtaken: Readonly<Record<OvertakeReason, number>>;
  /** The foremost of those with a right to complain. */
  readonly complaints: readonly {
    readonly number: number;
    readonly place: number;
    readonly reason: OvertakeReason;
    readonly byMs: number;
  }[];
  /** Null of nobody. */
  readonly waits: Waits | null;
}

export interface RoomFairness {
  readonly room: string;
  readonly epoch: number;
  /** RFC 3339 */
  readonly asOf: string;
  /** All there were, and how many of them the figures cover. */
  readonly admissions: number;
  readonly judged: number;
  readonly lines: readonly LineFairness[];
  readonly waves: readonly {
    readonly line: string;
    readonly wave: string;
    readonly waits: Waits | null;
  }[];
  /** How true the told waits came; null when nobody was told any. */
  readonly told: {
    readonly people: number;
    readonly coverage: number;
    readonly medianError: number;
  } | null;
}
