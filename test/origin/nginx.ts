/** Debian's nginx with the configuration of the example, between ports of a test's own. */

import { readFile } from "node:fs/promises";
import { projectPath } from "../../build/project.ts";
import { findPort } from "../../src/cli/ports.ts";
import { type RunningNginx as Running, runNginx } from "../support/nginx.ts";

export interface RunningNginx extends Running {
  readonly url: string;
}

const loopback = "127.0.0.1";

export async function startNginx(ports: {
  readonly shop: number;
  readonly verifier: number;
}): Promise<RunningNginx> {
  const port = await findPort(loopback, 0);
  const example = await readFile(projectPath("examples/origins/nginx/nginx.conf"), "utf8");
  const configuration = example
    .replace(`${loopback}:3000`, `${loopback}:${ports.shop}`)
    .replace(`${loopback}:9000`, `${loopback}:${ports.verifier}`)
    .replace(`${loopback}:8000`, `${loopback}:${port}`);
  return { url: `http://${loopback}:${port}`, ...(await runNginx(configuration, port)) };
}
