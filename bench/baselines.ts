/** The bare Workers that the gateway is compared with, in one workerd, each behind a port of its own. */

import { copyFile, mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { projectPath } from "../build/project.ts";
import { workerdBinary } from "../src/cli/gateway.ts";
import { findPort } from "../src/cli/ports.ts";
import { type RunningProcess, startProcess } from "../src/cli/processes.ts";

/** How long a constant answer is and what it is called: as the gateway's own. */
export interface Shape {
  readonly bytes: number;
  readonly contentType: string;
}

export interface Baselines<Name extends string> {
  readonly process: RunningProcess;
  readonly constants: Readonly<Record<Name, number>>;
  readonly forward: number;
  readonly naive: number;
}

/** @param directory where the naive line is kept; as the gateway's, on disk */
export async function startBaselines<Name extends string>(
  directory: string,
  shopPort: number,
  shapes: Readonly<Record<Name, Shape>>,
): Promise<Baselines<Name>> {
  const names = Object.keys(shapes).filter((name): name is Name => name in shapes);
  const free = () => findPort("127.0.0.1", 0);
  const constants = new Map<Name, number>();
  for (const name of names) constants.set(name, await free());
  const forward = await free();
  const naive = await free();

  const objectsPath = join(directory, "objects");
  await mkdir(objectsPath, { recursive: true });
  await copyFile(projectPath("bench/workers/baseline.js"), join(directory, "worker.js"));
  const services = [
    ...names.map((name) => ({
      name: `constant-${name}`,
      entrypoint: "Constant",
      port: constants.get(name) ?? 0,
      body: bindingsOf(shapes[name]),
    })),
    { name: "forward", entrypoint: "Forward", port: forward, body: "" },
    { name: "naive", entrypoint: "Naive", port: naive, body: "" },
  ];
  const config = join(directory, "baselines.capnp");
  await writeFile(config, configOf(services, objectsPath, shopPort));
  const workerd = await startProcess({
    name: "the baselines",
    command: workerdBinary(),
    args: ["serve", config, "config"],
    env: process.env,
    onLine: (line) => console.error(`baselines: ${line}`),
  });
  await untilAnswering(naive);
  return { process: workerd, constants: portsOf(names, constants), forward, naive };
}

const portsOf = <Name extends string>(
  names: readonly Name[],
  ports: ReadonlyMap<Name, number>,
): Record<Name, number> =>
  // Every name was given a port above.
  Object.fromEntries(names.map((name) => [name, ports.get(name) ?? 0])) as Record<Name, number>;

const bindingsOf = ({ bytes, contentType }: Shape): string => `
      (name = "BODY", text = "${"x".repeat(bytes)}"),
      (name = "CONTENT_TYPE", text = "${contentType}"),`;

interface Service {
  readonly name: string;
  readonly entrypoint: string;
  readonly port: number;
  readonly body: string;
}

/** One isolate for each, as for the gateway: a service of its own, not an entry point of a shared one. */
const configOf = (services: readonly Service[], objectsPath: string, shopPort: number): string => `
using Workerd = import "/workerd/workerd.capnp";

const config :Workerd.Config = (
  services = [${services.map(serviceOf).join("")}
    (name = "objects", disk = (path = "${objectsPath}", writable = true)),
    (name = "origin", external = (address = "127.0.0.1:${shopPort}", http = ())),
  ],
  sockets = [${services.map(socketOf).join("")}
  ],
);
`;

const serviceOf = ({ name, body }: Service): string => `
    (name = "${name}", worker = (
      compatibilityDate = "2026-08-01",
      modules = [(name = "worker.js", esModule = embed "worker.js")],
      durableObjectNamespaces = [
        (className = "NaiveLine", uniqueKey = "naive-${name}", enableSql = true)],
      durableObjectStorage = (localDisk = "objects"),
      bindings = [
        (name = "LINE", durableObjectNamespace = "NaiveLine"),
        (name = "ORIGIN_SERVICE", service = "origin"),${body}
      ],
    )),`;

const socketOf = ({ name, entrypoint, port }: Service): string => `
    (name = "${name}", address = "127.0.0.1:${port}", http = (),
      service = (name = "${name}", entrypoint = "${entrypoint}")),`;

async function untilAnswering(port: number): Promise<void> {
  for (let tries = 0; tries < 200; tries++) {
    const isUp = await fetch(`http://127.0.0.1:${port}/`).then(
      async (response) => (await response.text()) !== "",
      () => false,
    );
    if (isUp) return;
    await pause(50);
  }
  throw new Error("The baselines do not answer");
}
