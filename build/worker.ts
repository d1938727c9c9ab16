/**
 * Bundles the gateway's Worker: an entry module with all that an isolate loads before it answers, and
 * beside it, in a directory of the same name, the modules that it loads when somebody needs them.
 * `node build/worker.ts` writes `dist/worker.js` for `workerd serve`; with `--deploy`
 * `dist/deploy/worker.js` for Cloudflare.
 */

import { rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { type BuildOptions, type BuildResult, build, stop } from "esbuild";
import { buildClientScripts } from "./client-scripts.ts";
import { projectPath } from "./project.ts";
import { modulesDirectory, namesIn } from "./worker-modules.ts";
import { writeWhenChanged } from "./write-when-changed.ts";

export interface WorkerBuild {
  readonly entry?: string;
  /** The entry module; whatever lies in the directory beside it is the build's own. */
  readonly outfile?: string;
  /** As it is deployed: small, and with maps that lead from a stack trace to our lines. */
  readonly minify?: boolean;
}

export const workerFile = projectPath("dist/worker.js");
export const coreFile = projectPath("dist/core.js");
export const edgeFile = projectPath("dist/edge.js");
const deployedFile = projectPath("dist/deploy/worker.js");

/** @throws Error when a source is missing or does not compile; its message says where */
export async function buildWorker(options: WorkerBuild = {}): Promise<void> {
  const { outfile = workerFile } = options;
  const { outputFiles = [] } = await bundleWorker(options);
  // The entry module last: whoever reads it finds all that it names.
  const entryLast = outputFiles.toSorted(
    (one, other) => Number(one.path === outfile) - Number(other.path === outfile),
  );
  for (const { path, text } of entryLast) await writeWhenChanged(path, text);
  const written = new Set(outputFiles.map(({ path }) => path));
  const directory = modulesDirectory(outfile);
  const earlier = (await namesIn(directory)).filter((name) => /\.js(\.map)?$/.test(name));
  for (const name of earlier) {
    if (!written.has(join(directory, name))) await rm(join(directory, name), { force: true });
  }
}

/** The bundle as esbuild gives it, written nowhere: for those who look into it. */
export function bundleWorker({
  entry = projectPath("src/index.ts"),
  outfile = workerFile,
  minify = false,
}: WorkerBuild = {}): Promise<BuildResult<BuildOptions>> {
  const name = basename(outfile, ".js");
  return build({
    entryPoints: [{ in: entry, out: name }],
    outdir: dirname(outfile),
    chunkNames: `${name}/[name]-[hash]`,
    absWorkingDir: projectPath("."),
    bundle: true,
    splitting: true,
    write: false,
    metafile: true,
    format: "esm",
    target: "es2024",
    conditions: ["workerd", "worker", "browser"],
    external: ["cloudflare:*"],
    // Letters as they are: escaped, Arabic and Japanese would take twice the room.
    charset: "utf8",
    // Not minified on one machine: a stack trace in the operator's log then names our functions and lines.
    minify,
    sourcemap: minify && "linked",
    legalComments: "none",
    logLevel: "silent",
  });
}

/** Everything that `workerd serve` needs, freshly built. */
export async function buildGateway(target: Omit<WorkerBuild, "entry"> = {}): Promise<void> {
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

if (import.meta.main) {
  const isDeploy = process.argv.includes("--deploy");
  await buildGateway(isDeploy ? { outfile: deployedFile, minify: true } : {});
}
