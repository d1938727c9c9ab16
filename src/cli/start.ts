/**
 * `npm start`: the gateway on this machine, in front of the demo shop or of ORIGIN, until Ctrl-C.
 * What it obeys stands in `environment.ts` and `arguments.ts`; the line itself lives in DATA_DIR and
 * outlasts it.
 */

import { randomBytes } from "node:crypto";
import {
  buildCoreAndEdge,
  buildGateway,
  coreFile,
  edgeFile,
  workerFile,
} from "../../build/worker.ts";
import { readArguments, type StartArguments, startHelp } from "./arguments.ts";
import { CannotStart, reasonOf } from "./cannot-start.ts";
import { claimDataDirectory } from "./data-directory.ts";
import { startEdges } from "./edges/start.ts";
import { readEnvironment, type StartSettings } from "./environment.ts";
import { healthUrl, startGateway } from "./gateway.ts";
import { greeting } from "./greeting.ts";
import { whenNpmHasGone } from "./npm-gone.ts";
import { findPort } from "./ports.ts";
import { type RunningProcess, stopAllProcesses } from "./processes.ts";
import { forgetRunning, noteRunning, type RunningGateway } from "./running-gateway.ts";
import { startShop } from "./shop.ts";
import { weakSecrets } from "./weak-secrets.ts";
import { workerVariables } from "./worker-variables.ts";

async function start(settings: StartSettings, { edges }: StartArguments): Promise<void> {
  const { listenHost, signingKeys } = settings;
  for (const sentence of await weakSecrets(settings)) log(sentence);
  const dataDirectory = claimDataDirectory(settings.dataDirectory);
  const port = await findPort(listenHost, settings.port);
  await build(edges === null ? buildGateway : buildCoreAndEdge);
  const { origin, controlUrl } = await openShop(settings, port);
  const adminToken = settings.adminToken ?? randomBytes(24).toString("base64url");
  const gateway = {
    ...{ listenHost, port, origin, dataDirectory },
    ...{ adminToken, signingKeys, variables: workerVariables(process.env), onLine: log },
  };
  if (edges === null) attend(await startGateway({ ...gateway, workerFile }));
  else await startEdges({ ...gateway, edges, coreFile, edgeFile, signal: over.signal });
  const running: RunningGateway = {
    url: `http://localhost:${port}`,
    adminToken,
    shopControlUrl: controlUrl?.origin ?? null,
    pid: process.pid,
  };
  onEnd = () => forgetRunning(dataDirectory.path);
  await noteRunning(dataDirectory.path, running);
  console.log(greeting(running, settings, { origin, edges }));
}

async function build(parts: () => Promise<void>): Promise<void> {
  try {
    await parts();
  } catch (error) {
    throw new CannotStart(`The Worker cannot be built: ${reasonOf(error)}`);
  }
}

interface OpenShop {
  readonly origin: URL;
  readonly controlUrl: URL | null;
}

async function openShop(
  { origin, listenHost, shopVerifies }: StartSettings,
  port: number,
): Promise<OpenShop> {
  if (origin !== null) {
    if (!(await answers(origin))) log(`Nothing answers at ${origin.origin} yet. Is the shop up?`);
    return { origin, controlUrl: null };
  }
  const keys = new URL("/.stanchion/jwks.json", healthUrl(listenHost, port));
  const env = { ...process.env, ...(shopVerifies && { VERIFY_JWKS_URL: keys.href }) };
  const shop = await startShop({ env, onLine: log });
  attend(shop.process);
  return { origin: shop.url, controlUrl: shop.controlUrl };
}

async function answers(origin: URL): Promise<boolean> {
  try {
    const signal = AbortSignal.timeout(2_000);
    await fetch(origin, { method: "HEAD", redirect: "manual", signal });
    return true;
  } catch {
    return false;
  }
}

let ending = false;
/** Whatever would be started again is not, once it is aborted. */
const over = new AbortController();
let onEnd = async (): Promise<void> => {};

/** From here on the end of this process is the end of all. */
function attend({ name, ended }: RunningProcess): void {
  void ended.then((how) => fail(`${name} ended unexpectedly (${how}); everything is stopped.`));
}

async function fail(sentence: string): Promise<void> {
  // While all is being stopped, things end and fail that are meant to.
  if (ending) return;
  console.error(sentence);
  await end(1);
}

async function end(exitCode: number): Promise<void> {
  if (ending) return;
  ending = true;
  over.abort();
  await stopAllProcesses();
  await onEnd();
  process.exit(exitCode);
}

/** Not the last words of processes that are being stopped: those alarm and mean nothing. */
function log(line: string): void {
  if (!ending) console.error(line);
}

/** A signal may come at any moment, also while things are still starting. */
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => end(0));

whenNpmHasGone(() => end(0));

const environment = await readEnvironment(process.env);
const args = readArguments(process.argv.slice(2));
if (args.kind === "help") {
  console.log(startHelp);
} else if (args.kind === "problem") {
  await fail(args.sentence);
} else if (environment.kind === "problem") {
  await fail(environment.sentence);
} else {
  await start(environment.settings, args.given).catch((error: unknown) => {
    if (error instanceof CannotStart) return fail(error.message);
    console.error(error);
    return end(1);
  });
}
