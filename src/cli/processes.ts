/**
 * The processes that a command starts and answers for: each is known by its id, says its lines to
 * us, and is gone when we say so.
 */

import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { setTimeout as pause } from "node:timers/promises";
import { CannotStart } from "./cannot-start.ts";

export interface ProcessPlan {
  /** What a person calls it: "the demo shop". */
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Opens a channel by which a Node process learns that we are gone, however we went. */
  readonly channel?: boolean;
  readonly onLine?: (line: string, from: "stdout" | "stderr") => void;
}

export interface RunningProcess {
  readonly name: string;
  readonly pid: number;
  /** How it ended: "exit code 1", "signal SIGKILL". Never rejects. */
  readonly ended: Promise<string>;
  kill(signal: NodeJS.Signals): void;
  /** Asks it to end, makes it end when it is still there after two seconds, and waits for it. */
  stop(): Promise<void>;
}

const graceMs = 2_000;

export async function startProcess(plan: ProcessPlan): Promise<RunningProcess> {
  const { name, command, args, env, channel = false, onLine = () => {} } = plan;
  const child = spawn(command, args, {
    env: { ...env },
    stdio: channel ? ["ignore", "pipe", "pipe", "ipc"] : ["ignore", "pipe", "pipe"],
    // A group of its own: Ctrl-C then reaches us alone, and we end the children in good order.
    detached: true,
  });
  await new Promise<void>((resolve, reject) => {
    child.once("spawn", resolve);
    child.once("error", (error) =>
      reject(new CannotStart(`${name} could not be started: ${error.message}.`)),
    );
  });
  readLines(child.stdout, (line) => onLine(line, "stdout"));
  readLines(child.stderr, (line) => onLine(line, "stderr"));
  // "close" rather than "exit": by then its last words have been read.
  const ended = new Promise<string>((resolve) => {
    child.once("close", (code, signal) => resolve(signal ? `signal ${signal}` : `exit code ${code}`));
  });
  const stop = async (): Promise<void> => {
    child.kill("SIGTERM");
    const late = new AbortController();
    const force = pause(graceMs, undefined, { signal: late.signal })
      .then(() => child.kill("SIGKILL"))
      .catch(() => {});
    await ended;
    late.abort();
    await force;
  };
  return {
    name,
    pid: child.pid ?? 0,
    ended,
    kill: (signal) => void child.kill(signal),
    stop,
  };
}

function readLines(stream: Readable, onLine: (line: string) => void): void {
  createInterface({ input: stream }).on("line", onLine);
}
