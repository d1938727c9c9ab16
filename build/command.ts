/**
 * `npx stanchion …` as a package carries it: JavaScript in `dist/cli`, because Node reads no TypeScript below
 * `node_modules`. What the package depends on anyway is left to it; the rest comes along.
 */

import { readFile, rm } from "node:fs/promises";
import { build } from "esbuild";
import { projectPath } from "./project.ts";

const { dependencies } = JSON.parse(await readFile(projectPath("package.json"), "utf8"));
const outdir = projectPath("dist/cli");

await rm(outdir, { recursive: true, force: true });
await build({
  entryPoints: [projectPath("src/cli/stanchion.ts")],
  outdir,
  bundle: true,
  splitting: true,
  format: "esm",
  platform: "node",
  target: "node22",
  external: Object.keys(dependencies),
  // Older packages ask for Node's modules by `require`, which an ES module has to make first.
  banner: {
    js: 'import { createRequire } from "node:module";\nconst require = createRequire(import.meta.url);',
  },
});
