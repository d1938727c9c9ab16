/**
 * What is seen while a rush runs: a bar on a terminal, a line every few seconds elsewhere. Both go to
 * stderr; stdout is for the result.
 */

import { startBar } from "../terminal-bar.ts";
import type { Sample } from "./rush.ts";
import { finished } from "./tally.ts";

export interface Progress {
  show(sample: Sample): void;
  stop(): void;
}

const lineEveryMs = 5_000;

export function createProgress(visitors: number): Progress {
  return process.stderr.isTTY ? progressBar(visitors) : progressLines();
}

function progressBar(visitors: number): Progress {
  const bar = startBar(visitors);
  return {
    show: (sample) => bar.show(finished(sample.counts), describe(sample)),
    stop: bar.stop,
  };
}

function progressLines(): Progress {
  let nextAt = 0;
  return {
    show(sample) {
      if (sample.at < nextAt) return;
      nextAt = sample.at + lineEveryMs;
      process.stderr.write(`${describe(sample)}\n`);
    },
    stop() {},
  };
}

function describe({ counts }: Sample): string {
  const { coming, joining, waiting, called, away, inside, ordered, left, gone } = counts;
  const joined = waiting + called + away + inside + ordered + left + gone;
  const parts = [
    coming + joining > 0 ? `${coming + joining} coming` : "",
    `${joined} joined`,
    `${waiting} waiting`,
    away > 0 ? `${away} away` : "",
    `${called} called`,
    `${inside} inside`,
    `${ordered} ordered`,
    left > 0 ? `${left} left` : "",
    gone > 0 ? `${gone} gone without an order` : "",
  ];
  return parts.filter((part) => part !== "").join(" · ");
}
