/**
 * A gateway and a demo shop for one rush: the same parts as `npm start`, on ports that the system
 * picks, with a line that is forgotten afterwards.
 */

import { randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buildClientScripts } from "../../../build/client-scripts.ts";
import { buildWorker, workerFile } from "../../../build/worker.ts";
import { CannotStart, reasonOf } from "../cannot-start.ts";
import { claimDataDirectory } from "../data-directory.ts";
import { startGateway } from "../gateway.ts";
import { findPort } from "../ports.ts";
import { stopAllProcesses } from "../processes.ts";
import { startShop } from "../shop.ts";
import type { RushOptions } from "./options.ts";
import { setRate } from "./room.ts";
import type { Target } from "./target.ts";

const listenHost = "127.0.0.1";

/** @throws CannotStart */
export async function startOwnStack({
  visitors,
  admissionsPerMinute,
}: RushOptions): Promise<Target> {
  await build();
  const dataPath = await mkdtemp(join(tmpdir(), "stanchion-rush-"));
  const dataDirectory = claimDataDirectory(dataPath);
  const stop = async () => {
    await stopAllProcesses();
    dataDirectory.release();
    await rm(dataPath, { recursive: true, force: true });
  };
  try {
    // Enough for everybody: what is tested is the line, not the stock.
    const env = { ...process.env, SHOP_PORT: "0", SHOP_STOCK: String(visitors * 2) };
    const shop = await startShop({ env, onLine: complain });
    const port = await findPort(listenHost, 0);
    const adminToken = randomBytes(24).toString("base64url");
    await startGateway({
      workerFile,
      listenHost,
      port,
      origin: shop.url,
      dataDirectory,
      adminToken,
      signingKeys: null,
      onLine: complain,
    });
    const url = new URL(`http://${listenHost}:${port}`);
    if (admissionsPerMinute !== null) await setRate(url, adminToken, admissionsPerMinute);
    return { url, adminToken, controlUrl: shop.controlUrl, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function build(): Promise<void> {
  try {
    await buildClientScripts();
    await buildWorker();
  } catch (error) {
    throw new CannotStart(`The Worker cannot be built: ${reasonOf(error)}`);
  }
}

function complain(line: string): void {
  process.stderr.write(`${line}\n`);
}
