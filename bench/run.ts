/** One run of the bench: what is started and measured; `result.ts` says what comes of it. */

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { projectPath } from "../build/project.ts";
import { buildGateway, workerFile } from "../build/worker.ts";
import { startProcess, stopAllProcesses } from "../src/cli/processes.ts";
import { startBaselines } from "./baselines.ts";
import type { Turns } from "./compare.ts";
import { measureEdges } from "./edges.ts";
import { buildCounted, measureBundle, openGateway } from "./gateways.ts";
import { putUnderLoad } from "./load.ts";
import { type Million, measureMillion } from "./million.ts";
import { callCrowd, line, type PathName, paths, type Stage, shapesOf, slowRoom } from "./paths.ts";
import { type BenchResult, resultOf } from "./result.ts";
import { measureSurge, type Surge } from "./surge.ts";
import { createTokens, requestsTo } from "./visitors.ts";

export interface BenchOptions {
  readonly paths: readonly PathName[];
  readonly seconds: number;
  readonly rounds: number;
  readonly say: (sentence: string) => void;
}

export async function runBench(options: BenchOptions): Promise<BenchResult> {
  const directory = await mkdtemp(join(tmpdir(), "stanchion-bench-"));
  try {
    return await runIn(directory, options);
  } finally {
    await stopAllProcesses();
    await rm(directory, { recursive: true, force: true });
  }
}

async function runIn(directory: string, options: BenchOptions): Promise<BenchResult> {
  const { seconds, rounds, say } = options;
  await buildGateway();
  const bundle = await measureBundle();
  const shopPort = await startBareServer();
  const alonePerSecond = await generatorAlone(shopPort);
  say(`the generator alone: ${Math.round(alonePerSecond)} requests a second`);

  const tokens = await createTokens();
  const said = (path: string) => (side: { readonly name: string }, perSecond: number) =>
    say(`${path}, ${side.name}: ${Math.round(perSecond)} a second`);
  const turns = new Map<PathName, Turns>();
  const ordinary = options.paths.filter(
    (name) => name !== "million" && name !== "edges" && name !== "surge",
  );
  if (ordinary.length > 0) {
    const { signingKeys } = tokens;
    const open = (name: string, worker: string) =>
      openGateway({
        workerFile: worker,
        dataDirectory: join(directory, name),
        shopPort,
        signingKeys,
      });
    // First of all: they get the time that it takes while the others are measured.
    const calledCrowd = ordinary.includes("enter")
      ? await callCrowd(await open("crowd", await buildCounted(directory)), options)
      : null;
    const gateway = await open("gateway", workerFile);
    await gateway.set(slowRoom);
    await line(gateway, 4_000);
    const shapes = await shapesOf(gateway, tokens);
    const baselines = await startBaselines(join(directory, "baselines"), shopPort, shapes);
    for (const name of ordinary) {
      const onTurn = said(name);
      const own = { gateway, calledCrowd, baselines, tokens };
      const stage: Stage = { ...own, seconds, rounds, onTurn };
      turns.set(name, await paths[name](stage));
    }
    await gateway.stop();
    await baselines.process.stop();
  }
  let million: Million | null = null;
  if (options.paths.includes("million")) {
    const onTurn = said("million");
    const common = { directory, workerFile, shopPort, tokens, seconds, rounds, onTurn };
    million = await measureMillion(common);
    turns.set("million", million.turns);
  }
  if (options.paths.includes("edges")) {
    const common = { directory, shopPort, tokens, seconds, rounds, onTurn: said("edges") };
    turns.set("edges", await measureEdges(common));
  }
  let surge: Surge | null = null;
  if (options.paths.includes("surge")) {
    const onTurn = said("surge");
    surge = await measureSurge({ directory, shopPort, tokens, seconds, rounds, onTurn });
    turns.set("surge", surge.turns);
  }
  return resultOf({
    turns,
    million: million?.figures ?? null,
    surge: surge?.figures ?? null,
    bundle,
    alonePerSecond,
  });
}

async function startBareServer(): Promise<number> {
  const port = Promise.withResolvers<number>();
  const server = await startProcess({
    name: "the bare server",
    command: process.execPath,
    args: [projectPath("bench/bare-server.ts")],
    env: process.env,
    channel: true,
    onLine: (text) => port.resolve(Number(text)),
  });
  void server.ended.then((how) => port.reject(new Error(`The bare server ended (${how})`)));
  return port.promise;
}

async function generatorAlone(port: number): Promise<number> {
  const page = requestsTo(port).page();
  const { perSecond } = await putUnderLoad({
    port,
    connections: 64,
    forMs: 1_000,
    warmUpMs: 300,
    next: () => page,
    onAnswer: () => {},
  });
  return perSecond;
}
