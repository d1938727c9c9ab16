/**
 * `npm run rush`: real visitors against a running gateway, judged by the shop's own log.
 * Exit code 1 when a promise was broken, 2 when there was no rush.
 */

import { defineCommand } from "citty";
import { obey } from "../obey.ts";
import { onlyKnownOptions } from "../stanchion/words.ts";
import { conductRush } from "./conduct.ts";
import { isBroken } from "./judge/findings.ts";
import { readOptions } from "./options.ts";
import { writeReport } from "./report/report.ts";

const command = defineCommand({
  meta: {
    name: "rush",
    description: "Sends a crowd of real visitors and judges what became of them.",
  },
  args: {
    visitors: { type: "string", default: "200", description: "how many come" },
    over: { type: "string", default: "10s", description: "within what time they arrive" },
    leave: { type: "string", default: "0", description: "share that closes the tab after joining" },
    late: { type: "string", default: "0", description: "share that is away when called" },
    returning: {
      type: "string",
      default: "0",
      description: "share that closes the tab and returns",
    },
    url: { type: "string", description: "the gateway (else the one that npm start runs here)" },
    start: { type: "boolean", default: false, description: "run a gateway and shop for this rush" },
    path: { type: "string", default: "/checkout", description: "the page asked for first" },
    rate: {
      type: "string",
      description: "admissions a minute to judge by (else as the room is set)",
    },
    "admin-token": { type: "string", description: "to read the settings (else ADMIN_TOKEN)" },
    "control-url": { type: "string", description: "the demo shop's control port, for its log" },
    for: { type: "string", description: "the longest time to run" },
    seed: { type: "string", description: "the same seed sends the same crowd" },
    json: {
      type: "boolean",
      default: false,
      description: "all figures as one JSON object, last line",
    },
  },
  plugins: [onlyKnownOptions],
  async run({ args }) {
    const { ADMIN_TOKEN, DATA_DIR } = process.env;
    const options = readOptions(
      {
        ...args,
        adminToken: args["admin-token"] ?? ADMIN_TOKEN,
        controlUrl: args["control-url"],
        dataDirectory: DATA_DIR,
      },
      Math.floor(Math.random() * 1_000_000),
    );
    const verdict =
      typeof options === "string"
        ? options
        : await conductRush(options, { say, signal: interruption() });
    if (typeof verdict === "string") {
      say(verdict);
      process.exitCode = 2;
      return;
    }
    process.stdout.write(`${writeReport({ ...verdict, columns: process.stdout.columns ?? 80 })}\n`);
    const { figures, findings } = verdict;
    if (args.json) {
      process.stdout.write(`${JSON.stringify({ seed: verdict.seed, figures, findings })}\n`);
    }
    process.exitCode = isBroken(findings) ? 1 : 0;
  },
});

function say(line: string): void {
  process.stderr.write(`${line}\n`);
}

/** The terminal and npm both pass on the same Ctrl-C. */
const samePressMs = 500;

/** The first Ctrl-C ends the rush and still tells what it saw; the second ends everything at once. */
function interruption(): AbortSignal {
  const interrupted = new AbortController();
  let firstAt = Number.POSITIVE_INFINITY;
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.on(signal, () => {
      if (performance.now() - firstAt > samePressMs) process.exit(130);
      firstAt = Math.min(firstAt, performance.now());
      interrupted.abort();
    });
  }
  return interrupted.signal;
}

await obey(command);
