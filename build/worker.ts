/**
 * Bundles the gateway's Worker into the one module that `workerd serve` runs.
 * `node build/worker.ts` writes `dist/worker.js`.
 */

import { build, stop } from "esbuild";
import { buildClientScripts } from "./client-scripts.ts";
import { projectPath } from "./project.ts";
import { writeWhenChanged } from "./write-when-changed.ts";

export interface WorkerBuild {
  readonly entry?: string;
  readonly outfile?: string;
}

export const workerFile = projectPath("dist/worker.js");
export const coreFile = projectPath("dist/core.js");
export const edgeFile = projectPath("dist/edge.js");

/** @throws Error when a source is missing or does not compile; its message says where */
export async function buildWorker({
  entry = projectPath("src/index.ts"),
  outfile = workerFile,
}: WorkerBuild = {}): Promise<void> {
  const { outputFiles } = await build({
    entryPoints: [entry],
    bundle: true,
    write: false,
    format: "esm",
    target: "es2024",
    conditions: ["workerd", "worker", "browser"],
    external: ["cloudflare:*"],
    // Not minified: a stack trace in the operator's log then names our functions and lines.
    legalComments: "none",
    logLevel: "silent",
  });
  await writeWhenChanged(outfile, outputFiles[0]?.text ?? "");
}

/** Everything that `workerd serve` needs, freshly built. */
export async function buildGateway(target: Pick<WorkerBuild, "outfile"> = {}): Promise<void> {
  try {
    await buildClientScripts();
    await buildWorker(target);
  } finally {
    // esbuild keeps a process for the next build; there is none.
    await stop();
  }
}

/** The same in two: the core that owns the storage, and the edges before it. */
export async function buildCoreAndEdge(): Promise<void> {
  try {
    await buildClientScripts();
    await buildWorker({ entry: projectPath("src/core.ts"), outfile: coreFile });
    await buildWorker({ entry: projectPath("src/edge.ts"), outfile: edgeFile });
  } finally {
    await stop();
  }
}

if (import.meta.main) await buildGateway();
