/** The command line as a merchant runs it: a process of its own, judged by its words and exit code. */

import { execFile } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export interface Ended {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

const command = fileURLToPath(new URL("../../../src/cli/stanchion.ts", import.meta.url));

/** Reading the sources takes longer than what they do: what one run has read, the next need not. */
export const compileCache = fileURLToPath(
  new URL("../../../node_modules/.cache/stanchion-command-line", import.meta.url),
);

const patienceMs = 200_000;

/** An empty directory for the files of one test; `stanchion` runs in it. */
export interface Desk {
  readonly path: string;
  fileAt(name: string): string;
  /** With nothing in the environment that a test did not put there. */
  stanchion(
    words: readonly string[],
    env?: Readonly<Record<string, string>>,
    typed?: string,
  ): Promise<Ended>;
  [Symbol.dispose](): void;
}

export function clearDesk(): Desk {
  const path = mkdtempSync(join(tmpdir(), "stanchion-desk-"));
  return {
    path,
    fileAt: (name) => join(path, name),
    stanchion: (words, env = {}, typed = "") =>
      runNode([command, ...words], { cwd: path, env, typed }),
    [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }),
  };
}

export function runNode(
  words: readonly string[],
  {
    cwd,
    env = {},
    typed = "",
  }: {
    readonly cwd: string;
    readonly env?: Readonly<Record<string, string>>;
    /** What it finds on its standard input, which then ends. */
    readonly typed?: string;
  },
): Promise<Ended> {
  return new Promise((resolve) => {
    const options = {
      cwd,
      env: { NO_COLOR: "1", NODE_COMPILE_CACHE: compileCache, ...env },
      timeout: patienceMs,
    };
    const child = execFile(process.execPath, words, options, (_, stdout, stderr) =>
      resolve({ exitCode: child.exitCode, stdout, stderr }),
    );
    child.stdin?.end(typed);
  });
}
