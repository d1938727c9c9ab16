/** How a run went, second by second: what its picture is drawn from. */

import type { Line } from "../../domain/line.ts";
import { isSoldOut } from "../../domain/room-state.ts";
import { leftOf } from "../../domain/stock.ts";
import { type Instant, secondMs } from "../../domain/time.ts";
import type { Step } from "./simulated-room.ts";

export interface Moment {
  readonly at: Instant;
  /** Everything that was given so far. */
  readonly joined: number;
  readonly admitted: number;
  /** Still to be called, or at the door. Nobody sees from here who of them closed the tab. */
  readonly inLine: number;
  readonly inside: number;
  readonly perSecond: number;
  /** Units not sold; null when the shop does not count. */
  readonly stock: number | null;
}

/** At most one moment a second, the latest of each, in order of time. */
export interface Recording {
  readonly moments: readonly Moment[];
}

export interface Recorder {
  afterStep(step: Step, now: Instant): void;
  readonly recording: Recording;
}

export function createRecorder(begun: Instant): Recorder {
  const moments: Moment[] = [];
  let second = Math.floor(begun / secondMs);
  let latest: { readonly step: Step; readonly admitted: number; readonly at: Instant } | null =
    null;

  function write(): void {
    if (latest) moments.push(momentOf(latest.step, latest.admitted, latest.at));
  }

  return {
    afterStep(step, at) {
      const current = Math.floor(at / secondMs);
      if (current > second) {
        write();
        second = current;
      }
      latest = { step, admitted: step.register.rows.size, at };
    },
    get recording() {
      const last = latest && momentOf(latest.step, latest.admitted, latest.at);
      return { moments: last ? [...moments, last] : moments };
    },
  };
}

function momentOf({ after, settings }: Step, admitted: number, at: Instant): Moment {
  const { inside, rate, stock } = after.state;
  const sum = (of: (line: Line) => number) =>
    after.lines.reduce((total, line) => total + of(line), 0);
  return {
    at,
    joined: sum(({ state }) => state.issued),
    admitted,
    // Nobody waits any more once they are told that it is sold out.
    inLine: isSoldOut(after.state, settings)
      ? 0
      : sum(({ state, door }) => state.issued - state.serving - state.leftUncalled + door.length),
    inside,
    perSecond: rate.perSecond,
    stock: settings.stock && stock ? leftOf(stock.stock, settings.stock) : null,
  };
}
