/**
 * `npm run bench`: what the hot paths cost, as ratios against bare Workers in the same run.
 * Everything runs on this machine and speaks on its loopback; it ends within five minutes.
 */

import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { defineCommand } from "citty";
import { obey } from "../src/cli/obey.ts";
import { stopAllProcesses } from "../src/cli/processes.ts";
import { onlyKnownOptions } from "../src/cli/stanchion/words.ts";
import type { PathName } from "./paths.ts";
import { drawPlot } from "./plot.ts";
import { writeTable } from "./report.ts";
import { runBench } from "./run.ts";

const pathNames: readonly PathName[] = [
  ...(["pass", "status", "page", "join", "enter", "million", "edges", "surge"] as const),
];

const command = defineCommand({
  meta: { name: "bench", description: "Measures the hot paths against bare Workers." },
  args: {
    path: { type: "string", description: `one of ${pathNames.join(", ")} (else all of them)` },
    seconds: { type: "string", default: "2", description: "length of each turn, 0.2 to 10" },
    rounds: { type: "string", default: "5", description: "turns of each side, 1 to 9" },
    picture: { type: "string", default: join("dist", "bench.svg"), description: "the SVG file" },
    json: { type: "boolean", default: false, description: "all figures as JSON, last line" },
  },
  plugins: [onlyKnownOptions],
  async run({ args }) {
    const chosen = pathNames.filter((name) => args.path === undefined || name === args.path);
    const seconds = Number(args.seconds);
    const rounds = Number(args.rounds);
    const wrong =
      (chosen.length === 0 && `--path is ${args.path}; give one of ${pathNames.join(", ")}.`) ||
      (!(seconds >= 0.2 && seconds <= 10) && "--seconds is a number from 0.2 to 10.") ||
      (!(Number.isInteger(rounds) && rounds >= 1 && rounds <= 9) && "--rounds is 1 to 9.");
    if (wrong) {
      process.stderr.write(`${wrong}\n`);
      process.exitCode = 2;
      return;
    }
    const say = (sentence: string) => void process.stderr.write(`${sentence}\n`);
    const result = await runBench({ paths: chosen, seconds, rounds, say });
    await mkdir(dirname(args.picture), { recursive: true });
    await writeFile(args.picture, drawPlot(result));
    process.stdout.write(`${writeTable(result)}\npicture: ${args.picture}\n`);
    if (args.json) process.stdout.write(`${JSON.stringify(result)}\n`);
  },
});

/** However it ends, nothing is left running. */
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
  process.on(signal, async () => {
    await stopAllProcesses();
    process.exit(1);
  });
}

await obey(command);
