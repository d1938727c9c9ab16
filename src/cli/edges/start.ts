/**
 * The gateway as several processes of one machine: edges, which are the gateway and keep nothing, in
 * front of one core, which owns the storage. workerd runs JavaScript on one thread, so this is how a
 * machine with more cores serves more. Whichever of them dies is started again; the others go on.
 */

import { randomBytes } from "node:crypto";
import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { modulesOf } from "../../../build/worker-modules.ts";
import { becomeHealthy, demoHosts, type GatewayOptions, healthUrl } from "../gateway.ts";
import { coreConfig, edgeConfig } from "./config.ts";
import { type KeptProcess, keepRunning } from "./keep-running.ts";
import { shareOfPort } from "./shared-port.ts";
import { startWorkerd } from "./workerd.ts";

export interface EdgesOptions extends Omit<GatewayOptions, "workerFile"> {
  readonly edges: number;
  /** The bundled Workers of the two. */
  readonly coreFile: string;
  readonly edgeFile: string;
  /** Aborted when somebody else is about to stop them: from then on nothing is started again. */
  readonly signal?: AbortSignal;
}

export interface CoreAndEdges {
  readonly core: KeptProcess;
  readonly edges: readonly KeptProcess[];
  stop(): Promise<void>;
}

/** In the data directory, which is for one account alone; short, because such paths must be. */
export const socketFile = "core.sock";

/** @throws CannotStart when one of them does not start, or they do not become healthy together */
export async function startEdges(options: EdgesOptions): Promise<CoreAndEdges> {
  const { dataDirectory, adminToken, signingKeys, variables, onLine } = options;
  const { listenHost, port } = options;
  const directory = dataDirectory.path;
  const over = new AbortController();
  options.signal?.addEventListener("abort", () => over.abort());
  const { signal } = over;
  // For this run alone, and only ever in the environment of the two kinds of process.
  const joined = { CORE_SECRET: randomBytes(32).toString("base64url") };
  const secrets = {
    ...joined,
    ADMIN_TOKEN: adminToken,
    ...(signingKeys !== null && { SIGNING_KEYS: signingKeys }),
    ...variables,
  };
  const configs = await writeConfigs(options, { core: joined, edge: secrets });

  const core = await keepRunning({
    async start() {
      // A core that was killed leaves it behind, and nobody can listen at it any more.
      await rm(join(directory, socketFile), { force: true });
      const name = "the core";
      return startWorkerd({ name, directory, configFile: configs.core, secrets: joined, onLine });
    },
    signal,
    onLine,
  });
  const startEdge = (name: string) =>
    shareOfPort({ host: listenHost, port }, (socket) =>
      startWorkerd({ name, directory, configFile: configs.edge, secrets, socket, onLine }),
    );
  const names = Array.from({ length: options.edges }, (_, index) => `edge ${index + 1}`);
  const edges = await Promise.all(
    names.map((name) => keepRunning({ start: () => startEdge(name), signal, onLine })),
  );
  // Together; one that ends meanwhile is started again and no reason to give up.
  await becomeHealthy({ ended: new Promise(() => {}) }, healthUrl(listenHost, port), []);
  return {
    core,
    edges,
    async stop() {
      over.abort();
      await Promise.all(edges.map((edge) => edge.stop()));
      await core.stop();
    },
  };
}

interface Secrets {
  readonly core: Readonly<Record<string, string>>;
  readonly edge: Readonly<Record<string, string>>;
}

async function writeConfigs(options: EdgesOptions, secrets: Secrets) {
  const { origin, port, dataDirectory } = options;
  const { path, objectsPath } = dataDirectory;
  const core = join(path, "core.capnp");
  const edge = join(path, "edge.capnp");
  const coreText = coreConfig({
    modules: await modulesOf(options.coreFile),
    objectsPath,
    secretNames: Object.keys(secrets.core),
    socketFile,
  });
  const edgeText = edgeConfig({
    modules: await modulesOf(options.edgeFile),
    origin,
    hosts: demoHosts(port),
    secretNames: Object.keys(secrets.edge),
    socketFile,
  });
  await writeFile(core, coreText, { mode: 0o600 });
  await writeFile(edge, edgeText, { mode: 0o600 });
  return { core, edge };
}
