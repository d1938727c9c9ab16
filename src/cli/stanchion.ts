/**
 * The merchant's command line, started by `stanchion.js`. Exit code 0: done, or true. 1: not true.
 * 2: nothing was done or judged, and one sentence says what to do about it.
 */

import {
  type ArgsDef,
  type CommandDef,
  type CommandMeta,
  defineCommand,
  renderUsage,
  runCommand,
  runMain,
} from "citty";
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
  await runMain(command, { rawArgs: words.length === 0 ? ["--help"] : words, showUsage });
} else {
  await runCommand(command, { rawArgs: words }).catch(fail);
}

/** Citty's, with the command as it can be typed: it would show the last two words of it. */
async function showUsage<T extends ArgsDef>(
  shown: CommandDef<T>,
  parent?: CommandDef<T>,
): Promise<void> {
  const metas = [await metaOf(command), await metaOf(parent), await metaOf(shown)];
  const names = new Set(metas.flatMap((meta) => meta?.name ?? []));
  const meta = { ...(await metaOf(shown)), name: `npx ${[...names].join(" ")}` };
  console.log(`${await renderUsage({ ...shown, meta })}\n`);
}

async function metaOf<T extends ArgsDef>(shown?: CommandDef<T>): Promise<CommandMeta | undefined> {
  const meta = shown?.meta;
  return typeof meta === "function" ? meta() : meta;
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
