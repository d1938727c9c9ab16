/**
 * Whether this process kept up with its own visitors. When it did not, late polls and slow answers
 * are its own fault, and the report says so instead of blaming the gateway.
 */

import { monitorEventLoopDelay, performance } from "node:perf_hooks";

export interface Lag {
  /** How much later than asked timers fired, in milliseconds. */
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly maxMs: number;
  /** Share of the time in which this process computed, 0 to 1. */
  readonly busy: number;
  readonly wasTheBottleneck: boolean;
}

/** Polls are told with a precision of seconds; a tenth of one blurs nothing that is judged. */
const harmlessLagMs = 100;
const harmlessBusy = 0.9;
const resolutionMs = 10;

/** Begins to measure; the function it returns ends it. */
export function measureLag(): () => Lag {
  const delays = monitorEventLoopDelay({ resolution: resolutionMs });
  const before = performance.eventLoopUtilization();
  delays.enable();
  return () => {
    delays.disable();
    const busy = performance.eventLoopUtilization(before).utilization;
    // The histogram is of whole intervals in nanoseconds; what is above the interval asked for is lag.
    const lagMs = (nanoseconds: number) => Math.max(0, nanoseconds / 1e6 - resolutionMs);
    const p99Ms = lagMs(delays.percentile(99));
    return {
      p50Ms: lagMs(delays.percentile(50)),
      p99Ms,
      maxMs: lagMs(delays.max),
      busy,
      wasTheBottleneck: p99Ms > harmlessLagMs || busy > harmlessBusy,
    };
  };
}
