/** What goes wrong, by chance, and when it stops to. */

import { type Instant, secondMs } from "../../domain/time.ts";
import type { Random } from "../rush/random.ts";
import { begun, type ChanceFault, type Faults } from "./scenario.ts";

export interface Troubles {
  readonly faults: Partial<Faults>;
  /** Whether this goes wrong now. */
  strikes(fault: ChanceFault, now: Instant): boolean;
  /** Something else went wrong. */
  happened(what: string, now: Instant): void;
  /** How late a tick comes. */
  tickDelayMs(now: Instant): number;
  /** How much later a call comes that is delayed. */
  callDelayMs(): number;
  /** When something that happens about so often happens next; null: never, or no more. */
  nextTime(everyMs: number | undefined, now: Instant): Instant | null;
  /** Nothing goes wrong from then on. */
  readonly endAt: Instant;
}

/** What each is called among the events. */
const names: Readonly<Record<ChanceFault, string>> = {
  throwing: "step rolled back",
  dyingBeforeTheWrite: "died before the write",
  dyingBeforeTheAnswer: "died between write and answer",
  dyingAfterTheAnswer: "died after the answer",
  dyingBatchers: "batcher died",
  dyingShards: "shard died",
  lostTicks: "tick lost",
  doubleTicks: "tick doubled",
  lostCalls: "call lost",
  doubledCalls: "call doubled",
  delayedCalls: "call delayed",
  lateChanges: "change late",
  lostAnswers: "answer lost",
  slowSnapshots: "snapshot slow",
};

const usualDelayMs = 30 * secondMs;

export function createTroubles(
  faults: Partial<Faults>,
  random: Random,
  note: (what: string, now: Instant) => void,
): Troubles {
  const endAt = begun + (faults.untilMs ?? Number.POSITIVE_INFINITY);
  return {
    faults,
    endAt,
    strikes(fault, now) {
      const share = faults[fault];
      if (share === undefined || now >= endAt || random() >= share) return false;
      note(names[fault], now);
      return true;
    },
    happened: note,
    tickDelayMs(now) {
      if (!faults.lateTicksMs || now >= endAt) return 0;
      note("tick late", now);
      return faults.lateTicksMs * random();
    },
    callDelayMs: () => (faults.delayMs ?? usualDelayMs) * random(),
    nextTime(everyMs, now) {
      if (!everyMs) return null;
      const at = now + 2 * everyMs * random();
      return at < endAt ? at : null;
    },
  };
}
