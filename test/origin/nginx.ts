/** Debian's nginx with the configuration of the example, between ports of a test's own. */

import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { projectPath } from "../../build/project.ts";
import { findPort } from "../../src/cli/ports.ts";

export interface RunningNginx {
  readonly url: string;
  stop(): Promise<void>;
}

/** A package of the system, and none of the project. */
const program = "nginx";

const loopback = "127.0.0.1";

export async function startNginx(ports: {
  readonly shop: number;
  readonly verifier: number;
}): Promise<RunningNginx> {
  const port = await findPort(loopback, 0);
  const directory = await mkdtemp(join(tmpdir(), "stanchion-nginx-"));
  const example = await readFile(projectPath("examples/origins/nginx/nginx.conf"), "utf8");
  const configuration = join(directory, "nginx.conf");
  await writeFile(
    configuration,
    example
      .replace(`${loopback}:3000`, `${loopback}:${ports.shop}`)
      .replace(`${loopback}:9000`, `${loopback}:${ports.verifier}`)
      .replace(`${loopback}:8000`, `${loopback}:${port}`)
      .replace("http {", `http {\n${ownTemporaryFiles}`),
  );
  // One process, in the foreground: it ends with the signal it is sent.
  const args = ["-p", directory, "-c", configuration, "-g", "daemon off; master_process off;"];
  const nginx = spawn(program, args, { stdio: ["ignore", "ignore", "pipe"] });
  let said = "";
  nginx.stderr.on("data", (chunk) => {
    said += chunk;
  });
  await hasStarted(nginx);
  const url = `http://${loopback}:${port}`;
  while (!(await answers(url))) {
    if (nginx.exitCode !== null) throw new Error(`nginx did not start: ${said}`);
    await pause(20);
  }
  return {
    url,
    async stop() {
      if (nginx.exitCode === null) {
        nginx.kill("SIGTERM");
        await once(nginx, "exit");
      }
      await rm(directory, { recursive: true, force: true });
    },
  };
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

const answers = (url: string): Promise<boolean> =>
  fetch(url).then(
    () => true,
    () => false,
  );
