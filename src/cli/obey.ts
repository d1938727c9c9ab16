/**
 * Runs a command by the words that were typed behind it. Words that mean nothing end in one sentence and
 * exit code 2, not in a page of help with the sentence somewhere in it.
 */

import { type ArgsDef, type CommandDef, runCommand, runMain } from "citty";
import { WrongUse } from "./stanchion/wrong-use.ts";

export async function obey<Words extends ArgsDef>(
  command: CommandDef<Words>,
  words: readonly string[] = process.argv.slice(2),
): Promise<void> {
  const rawArgs = [...words];
  if (rawArgs.includes("--help")) return runMain(command, { rawArgs });
  await runCommand(command, { rawArgs }).catch((error: unknown) => {
    // Any other is a mistake of ours: whoever repairs it needs to see where.
    console.error(error instanceof WrongUse ? error.message : error);
    // Not left to itself: what the command had started might keep this process alive.
    process.exit(2);
  });
}
