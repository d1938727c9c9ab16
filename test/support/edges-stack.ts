/** As `stack.ts`, with edges in front of a core: what `npm start -- --edges 2` runs. */

import { randomBytes } from "node:crypto";
import { mkdtemp, rename, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buildCoreAndEdge, coreFile, edgeFile } from "../../build/worker.ts";
import { claimDataDirectory } from "../../src/cli/data-directory.ts";
import { type CoreAndEdges, startEdges } from "../../src/cli/edges/start.ts";
import { findPort } from "../../src/cli/ports.ts";
import { startShop } from "../../src/cli/shop.ts";
import { ownPorts, type ShopReaders, shopReaders } from "./stack.ts";

export interface EdgesStack extends ShopReaders, CoreAndEdges {
  readonly gatewayUrl: string;
  readonly adminToken: string;
  readonly dataDir: string;
  readonly shopUrl: string;
  /** What an operator was told. */
  readonly lines: readonly string[];
  /** Kills the core, and keeps it from being started again until it is let. */
  holdCore(): Promise<{ release(): Promise<void> }>;
  stop(): Promise<void>;
}

export async function startEdgesStack(edges: number): Promise<EdgesStack> {
  await buildCoreAndEdge();
  const dataDir = await mkdtemp(join(tmpdir(), "stanchion-test-"));
  const dataDirectory = claimDataDirectory(dataDir);
  const toStop: (() => Promise<void>)[] = [];
  const stop = async (): Promise<void> => {
    for (const each of toStop.toReversed()) await each();
    dataDirectory.release();
    await rm(dataDir, { recursive: true, force: true });
  };
  const lines: string[] = [];
  const onLine = (line: string) => void lines.push(line);
  const listenHost = "127.0.0.1";
  const adminToken = randomBytes(12).toString("base64url");
  try {
    const shop = await startShop({ env: { ...process.env, ...ownPorts }, onLine });
    toStop.push(() => shop.process.stop());
    const port = await findPort(listenHost, 0);
    const started = await startEdges({
      ...{ edges, coreFile, edgeFile, listenHost, port, dataDirectory, adminToken, onLine },
      origin: shop.url,
      signingKeys: null,
    });
    toStop.push(started.stop);
    return {
      ...started,
      gatewayUrl: `http://${listenHost}:${port}`,
      adminToken,
      dataDir,
      shopUrl: shop.url.origin,
      lines,
      ...shopReaders(shop),
      async holdCore() {
        // Without its config it cannot start.
        const config = join(dataDir, "core.capnp");
        await rename(config, `${config}.away`);
        process.kill(started.core.pid, "SIGKILL");
        return { release: () => rename(`${config}.away`, config) };
      },
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}
