/**
 * The rush itself: the whole crowd at once, from the first arrival until everybody is through, the
 * time is up, or somebody presses Ctrl-C.
 */

import { createRushClock } from "./clock.ts";
import { type CrowdOptions, planCrowd } from "./crowd.ts";
import { type Lag, measureLag } from "./lag.ts";
import { createNetwork } from "./network.ts";
import { createTally, type Phase } from "./tally.ts";
import { visit } from "./visitor.ts";
import type { VisitorRecord } from "./visitor-record.ts";

export interface RushPlan extends CrowdOptions {
  readonly url: URL;
  /** Path and query of the page asked for first. */
  readonly path: string;
  readonly queuedStatus: number;
  /** The end, whoever still waits. */
  readonly limitMs: number;
}

/** Where everybody was at one instant. */
export interface Sample {
  readonly at: number;
  readonly counts: Readonly<Record<Phase, number>>;
}

export interface RushRecord {
  readonly visitors: readonly VisitorRecord[];
  /** One a second. */
  readonly samples: readonly Sample[];
  readonly startsAt: number;
  readonly endedAt: number;
  readonly requests: number;
  readonly trouble: ReadonlyMap<string, number>;
  readonly lag: Lag;
}

export interface RunningRush {
  readonly record: Promise<RushRecord>;
  /** Ends it early; the record then holds what happened so far. */
  end(): void;
}

/** @param onProgress called about four times a second */
export function startRush(plan: RushPlan, onProgress: (sample: Sample) => void): RunningRush {
  const clock = createRushClock();
  const network = createNetwork(plan.url, clock);
  const tally = createTally(plan.visitors);
  const startsAt = clock.now();
  const stopMeasuring = measureLag();
  const samples: Sample[] = [];

  const watching = setInterval(() => {
    const sample = { at: clock.now(), counts: { ...tally.counts } };
    onProgress(sample);
    if (sample.at >= startsAt + samples.length * 1_000) samples.push(sample);
  }, 250);
  const timeIsUp = setTimeout(end, plan.limitMs);

  /** Sleepers first: whose request is cut off then finds the rush over, and does not try again. */
  function end(): void {
    clock.end();
    void network.close();
  }

  async function run(): Promise<RushRecord> {
    const world = {
      network,
      clock,
      tally,
      startsAt,
      endsAt: startsAt + plan.limitMs,
      origin: plan.url,
      path: plan.path,
      queuedStatus: plan.queuedStatus,
      // Not from the seed: the customers of the same rush run twice are other customers.
      name: `rush-${crypto.randomUUID().slice(0, 8)}`,
    };
    try {
      const crowd = planCrowd(plan);
      const visitors = await Promise.all(crowd.map((visitor) => visit(visitor, world)));
      const { requests, trouble } = network;
      return {
        visitors,
        samples,
        startsAt,
        endedAt: clock.now(),
        requests,
        trouble,
        lag: stopMeasuring(),
      };
    } finally {
      clearInterval(watching);
      clearTimeout(timeIsUp);
      await network.close();
    }
  }

  return { record: run(), end };
}
