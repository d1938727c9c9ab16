/** Debian's nginx with a configuration of a test's own: one process, gone when the test says so. */

import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";

export interface RunningNginx {
  stop(): Promise<void>;
}

/** A package of the system, and none of the project. */
const program = "nginx";

/** @param configuration a whole one, with an `http` block; @param port what it listens on */
export async function runNginx(configuration: string, port: number): Promise<RunningNginx> {
  const directory = await mkdtemp(join(tmpdir(), "stanchion-nginx-"));
  const file = join(directory, "nginx.conf");
  await writeFile(file, configuration.replace("http {", `http {\n${ownTemporaryFiles}`));
  // One process, in the foreground: it ends with the signal it is sent.
  const args = ["-p", directory, "-c", file, "-g", "daemon off; master_process off;"];
  const nginx = spawn(program, args, { stdio: ["ignore", "ignore", "pipe"] });
  let said = "";
  nginx.stderr.on("data", (chunk) => {
    said += chunk;
  });
  async function stop(): Promise<void> {
    if (nginx.exitCode === null && nginx.kill("SIGTERM")) await once(nginx, "exit");
    await rm(directory, { recursive: true, force: true });
  }
  try {
    await hasStarted(nginx);
    while (!(await listens(port))) {
      if (nginx.exitCode !== null) throw new Error(`nginx did not start: ${said}`);
      await pause(20);
    }
  } catch (error) {
    await stop();
    throw error;
  }
  return { stop };
}

/** The usual places belong to the system's own nginx. */
const ownTemporaryFiles = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
  .map((name) => `  ${name}_temp_path ${name};\n`)
  .join("");

async function hasStarted(nginx: ChildProcess): Promise<void> {
  try {
    await once(nginx, "spawn");
  } catch (cause) {
    throw new Error("This test runs Debian's nginx; install it: apt-get install nginx", {
      cause,
    });
  }
}

function listens(port: number): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const socket = connect(port, "127.0.0.1");
  socket.once("connect", () => resolve(true)).once("error", () => resolve(false));
  return promise.finally(() => socket.destroy());
}
