/**
 * The processes that a command starts and answers for: each is known by its id, says its lines to
 * us, and is gone when we say so.
 */

import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { CannotStart, reasonOf } from "./cannot-start.ts";

export interface ProcessPlan {
  /** What a person calls it: "the demo shop". */
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd?: string;
  /** A descriptor of ours that the process has as its descriptor 3. */
  readonly inherits?: number;
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

/** All that were started here and have not ended. */
const living = new Set<RunningProcess>();

/** Last started, first ended: what stands behind another outlives it. */
export async function stopAllProcesses(): Promise<void> {
  for (const child of [...living].reverse()) await child.stop();
}

// However we end, as long as we can still do anything, nobody is left behind.
process.on("exit", () => {
  for (const child of living) child.kill("SIGKILL");
});

export async function startProcess(plan: ProcessPlan): Promise<RunningProcess> {
  const { name, command, args, env, cwd, inherits, channel = false, onLine = () => {} } = plan;
  const child = spawn(command, args, {
    env: { ...env },
    cwd,
    stdio: [
      ...(["ignore", "pipe", "pipe"] as const),
      ...(inherits === undefined ? [] : [inherits]),
      ...(channel ? (["ipc"] as const) : []),
    ],
    // A group of its own: Ctrl-C then reaches us alone, and we end the children in good order.
    detached: true,
  });
  try {
    await once(child, "spawn");
  } catch (error) {
    throw new CannotStart(`${name} could not be started: ${reasonOf(error)}`);
  }
  readLines(child.stdout, (line) => onLine(line, "stdout"));
  readLines(child.stderr, (line) => onLine(line, "stderr"));
  // "close" rather than "exit": by then its last words have been read.
  const stopMinding = channel ? () => {} : mind(child.pid ?? 0);
  const ended = new Promise<string>((resolve) => {
    child.once("close", (code, signal) => {
      stopMinding();
      living.delete(running);
      resolve(signal === null ? `exit code ${code}` : `signal ${signal}`);
    });
  });
  const running: RunningProcess = {
    name,
    pid: child.pid ?? 0,
    ended,
    kill: (signal) => void child.kill(signal),
    async stop() {
      child.kill("SIGTERM");
      const force = setTimeout(() => child.kill("SIGKILL"), graceMs);
      await ended;
      clearTimeout(force);
    },
  };
  living.add(running);
  return running;
}

/**
 * Makes a process that knows nothing of us end when we are gone, even when we are killed: a shell
 * waits on a pipe of which we hold the other end, and the system closes it whatever becomes of us.
 *
 * @returns what ends the minding
 */
function mind(pid: number): () => void {
  // Windows has no such shell; there a killed starter leaves the process behind.
  if (process.platform === "win32") return () => {};
  const script = 'read -r _; kill -KILL "$1" 2>/dev/null';
  const minder = spawn("/bin/sh", ["-c", script, "minder", String(pid)], {
    stdio: ["pipe", "ignore", "ignore"],
    detached: true,
  });
  minder.on("error", () => {});
  return () => void minder.kill("SIGKILL");
}

function readLines(stream: Readable | null, onLine: (line: string) => void): void {
  if (stream !== null) createInterface({ input: stream }).on("line", onLine);
}
