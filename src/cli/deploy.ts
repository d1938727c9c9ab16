/**
 * `npm run deploy`: looks before it leaps. The gate must be closed, its secrets strong and its rooms empty;
 * only then does wrangler deploy. Exit code 2: nothing was deployed, and the lines say what to do.
 */

import { spawn } from "node:child_process";
import { once } from "node:events";
import { defineCommand, runCommand, runMain } from "citty";
import { CannotStart } from "./cannot-start.ts";
import type { Finding, FindingKind } from "./deploy/finding.ts";
import { type DeployWords, lookBefore, placeWords, reasonsToStop } from "./deploy/look.ts";
import { wranglerCommand } from "./deploy/wrangler.ts";
import { onlyKnownOptions } from "./stanchion/words.ts";
import { WrongUse } from "./stanchion/wrong-use.ts";

const deploy = defineCommand({
  meta: { name: "npm run deploy --", description: "Deploys to Cloudflare, if the gate is closed." },
  args: {
    config: { type: "string", default: "wrangler.toml", description: "the configuration" },
    env: { type: "string", description: "the environment in it" },
    "secrets-file": { type: "string", description: "secrets to send along (JSON or .env)" },
    message: { type: "string", description: "what this version is" },
    anyway: { type: "boolean", default: false, description: "although people are in a room" },
    unchecked: { type: "boolean", default: false, description: "although not all was checked" },
    first: { type: "boolean", default: false, description: "nothing was deployed before" },
    "only-check": { type: "boolean", default: false, description: "deploys nothing" },
    "dry-run": { type: "boolean", default: false, description: "wrangler's: sends nothing" },
  },
  plugins: [onlyKnownOptions],
  async run({ args }) {
    const findings = await lookBefore(args, process.env);
    for (const finding of findings) console.log(describe(finding));
    const reasons = reasonsToStop(findings, args);
    if (reasons.length > 0) throw new WrongUse(`\n${reasons.join(" ")}`);
    if (args["only-check"]) console.log("\nThis would be deployed.");
    else process.exitCode = await runWrangler(args);
  },
});

const marks: Readonly<Record<FindingKind, string>> = {
  fine: "ok",
  refused: "REFUSED",
  busy: "BUSY",
  unchecked: "unchecked",
};

const describe = ({ about, kind, detail }: Finding): string =>
  `${marks[kind].padEnd(10)} ${about}: ${detail}`;

async function runWrangler(
  words: DeployWords & { readonly message?: string | undefined; readonly "dry-run": boolean },
): Promise<number> {
  const [program, ...first] = wranglerCommand;
  const { message, "secrets-file": file } = words;
  const given = [
    ...placeWords(words),
    ...(file === undefined ? [] : ["--secrets-file", file]),
    ...(message === undefined ? [] : ["--message", message]),
    ...(words["dry-run"] ? ["--dry-run"] : []),
  ];
  const wrangler = spawn(program, [...first, "deploy", ...given], {
    env: { ...process.env, WRANGLER_SEND_METRICS: "false" },
    stdio: "inherit",
  });
  const [code] = await once(wrangler, "exit");
  return typeof code === "number" ? code : 1;
}

function fail(error: unknown): void {
  process.exitCode = 2;
  const isTold =
    error instanceof CannotStart ||
    error instanceof WrongUse ||
    (error instanceof Error && error.name === "CLIError");
  // A mistake of ours: whoever repairs it needs to see where.
  console.error(isTold ? `${error.message} Nothing was deployed.` : error);
}

const words = process.argv.slice(2);
if (words.includes("--help")) await runMain(deploy, { rawArgs: words });
else await runCommand(deploy, { rawArgs: words }).catch(fail);
