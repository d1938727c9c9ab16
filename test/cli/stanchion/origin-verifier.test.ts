import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { describe, expect, it, onTestFinished } from "vitest";
import { compileCache } from "./command-line.ts";

const command = fileURLToPath(new URL("../../../src/cli/stanchion.js", import.meta.url));
const words = ["origin-verifier", "--jwks-url", "http://127.0.0.1:9/jwks.json", "--port", "0"];

/** Through a shell that passes no signal on, as npx does; the shell says first which process it has started. */
function startByNpx(nodeOptions: readonly string[]) {
  const shell = spawn(
    "/bin/sh",
    ["-c", '"$0" "$@" & echo $!; wait', process.execPath, ...nodeOptions, command, ...words],
    {
      env: { NODE_COMPILE_CACHE: compileCache, npm_lifecycle_event: "npx" },
      stdio: ["ignore", "pipe", "inherit"],
    },
  );
  return { shell, lines: createInterface(shell.stdout)[Symbol.asyncIterator]() };
}

const answers = (port: number): Promise<boolean> =>
  fetch(`http://127.0.0.1:${port}/`).then(
    () => true,
    () => false,
  );

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

describe("npx stanchion origin-verifier", () => {
  it.each([
    ["this Node", []],
    ["a Node that must hand over to a newer one", ["--no-experimental-strip-types"]],
  ])("ends when npx has gone, whose shell keeps signals to itself: with %s", async (_, options) => {
    const { shell, lines } = startByNpx(options);
    const pid = Number((await lines.next()).value);
    onTestFinished(() => void (isRunning(pid) && process.kill(pid)));
    const { port } = JSON.parse((await lines.next()).value ?? "") as { port: number };
    expect([await answers(port), isRunning(pid)]).toEqual([true, true]);
    shell.kill("SIGTERM");
    await expect.poll(() => answers(port)).toBe(false);
    await expect.poll(() => isRunning(pid)).toBe(false);
  });
});
