/** `npm run simulate -- network`: runs it, shows it, and says whether it is as it should be. */

import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { createProgressBar } from "../progress.ts";
import { story } from "./inputs.ts";
import { simulateNetwork } from "./network.ts";
import { drawNetwork } from "./picture.ts";
import { writeNetworkReport } from "./report.ts";

export const networkName = "network";

export interface NetworkWishes {
  readonly seed: number | null;
  /** How many wait; null: a million. */
  readonly visitors: number | null;
  readonly picture: string | null;
  readonly json: boolean;
  readonly progress: boolean;
}

/** Long enough that chance plays no part. */
const steadySeconds = 300;
const leastJoinSeconds = 6;

/** @returns whether something was missed */
export async function runNetwork(wishes: NetworkWishes): Promise<boolean> {
  const seed = wishes.seed ?? 1;
  const waiting = wishes.visitors ?? story.waiting;
  // A smaller line is for a quick look: the minute is shorter then, too.
  const share = Math.min(1, waiting / story.waiting);
  const bar = createProgressBar(100, wishes.progress);
  const startedAt = performance.now();
  const result = simulateNetwork({
    seed,
    waiting,
    steadySeconds,
    joinSeconds: Math.max(leastJoinSeconds, Math.round(story.joinSeconds * share)),
    onProgress: (done, of, what) => bar.show((100 * done) / of, what),
  });
  const seconds = (performance.now() - startedAt) / 1_000;
  bar.stop();

  const file = wishes.picture ?? join("dist", "simulations", `${networkName}-${seed}.svg`);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, `${drawNetwork(result)}\n`);
  process.stdout.write(writeNetworkReport(result, process.stdout.columns ?? 80));
  process.stdout.write(`picture: ${file}\ntook ${seconds.toFixed(1)} s\n`);
  if (wishes.json) process.stdout.write(`${JSON.stringify({ ...result, seconds })}\n`);
  return result.judgements.some(({ holds }) => !holds);
}
