/**
 * What one call to a room costs in processor time, by how many visitors' calls it carries: the object's
 * step, its rows, and the way to it and back. `node bench/steps.ts`; the simulated network reckons with it.
 */

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stop } from "esbuild";
import { projectPath } from "../build/project.ts";
import { buildGateway, buildWorker } from "../build/worker.ts";
import { stopAllProcesses } from "../src/cli/processes.ts";
import { spreadOf } from "./compare.ts";
import { type Gateway, openGateway } from "./gateways.ts";
import { cpuSecondsOf } from "./machine.ts";
import { createTokens } from "./visitors.ts";

const lineOnly = { queue: "always", admissionsPerMinute: 600 } as const;
/** Faster than anybody can be let in here, so that everybody is let in at once. */
const openRoom = { queue: "when-needed", admissionsPerMinute: 6_000_000 } as const;

const steps = [
  { kind: "snapshot", size: 0, times: 3_000, settings: lineOnly },
  { kind: "join", size: 1, times: 2_000, settings: lineOnly },
  { kind: "join", size: 20, times: 1_000, settings: lineOnly },
  { kind: "join", size: 100, times: 400, settings: lineOnly },
  { kind: "join", size: 500, times: 100, settings: lineOnly },
  { kind: "pass", size: 1, times: 1_000, settings: openRoom },
  { kind: "pass", size: 20, times: 200, settings: openRoom },
] as const;

const rounds = 5;

const directory = await mkdtemp(join(tmpdir(), "stanchion-steps-"));
try {
  await buildGateway();
  const workerFile = join(directory, "steps.js");
  await buildWorker({ entry: projectPath("bench/workers/steps.js"), outfile: workerFile });
  await stop();
  const { signingKeys } = await createTokens();
  for (const step of steps) {
    const dataDirectory = join(directory, `${step.kind}-${step.size}`);
    const gateway = await openGateway({ workerFile, dataDirectory, shopPort: 9, signingKeys });
    await gateway.set(step.settings);
    const costs: number[] = [];
    // The first one warms up.
    for (let round = 0; round <= rounds; round++) {
      const cost = await costOf(gateway, step);
      if (round > 0 && cost !== null) costs.push(cost);
    }
    await gateway.stop();
    const { median, least, most } = spreadOf(costs);
    const [ms, low, high] = [median, least, most].map((value) => value.toFixed(3));
    process.stdout.write(
      `${step.kind.padEnd(9)}${String(step.size).padStart(4)} visitors: ${ms} ms (${low} to ${high})\n`,
    );
  }
} finally {
  await stopAllProcesses();
  await rm(directory, { recursive: true, force: true });
}

/** Milliseconds of the processor for one step. */
async function costOf(gateway: Gateway, { kind, size, times }: (typeof steps)[number]) {
  const before = await cpuSecondsOf(gateway.pid);
  await gateway.get(`/.bench/steps?kind=${kind}&size=${size}&times=${times}`);
  const after = await cpuSecondsOf(gateway.pid);
  return before === null || after === null ? null : ((after - before) * 1_000) / times;
}
