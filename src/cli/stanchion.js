#!/usr/bin/env node
/**
 * `npx stanchion …`, on whatever Node there is. In a checkout the commands are TypeScript, which older ones
 * cannot read; the project brings a Node that can, and this hands over to it. In a package that a shop has
 * installed they are JavaScript.
 */

import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

const pathOf = (relative) => fileURLToPath(new URL(relative, import.meta.url));
const ownNode = pathOf("../../node_modules/node/bin/node");
const [major] = process.versions.node.split(".").map(Number);

if (!existsSync(pathOf("./stanchion.ts"))) {
  if (major >= 22) await import("../../dist/cli/stanchion.js");
  else giveUp("This needs Node 22 or later.");
} else if (process.features.typescript) {
  await import("./stanchion.ts");
} else if (existsSync(ownNode)) {
  handOver();
} else {
  giveUp("This needs Node 24, which the project brings along: run npm ci first.");
}

function giveUp(why) {
  console.error(why);
  process.exitCode = 2;
}

function handOver() {
  const child = spawn(ownNode, [pathOf("./stanchion.ts"), ...process.argv.slice(2)], {
    stdio: "inherit",
  });
  // The terminal sends Ctrl-C to both: what it means is the command's to say.
  process.on("SIGINT", () => {});
  process.on("SIGTERM", () => child.kill());
  endWithNpm(child);
  child.on("exit", (code) => {
    process.exitCode = code ?? 2;
  });
}

/** As `npm-gone.ts`, which older ones cannot read: npx runs us through a shell that keeps signals to itself. */
function endWithNpm(child) {
  if (process.env.npm_lifecycle_event === undefined) return;
  const parent = process.ppid;
  setInterval(() => process.ppid !== parent && child.kill(), 200).unref();
}
