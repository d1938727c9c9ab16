/**
 * A process that others depend on, started again whenever it ends: almost at once the first time, then
 * after pauses that grow, so that one that cannot live does not use up the machine.
 */

import { setTimeout as pause } from "node:timers/promises";
import { reasonOf } from "../cannot-start.ts";
import type { RunningProcess } from "../processes.ts";

export interface KeepOptions {
  readonly start: () => Promise<RunningProcess>;
  /** Aborted when it is to stay ended. */
  readonly signal: AbortSignal;
  readonly onLine: (line: string) => void;
}

export interface KeptProcess {
  /** Of the one that runs, or ran last. */
  readonly pid: number;
  /** Ends it. What is to stay ended is told by the signal first. */
  stop(): Promise<void>;
}

const shortestPauseMs = 100;
const longestPauseMs = 5_000;
/** Who has lived so long was in order, and is started again as the first time. */
const longLifeMs = 30_000;

/** @throws whatever the first start throws */
export async function keepRunning({ start, signal, onLine }: KeepOptions): Promise<KeptProcess> {
  let running = await start();
  void attend();
  return {
    get pid() {
      return running.pid;
    },
    stop: () => running.stop(),
  };

  async function attend(): Promise<void> {
    let pauseMs = shortestPauseMs;
    while (!signal.aborted) {
      const startedAt = performance.now();
      const how = await running.ended;
      if (signal.aborted) return;
      onLine(`${running.name} ended unexpectedly (${how}); it is started again.`);
      if (performance.now() - startedAt > longLifeMs) pauseMs = shortestPauseMs;
      pauseMs = await startAgain(pauseMs);
    }
  }

  /** @returns how long to wait before the next time */
  async function startAgain(firstPauseMs: number): Promise<number> {
    for (let pauseMs = firstPauseMs; ; pauseMs = Math.min(2 * pauseMs, longestPauseMs)) {
      // Rejects when it is aborted, which ends the loop.
      await pause(pauseMs, undefined, { signal, ref: false }).catch(() => {});
      if (signal.aborted) return pauseMs;
      try {
        running = await start();
        return Math.min(2 * pauseMs, longestPauseMs);
      } catch (error) {
        if (!signal.aborted) onLine(reasonOf(error));
      }
    }
  }
}
