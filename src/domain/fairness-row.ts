/** What is known of one visitor's way through the line, once it is over: what fairness is judged by. */

import type { Instant } from "./time.ts";

export interface FairnessRow {
  readonly line: string;
  /** The name of the group that was invited together; null: not invited. */
  readonly wave: string | null;
  readonly number: number;
  /** The order of calling within the line. */
  readonly place: number;
  /** From when the visitor could have been let in: joining, or the opening if that was later. */
  readonly joinedAt: Instant;
  readonly calledAt: Instant | null;
  /** When the visitor first asked to enter; null: not known. */
  readonly cameAt: Instant | null;
  readonly admittedAt: Instant;
  /** The wait told on joining, from then on; null: nothing was told. */
  readonly toldLowMs: number | null;
  readonly toldHighMs: number | null;
}
