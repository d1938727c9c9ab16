/** Gateways for the bench, started as `npm start` starts them, with keys that the bench knows. */

import { join } from "node:path";
import { stop } from "esbuild";
import { measureGate } from "../build/gate-size.ts";
import { projectPath } from "../build/project.ts";
import { buildCoreAndEdge, buildWorker, coreFile, edgeFile } from "../build/worker.ts";
import { claimDataDirectory } from "../src/cli/data-directory.ts";
import { startEdges } from "../src/cli/edges/start.ts";
import { startGateway } from "../src/cli/gateway.ts";
import { findPort } from "../src/cli/ports.ts";

export interface Gateway {
  readonly port: number;
  readonly pid: number;
  readonly objectsPath: string;
  /** Changes settings of the room `default`. */
  set(settings: Readonly<Record<string, unknown>>): Promise<void>;
  /** Begins the next epoch of that room. */
  reset(): Promise<void>;
  get(path: string): Promise<unknown>;
  stop(): Promise<void>;
}

export interface GatewayOptions {
  readonly workerFile: string;
  /** Kept from one start to the next. */
  readonly dataDirectory: string;
  readonly shopPort: number;
  readonly signingKeys: string;
}

const adminToken = "bench";

export async function openGateway(options: GatewayOptions): Promise<Gateway> {
  const dataDirectory = claimDataDirectory(options.dataDirectory);
  const port = await findPort("127.0.0.1", 0);
  const gateway = await startGateway({
    ...commonOptions(options, port),
    workerFile: options.workerFile,
    dataDirectory,
  });
  return {
    ...asked(port),
    pid: gateway.pid,
    objectsPath: dataDirectory.objectsPath,
    async stop() {
      await gateway.stop();
      dataDirectory.release();
    },
  };
}

export interface EdgesOfBench extends Pick<Gateway, "port" | "set" | "stop"> {
  /** The processes of the edges, by id. */
  readonly edges: readonly number[];
}

export async function openEdges(
  options: Omit<GatewayOptions, "workerFile"> & { readonly edges: number },
): Promise<EdgesOfBench> {
  await buildCoreAndEdge();
  const dataDirectory = claimDataDirectory(options.dataDirectory);
  const port = await findPort("127.0.0.1", 0);
  const gateway = await startEdges({
    ...commonOptions(options, port),
    ...{ dataDirectory, coreFile, edgeFile, edges: options.edges },
  });
  return {
    ...asked(port),
    edges: gateway.edges.map(({ pid }) => pid),
    async stop() {
      await gateway.stop();
      dataDirectory.release();
    },
  };
}

const commonOptions = (
  { shopPort, signingKeys }: Pick<GatewayOptions, "shopPort" | "signingKeys">,
  port: number,
) => ({
  listenHost: "127.0.0.1",
  port,
  origin: new URL(`http://127.0.0.1:${shopPort}`),
  adminToken,
  signingKeys,
  onLine: (line: string) => console.error(`gateway: ${line}`),
});

function asked(port: number): Pick<Gateway, "port" | "set" | "reset" | "get"> {
  const url = `http://127.0.0.1:${port}`;
  const manage = async (method: string, path: string, body: object) => {
    const response = await fetch(`${url}/.stanchion/api/v1/rooms/default${path}`, {
      method,
      headers: { Authorization: `Bearer ${adminToken}`, "Content-Type": "application/json" },
      body: JSON.stringify(body),
    });
    if (!response.ok) throw new Error(`The room refused it: ${await response.text()}`);
  };
  return {
    port,
    set: (settings) => manage("PATCH", "", settings),
    reset: () => manage("POST", "/reset", {}),
    get: async (path) => (await fetch(url + path)).json(),
  };
}

/** The gateway with its calls to objects counted. */
export async function buildCounted(directory: string): Promise<string> {
  const outfile = join(directory, "counted.js");
  await buildWorker({ entry: projectPath("bench/workers/counted.js"), outfile });
  await stop();
  return outfile;
}

export interface Bundle {
  readonly bytes: number;
  /** By where they come from, largest first. */
  readonly parts: Readonly<Record<string, number>>;
}

/** What an isolate loads before it answers its first request, as deployed. */
export async function measureBundle(): Promise<Bundle> {
  const { bytes, files } = await measureGate();
  await stop();
  const parts = new Map<string, number>();
  for (const [file, share] of Object.entries(files)) {
    const part = partOf(file);
    parts.set(part, (parts.get(part) ?? 0) + share);
  }
  const largestFirst = [...parts].sort(([, one], [, other]) => other - one);
  return { bytes, parts: Object.fromEntries(largestFirst) };
}

/** Our own folders, or the package. */
const partOf = (file: string): string =>
  /^(src\/[^/]+(?=\/)|durable-objects)/.exec(file)?.[0] ??
  (file.startsWith("src/") ? "src" : (/^(@[^/]+\/)?[^/]+/.exec(file)?.[0] ?? file));
