/** The gateway as a process on this machine: `workerd serve` with the bundled Worker. */

import { writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { setTimeout as pause } from "node:timers/promises";
import { modulesOf } from "../../build/worker-modules.ts";
import { CannotStart } from "./cannot-start.ts";
import type { DataDirectory } from "./data-directory.ts";
import { type RunningProcess, startProcess } from "./processes.ts";
import { workerdConfig } from "./workerd-config.ts";
import { condenseLog } from "./workerd-log.ts";

export interface GatewayOptions {
  readonly workerFile: string;
  readonly listenHost: string;
  readonly port: number;
  readonly origin: URL;
  readonly dataDirectory: DataDirectory;
  readonly adminToken: string;
  /** Null: the Directory makes one and keeps it. */
  readonly signingKeys: string | null;
  /** Further variables of the Worker, with what is secret among them. */
  readonly variables?: Readonly<Record<string, string>>;
  /** What workerd has to say that is of use to an operator. */
  readonly onLine: (line: string) => void;
}

/** @throws CannotStart when it ends, or does not become healthy in time */
export async function startGateway(options: GatewayOptions): Promise<RunningProcess> {
  const { listenHost, port, dataDirectory, adminToken, signingKeys, onLine } = options;
  const { variables = {} } = options;
  // Secrets go through the environment: the config stays on disk, and arguments are for all to see.
  const secrets = {
    ADMIN_TOKEN: adminToken,
    ...(signingKeys === null ? {} : { SIGNING_KEYS: signingKeys }),
    ...variables,
  };
  const config = workerdConfig({
    modules: await modulesOf(options.workerFile),
    listen: { host: listenHost, port },
    origin: options.origin,
    hosts: demoHosts(port),
    objectsPath: dataDirectory.objectsPath,
    secretNames: Object.keys(secrets),
  });
  await writeFile(dataDirectory.configFile, config, { mode: 0o600 });

  // While it starts we listen for what may explain a failure; from then on the operator does.
  const firstLines: string[] = [];
  let report = (line: string): unknown => firstLines.push(line);
  const workerd = await startProcess({
    name: "workerd",
    command: workerdBinary(),
    args: ["serve", dataDirectory.configFile, "config"],
    env: { ...process.env, ...secrets },
    onLine: condenseLog((line) => report(line)),
  });
  try {
    await becomeHealthy(workerd, healthUrl(listenHost, port), firstLines);
  } catch (error) {
    await workerd.stop();
    throw error;
  }
  report = onLine;
  for (const line of firstLines) onLine(line);
  return workerd;
}

/** The demo room and the management answer to these names and to no others. */
export function demoHosts(port: number): readonly string[] {
  const suffix = port === 80 ? "" : `:${port}`;
  return [`localhost${suffix}`, `127.0.0.1${suffix}`];
}

/** Asked at the address that is listened on, by a name that the demo room answers to. */
export function healthUrl(listenHost: string, port: number): URL {
  const anyAddress = listenHost === "0.0.0.0" || listenHost === "::";
  const host = anyAddress ? "localhost" : listenHost;
  return new URL(`http://${host.includes(":") ? `[${host}]` : host}:${port}/.stanchion/health`);
}

/** From when it answers at all, which a slow machine may take its time for. */
const healthyWithinMs = 10_000;
const answersWithinMs = 30_000;
const askAgainMs = 50;

export async function becomeHealthy(
  workerd: Pick<RunningProcess, "ended">,
  url: URL,
  firstLines: readonly string[],
): Promise<void> {
  const ended = workerd.ended.then((how) => ({ how }));
  let giveUpAt = performance.now() + answersWithinMs;
  let answered: string | null = null;
  while (performance.now() < giveUpAt) {
    const health = await askHealth(url);
    if (health === "healthy") return;
    if (answered === null && health !== null) giveUpAt = performance.now() + healthyWithinMs;
    answered = health ?? answered;
    const end = await Promise.race([ended, pause(askAgainMs)]);
    if (end !== undefined) throw new CannotStart(whyItEnded(end.how, firstLines));
  }
  const said = firstLines.at(-1) ?? answered ?? `nothing answers there. ${whatMayHinder}`;
  throw new CannotStart(`The gateway does not become healthy at ${url}: ${said}`);
}

const whatMayHinder =
  "Is the machine very busy, or does a firewall stand between? Set PORT or HOST to another one to see.";

/** What it says of itself when it is not healthy; null: no answer. */
async function askHealth(url: URL): Promise<"healthy" | string | null> {
  try {
    const answer = await fetch(url, { signal: AbortSignal.timeout(2_000) });
    if (answer.ok) return "healthy";
    const [, title = "no reason given"] = /"title":"([^"]*)"/.exec(await answer.text()) ?? [];
    return `it answers ${answer.status}, ${title}. Its log may say why.`;
  } catch {
    return null;
  }
}

function whyItEnded(how: string, lines: readonly string[]): string {
  if (lines.some((line) => line.includes("Address already in use"))) {
    return "The port is in use: stop what listens there, or set PORT to another number.";
  }
  return `workerd ended at once (${how}): ${lines.join(" ") || "it said nothing"}`;
}

/** The package knows which binary it has installed for this system. */
export function workerdBinary(): string {
  const workerd: unknown = createRequire(import.meta.url)("workerd");
  if (typeof workerd === "object" && workerd !== null && "default" in workerd) {
    if (typeof workerd.default === "string") return workerd.default;
  }
  throw new CannotStart("workerd is not installed for this system: run npm ci.");
}
