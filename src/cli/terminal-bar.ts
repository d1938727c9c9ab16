/** A bar on a terminal that fills as long work is done, with words of how things stand beside it. */

import { SingleBar } from "cli-progress";

export interface TerminalBar {
  show(done: number, where: string): void;
  stop(): void;
}

interface BarOptions {
  readonly where?: string;
  readonly width?: number;
}

export function startBar(
  total: number,
  { where: first = "", width = 20 }: BarOptions = {},
): TerminalBar {
  const bar = new SingleBar({
    format: "{bar} {percentage} %  {where}",
    barCompleteChar: "█",
    barIncompleteChar: "░",
    barsize: width,
    hideCursor: true,
    clearOnComplete: true,
    // A handler of its own would swallow Ctrl-C for as long as the work does not wait.
    gracefulExit: false,
  });
  bar.start(total, 0, { where: first });
  return {
    show: (done, where) => bar.update(done, { where }),
    stop: () => bar.stop(),
  };
}
