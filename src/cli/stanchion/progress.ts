/**
 * What is seen while long work is done: a bar on a terminal, a line now and then elsewhere. Both go to
 * stderr; stdout is for the result.
 */

import { startBar } from "../terminal-bar.ts";
import { count } from "./wording.ts";

export interface Progress {
  show(done: number): void;
  stop(): void;
}

const lineEveryMs = 5_000;

/** @param what is being done, as in `1,200 of 5,000 invitations` */
export const createProgress = (total: number, what: string): Progress =>
  process.stderr.isTTY ? progressBar(total, what) : progressLines(total, what);

function progressBar(total: number, what: string): Progress {
  const where = (done: number): string => `${count(done)} of ${count(total)} ${what}`;
  const bar = startBar(total, { where: where(0) });
  return { show: (done) => bar.show(done, where(done)), stop: bar.stop };
}

function progressLines(total: number, what: string): Progress {
  let nextAt = performance.now() + lineEveryMs;
  return {
    show(done) {
      if (performance.now() < nextAt) return;
      nextAt = performance.now() + lineEveryMs;
      process.stderr.write(`${count(done)} of ${count(total)} ${what}\n`);
    },
    stop() {},
  };
}
