/**
 * `npm start`: the gateway on this machine, in front of the demo shop or of ORIGIN, until Ctrl-C.
 * What it obeys stands in `environment.ts`; the line itself lives in DATA_DIR and outlasts it.
 */

import { randomBytes } from "node:crypto";
import { buildGateway, workerFile } from "../../build/worker.ts";
import { CannotStart, reasonOf } from "./cannot-start.ts";
import { claimDataDirectory } from "./data-directory.ts";
import { readEnvironment, type StartSettings } from "./environment.ts";
import { startGateway } from "./gateway.ts";
import { greeting } from "./greeting.ts";
import { findPort } from "./ports.ts";
import { type RunningProcess, stopAllProcesses } from "./processes.ts";
import { forgetRunning, noteRunning, type RunningGateway } from "./running-gateway.ts";
import { startShop } from "./shop.ts";

async function start(settings: StartSettings): Promise<void> {
  const { listenHost } = settings;
  const dataDirectory = claimDataDirectory(settings.dataDirectory);
  const port = await findPort(listenHost, settings.port);
  await build();
  const { origin, controlUrl } = await openShop(settings);
  const adminToken = settings.adminToken ?? randomBytes(24).toString("base64url");
  const { signingKeys } = settings;
  const secrets = { adminToken, signingKeys };
  attend(
    await startGateway({
      workerFile,
      listenHost,
      port,
      origin,
      dataDirectory,
      ...secrets,
      onLine: log,
    }),
  );
  const running: RunningGateway = {
    url: `http://localhost:${port}`,
    adminToken,
    shopControlUrl: controlUrl?.origin ?? null,
    pid: process.pid,
  };
  onEnd = () => forgetRunning(dataDirectory.path);
  await noteRunning(dataDirectory.path, running);
  console.log(greeting(running, settings));
}

async function build(): Promise<void> {
  try {
    await buildGateway();
  } catch (error) {
    throw new CannotStart(`The Worker cannot be built: ${reasonOf(error)}`);
  }
}

interface OpenShop {
  readonly origin: URL;
  readonly controlUrl: URL | null;
}

async function openShop({ origin }: StartSettings): Promise<OpenShop> {
  if (origin !== null) {
    if (!(await answers(origin))) log(`Nothing answers at ${origin.origin} yet. Is the shop up?`);
    return { origin, controlUrl: null };
  }
  const shop = await startShop({ env: process.env, onLine: log });
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
  await stopAllProcesses();
  await onEnd();
  process.exit(exitCode);
}

/** Not the last words of processes that are being stopped: those alarm and mean nothing. */
function log(line: string): void {
  if (!ending) console.error(line);
}

/**
 * npm runs us through a shell, which dies of a signal without passing it on. The end of whoever
 * stands between npm and us is therefore taken for npm's wish.
 */
function endWithNpm(): void {
  const parent = process.ppid;
  setInterval(() => process.ppid !== parent && end(0), 200).unref();
}

/** A signal may come at any moment, also while things are still starting. */
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => end(0));

const { npm_lifecycle_event: npmScript } = process.env;
if (npmScript !== undefined) endWithNpm();

const [argument] = process.argv.slice(2);
const environment = await readEnvironment(process.env);
if (argument !== undefined) {
  await fail(
    `npm start takes no arguments (${argument}): set variables, as in PORT=8080 npm start.`,
  );
} else if (environment.kind === "problem") {
  await fail(environment.sentence);
} else {
  await start(environment.settings).catch((error: unknown) => {
    if (error instanceof CannotStart) return fail(error.message);
    console.error(error);
    return end(1);
  });
}
