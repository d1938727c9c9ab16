/**
 * What is seen while a simulation runs: a bar on a terminal, a line every few seconds elsewhere. Both go to
 * stderr; stdout is for the result.
 */

import { startBar } from "../terminal-bar.ts";

export interface ProgressBar {
  show(done: number, where: string): void;
  stop(): void;
}

const lineEveryMs = 5_000;

export function createProgressBar(total: number, isWanted: boolean): ProgressBar {
  if (process.stderr.isTTY) return bar(total);
  return isWanted ? lines(total) : { show() {}, stop() {} };
}

function bar(total: number): ProgressBar {
  const started = startBar(total, { width: 30 });
  return {
    show: (done, where) => started.show(Math.min(done, total), where),
    stop: started.stop,
  };
}

function lines(total: number): ProgressBar {
  let nextAt = performance.now() + lineEveryMs;
  return {
    show(done, where) {
      if (performance.now() < nextAt) return;
      nextAt = performance.now() + lineEveryMs;
      process.stderr.write(`${Math.floor((100 * done) / total)} %  ${where}\n`);
    },
    stop() {},
  };
}
