/**
 * Bundles what the browser gets, the scripts and styles of the visitors' pages and of the merchant's
 * screen, into a module of strings that `src/pages` puts into its answers. Beside each string
 * stands its hash for the Content-Security-Policy, which is how a page may run this script and
 * no other. `node build/client-scripts.ts` writes the module.
 */

import { createHash } from "node:crypto";
import { build } from "esbuild";
import { projectPath } from "./project.ts";
import { writeWhenChanged } from "./write-when-changed.ts";

interface ClientPart {
  /** The name under which the module exports it. */
  readonly name: string;
  /** From the project's root. */
  readonly source: string;
}

export interface ClientScriptsBuild {
  readonly parts?: readonly ClientPart[];
  readonly outfile?: string;
}

const clientParts: readonly ClientPart[] = [
  { name: "waitingRoomScript", source: "src/client/waiting-room.ts" },
  { name: "waitingRoomChallengeScript", source: "src/client/waiting-room-challenge.ts" },
  { name: "waitingRoomStyle", source: "src/pages/waiting-page.css" },
  { name: "formPageStyle", source: "src/pages/form-page.css" },
  { name: "drawPageScript", source: "src/client/draw-page.ts" },
  { name: "invitationPageScript", source: "src/client/invitation-page.ts" },
  { name: "adminScript", source: "src/client/admin.ts" },
  { name: "adminStyle", source: "src/pages/admin-page.css" },
];

/** @throws Error when a source is missing or does not compile, or could break out of its element */
export async function buildClientScripts({
  parts = clientParts,
  outfile = projectPath("src/pages/generated/client-scripts.ts"),
}: ClientScriptsBuild = {}): Promise<void> {
  const exports = await Promise.all(parts.map(async (part) => asExports(part, await bundle(part))));
  const header = "// Made by build/client-scripts.ts. Do not edit, do not commit.\n\n";
  await writeWhenChanged(outfile, header + exports.join("\n"));
}

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
  return [
    `export const ${part.name} = ${JSON.stringify(text)};`,
    `export const ${part.name}Hash = "'sha256-${hash}'";`,
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
