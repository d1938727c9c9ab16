import { describe, expect, it } from "vitest";
import { keepRunning } from "../../src/cli/edges/keep-running.ts";
import type { RunningProcess } from "../../src/cli/processes.ts";

/** Processes that end when the test says so; every other one of them cannot even start. */
function frailProcesses() {
  const lines: string[] = [];
  const over = new AbortController();
  let starts = 0;
  let end = (_how: string): void => {};
  const start = async (): Promise<RunningProcess> => {
    starts += 1;
    if (starts % 2 === 0) throw new Error(`no start ${starts}`);
    const ended = new Promise<string>((resolve) => {
      end = resolve;
    });
    return { name: "edge 1", pid: starts, ended, kill() {}, stop: async () => end("asked to") };
  };
  return {
    lines,
    over,
    keep: () => keepRunning({ start, signal: over.signal, onLine: (line) => lines.push(line) }),
    starts: () => starts,
    end: (how: string) => end(how),
  };
}

describe("a process that is kept running", () => {
  it("is started until it runs whenever it has ended, with a line for each time", async () => {
    const { keep, end, lines, over } = frailProcesses();
    const kept = await keep();
    expect(kept.pid).toBe(1);
    end("signal SIGKILL");
    await expect.poll(() => kept.pid).toBe(3);
    end("exit code 1");
    await expect.poll(() => kept.pid).toBe(5);
    over.abort();
    expect(lines).toEqual([
      "edge 1 ended unexpectedly (signal SIGKILL); it is started again.",
      "no start 2",
      "edge 1 ended unexpectedly (exit code 1); it is started again.",
      "no start 4",
    ]);
  });

  it("stays ended when it is not wanted any more, also in the pause before it is started again", async () => {
    const { keep, end, starts, lines, over } = frailProcesses();
    await keep();
    end("signal SIGKILL");
    await expect.poll(() => lines.length).toBe(1);
    over.abort();
    // Longer than the first pause.
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(starts()).toBe(1);
  });

  it("is not kept when it does not start the first time", async () => {
    const { keep, starts, over } = frailProcesses();
    await keep();
    await expect(keep()).rejects.toThrow("no start 2");
    over.abort();
    expect(starts()).toBe(2);
  });
});
