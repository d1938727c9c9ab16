/**
 * `npm run simulate`: a named day, or many small ones by chance, on a virtual clock with the real core.
 * Exit code 1 when a promise was broken or a run showed nothing, 2 when there was no run.
 */

import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { defineCommand } from "citty";
import { obey } from "../obey.ts";
import { onlyKnownOptions } from "../stanchion/words.ts";
import { simulate } from "./engine.ts";
import { networkName, runNetwork } from "./network/run.ts";
import { runNightly } from "./nightly.ts";
import { nightlyName, readOptions, type SimulateOptions } from "./options.ts";
import { drawPicture, stretchesOfAPicture } from "./picture.ts";
import { createProgressBar } from "./progress.ts";
import { stretchesFor, writeReport } from "./report.ts";
import { type NamedScenario, scenarioOf } from "./scenarios.ts";
import { seriesOf } from "./series.ts";
import { hasFailed, verdictOf } from "./verdict.ts";

const command = defineCommand({
  meta: {
    name: "simulate",
    description:
      "Runs the line through a day of its life, and looks at every promise at every step.",
  },
  args: {
    scenario: {
      type: "positional",
      required: false,
      description: "which day, or nightly, or network; without it, the list",
    },
    seed: {
      type: "string",
      description: "the same seed is the same run (1; by chance for nightly)",
    },
    visitors: { type: "string", description: "how many come" },
    leave: { type: "string", description: "share that closes the tab right after joining" },
    steps: { type: "string", description: "of nightly: how many of the room in all" },
    picture: { type: "string", description: "the SVG file (else in dist/simulations)" },
    progress: { type: "boolean", default: false, description: "progress even off a terminal" },
    json: {
      type: "boolean",
      default: false,
      description: "the figures as one JSON object, last line",
    },
  },
  plugins: [onlyKnownOptions],
  async run({ args }) {
    const options = readOptions(args);
    if (typeof options === "string") {
      process.stderr.write(`${options}\n`);
      process.exitCode = 2;
      return;
    }
    const { scenario } = options;
    process.exitCode = (await run(scenario, options, args)) ? 1 : 0;
  },
});

function run(
  scenario: SimulateOptions["scenario"],
  options: SimulateOptions,
  wishes: Wishes,
): Promise<boolean> | boolean {
  if (scenario === nightlyName) return runNight(options, wishes);
  if (scenario === networkName)
    return runNetwork({ ...options, json: wishes.json, progress: wishes.progress });
  return runScenario(scenario, options, wishes);
}

interface Wishes {
  readonly json: boolean;
  readonly progress: boolean;
}

async function runScenario(
  named: NamedScenario,
  { seed: chosen, visitors: wanted, leave, picture }: SimulateOptions,
  { json, progress }: Wishes,
): Promise<boolean> {
  const seed = chosen ?? 1;
  const visitors = wanted ?? named.visitors;
  const bar = createProgressBar(visitors, progress);
  const startedAt = performance.now();
  const simulation = simulate(scenarioOf(named, { visitors, seed, leave }), (where) =>
    bar.show(
      where.settled,
      `${where.settled} of ${where.visitors} settled, ${clock(where.passedMs)}`,
    ),
  );
  const tookMs = performance.now() - startedAt;
  bar.stop();

  const verdict = verdictOf({
    name: named.name,
    seed,
    figures: simulation.figures,
    mustHappen: named.mustHappen,
    tookMs,
  });
  const file = picture ?? join("dist", "simulations", `${named.name}-${seed}.svg`);
  await mkdir(dirname(file), { recursive: true });
  const drawn = drawPicture(verdict, seriesOf(simulation, stretchesOfAPicture), named.story);
  await writeFile(file, `${drawn}\n`);

  const columns = process.stdout.columns ?? 80;
  process.stdout.write(writeReport(verdict, seriesOf(simulation, stretchesFor(columns))));
  process.stdout.write(`picture: ${file}\n`);
  const failed = hasFailed(verdict);
  if (failed) {
    const share = leave === null ? "" : ` --leave ${leave}`;
    process.stdout.write(
      `again: npm run simulate -- ${named.name} --seed ${seed} --visitors ${visitors}${share}\n`,
    );
  }
  if (json) process.stdout.write(`${JSON.stringify(verdict)}\n`);
  return failed;
}

function runNight({ seed, steps }: SimulateOptions, { json, progress }: Wishes): boolean {
  const bar = createProgressBar(steps, progress);
  const startedAt = performance.now();
  const firstSeed = seed ?? Math.floor(Math.random() * 0x1_0000_0000);
  const night = runNightly({ firstSeed, steps }, (done, runs) =>
    bar.show(done, `${done} steps in ${runs} runs`),
  );
  bar.stop();
  for (const { again, broken } of night.failures) {
    for (const [promise, story] of Object.entries(broken)) {
      process.stdout.write(`BROKEN ${promise}: ${story}\n`);
    }
    process.stdout.write(`again: ${again}\n`);
  }
  for (const what of night.neverHappened) process.stdout.write(`NEVER HAPPENED ${what}\n`);
  const seconds = (performance.now() - startedAt) / 1_000;
  process.stdout.write(
    `${night.steps} steps in ${night.runs} runs from seed ${firstSeed}: ${night.failures.length} failed, ${seconds.toFixed(1)} s\n`,
  );
  if (json) process.stdout.write(`${JSON.stringify({ ...night, seconds })}\n`);
  return night.failures.length > 0 || night.neverHappened.length > 0;
}

const clock = (ms: number): string =>
  `${Math.floor(ms / 60_000)}:${String(Math.floor(ms / 1_000) % 60).padStart(2, "0")}`;

await obey(command);
