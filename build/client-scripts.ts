/**
 * Bundles what the browser gets, the scripts and styles of the visitors' pages and of the merchant's
 * screen, each into a module that `src/pages` puts into its answers. Beside the text stands its hash
 * for the Content-Security-Policy, which is how a page may run this script and no other. One module
 * for each, so that whoever needs one page does not load the others' texts.
 * `node build/client-scripts.ts` writes them.
 */

import { createHash } from "node:crypto";
import { join } from "node:path";
import { build } from "esbuild";
import { projectPath } from "./project.ts";
import { writeWhenChanged } from "./write-when-changed.ts";

interface ClientPart {
  /** The module's, without its ending; in camel case that of what it exports. */
  readonly name: string;
  /** From the project's root. */
  readonly source: string;
}

export interface ClientScriptsBuild {
  readonly parts?: readonly ClientPart[];
  readonly outdir?: string;
}

const clientParts: readonly ClientPart[] = [
  { name: "waiting-room-script", source: "src/client/waiting-room.ts" },
  { name: "waiting-room-challenge-script", source: "src/client/waiting-room-challenge.ts" },
  { name: "waiting-room-line-script", source: "src/client/waiting-room-line.ts" },
  { name: "waiting-room-style", source: "src/pages/waiting-page.css" },
  { name: "form-page-style", source: "src/pages/form-page.css" },
  { name: "draw-page-script", source: "src/client/draw-page.ts" },
  { name: "invitation-page-script", source: "src/client/invitation-page.ts" },
  { name: "admin-script", source: "src/client/admin.ts" },
  { name: "admin-style", source: "src/pages/admin-page.css" },
];

/** @throws Error when a source is missing or does not compile, or could break out of its element */
export async function buildClientScripts({
  parts = clientParts,
  outdir = projectPath("src/pages/generated"),
}: ClientScriptsBuild = {}): Promise<void> {
  await Promise.all(
    parts.map(async (part) => {
      const text = header + asExports(part, await bundle(part));
      await writeWhenChanged(join(outdir, `${part.name}.ts`), text);
    }),
  );
}

const header = "// Made by build/client-scripts.ts. Do not edit, do not commit.\n\n";

async function bundle({ source }: ClientPart): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [projectPath(source)],
    bundle: true,
    write: false,
    format: "iife",
    target: "es2020",
    minify: true,
    legalComments: "none",
    // Only ASCII, so that the hash holds whatever charset a page is read in.
    charset: "ascii",
    logLevel: "silent",
  });
  return (outputFiles[0]?.text ?? "").trimEnd();
}

function asExports(part: ClientPart, text: string): string {
  assertStaysInItsElement(part, text);
  const hash = createHash("sha256").update(text).digest("base64");
  const name = part.name.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase());
  return [
    `export const ${name} = ${JSON.stringify(text)};`,
    `export const ${name}Hash = "'sha256-${hash}'";`,
    "",
  ].join("\n");
}

/**
 * Inside `<script>` and `<style>` nothing can be escaped, so what would end the element, or make
 * the parser take the rest for a comment, must not occur. A carriage return would be read as a
 * line feed and the hash would no longer match.
 */
function assertStaysInItsElement({ source }: ClientPart, text: string): void {
  const danger = /<\/(script|style)|<script|<!--|\r/i.exec(text);
  if (danger !== null) {
    throw new Error(`${source} contains ${JSON.stringify(danger[0])}, which a page cannot hold`);
  }
}

if (import.meta.main) await buildClientScripts();
