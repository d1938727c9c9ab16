/**
 * How much an isolate loads before it answers its first request: the entry module and whatever it
 * imports in turn, as deployed. What is loaded on demand does not count. `node build/gate-size.ts`
 * prints where the bytes come from.
 */

import type { Metafile } from "esbuild";
import { stop } from "esbuild";
import { buildClientScripts } from "./client-scripts.ts";
import { bundleWorker } from "./worker.ts";

export interface GateSize {
  readonly bytes: number;
  /** By the file of ours or the package that they come from, largest first. */
  readonly files: Readonly<Record<string, number>>;
}

export async function measureGate(): Promise<GateSize> {
  const { metafile } = await bundleWorker({ minify: true });
  const outputs = loadedAtOnce(metafile?.outputs ?? {});
  const files = new Map<string, number>();
  for (const { inputs } of outputs) {
    for (const [input, { bytesInOutput }] of Object.entries(inputs)) {
      const file = /(.*node_modules\/)?(.*)/.exec(input)?.[2] ?? input;
      files.set(file, (files.get(file) ?? 0) + bytesInOutput);
    }
  }
  const largestFirst = [...files].sort(([, one], [, other]) => other - one);
  const bytes = outputs.reduce((sum, output) => sum + output.bytes, 0);
  return { bytes, files: Object.fromEntries(largestFirst) };
}

type Output = Metafile["outputs"][string];

/** The entry module, with all that is imported by statements. */
function loadedAtOnce(outputs: Metafile["outputs"]): readonly Output[] {
  const names = new Set(
    Object.keys(outputs).filter((name) => outputs[name]?.entryPoint === "src/index.ts"),
  );
  // A set is walked on into what is added to it on the way.
  for (const name of names) {
    for (const { path, kind, external } of outputs[name]?.imports ?? []) {
      if (kind === "import-statement" && !external) names.add(path);
    }
  }
  return [...names].flatMap((name) => outputs[name] ?? []);
}

if (import.meta.main) {
  await buildClientScripts();
  const { bytes, files } = await measureGate();
  await stop();
  for (const [file, share] of Object.entries(files)) {
    console.log(`${String(share).padStart(7)}  ${file}`);
  }
  console.log(`${String(bytes).padStart(7)}  in all`);
}
