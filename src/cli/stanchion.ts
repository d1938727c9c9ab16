/**
 * The merchant's command line, started by `stanchion.js`. Exit code 0: done, or true. 1: not true.
 * 2: nothing was done or judged, and one sentence says what to do about it.
 */

import { defineCommand, runCommand, runMain } from "citty";
import { WrongUse } from "./stanchion/wrong-use.ts";

const command = defineCommand({
  meta: {
    name: "stanchion",
    description: "What a merchant does from a terminal, and what anybody can check.",
  },
  subCommands: {
    "verify-draw": () => import("./stanchion/verify-draw.ts").then(({ verifyDraw }) => verifyDraw),
    invite: () => import("./stanchion/invite.ts").then(({ invite }) => invite),
    fairness: () => import("./stanchion/fairness.ts").then(({ fairness }) => fairness),
    keys: () => import("./stanchion/keys.ts").then(({ keys }) => keys),
    doctor: () => import("./stanchion/doctor.ts").then(({ doctor }) => doctor),
    "origin-verifier": () =>
      import("./stanchion/origin-verifier.ts").then(({ originVerifier }) => originVerifier),
  },
});

const words = process.argv.slice(2);

if (words.length === 0 || words.some((word) => word === "--help" || word === "-h")) {
  await runMain(command, { rawArgs: words.length === 0 ? ["--help"] : words });
} else {
  await runCommand(command, { rawArgs: words }).catch(fail);
}

function fail(error: unknown): void {
  process.exitCode = 2;
  const isWrongUse =
    error instanceof WrongUse || (error instanceof Error && error.name === "CLIError");
  if (!isWrongUse) {
    // A mistake of ours: whoever repairs it needs to see where.
    console.error(error);
    return;
  }
  console.error(error.message);
  if (error.name === "CLIError") console.error("Add --help to see how it is used.");
}
