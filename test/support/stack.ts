/**
 * The real thing for a test: the Worker on `workerd serve`, the demo shop behind it, storage on
 * disk, on ports of their own. Whoever starts one stops it; should a test not come to that, its
 * processes end with the test's own.
 */

import { randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buildGateway, workerFile } from "../../build/worker.ts";
import type { Order } from "../../examples/shop/order-book.ts";
import type { LoggedRequest } from "../../examples/shop/request-log.ts";
import { claimDataDirectory } from "../../src/cli/data-directory.ts";
import { startGateway } from "../../src/cli/gateway.ts";
import { findPort } from "../../src/cli/ports.ts";
import { type RunningShop, startShop } from "../../src/cli/shop.ts";

export interface StackOptions {
  /** A bundled Worker of the test's own; by default ours is built. */
  readonly workerFile?: string;
  readonly signingKeys?: string;
  /** A shop of the test's own at `ORIGIN`; the demo shop runs all the same. */
  readonly origin?: string;
  /** What the shop has for sale. */
  readonly stock?: number;
  /** Further variables of the Worker. */
  readonly variables?: Readonly<Record<string, string>>;
}

export interface Stack {
  /** The shop's own address, which customers never see. */
  readonly shopUrl: string;
  readonly gatewayUrl: string;
  /** The shop's door for its operator: logs, stock, the switch. */
  readonly controlUrl: string;
  readonly adminToken: string;
  readonly dataDir: string;
  readonly workerd: StackWorkerd;
  /** What reached the shop, in order. Judge by this. */
  requestLog(): Promise<readonly LoggedRequest[]>;
  orders(): Promise<readonly Order[]>;
  /** Turns the shop's switch: `{ mode: "slow", delayMs: 500 }`. */
  setMood(mood: Readonly<Record<string, unknown>>): Promise<void>;
  /** What workerd has said that an operator would see. */
  readonly workerdLines: readonly string[];
  stop(): Promise<void>;
}

export interface StackWorkerd {
  readonly pid: number;
  /** Resolves when it has ended. */
  kill(signal: NodeJS.Signals): Promise<void>;
  /** Starts it again after it has ended: same port, same data. */
  restart(): Promise<void>;
}

/** Whatever the environment of the tests says. */
export const ownPorts = { SHOP_PORT: "0", SHOP_CONTROL_PORT: "0", SHOP_LOG: "" };

export async function startStack(options: StackOptions = {}): Promise<Stack> {
  const worker = options.workerFile ?? (await builtWorker());
  const dataDir = await mkdtemp(join(tmpdir(), "stanchion-test-"));
  const dataDirectory = claimDataDirectory(dataDir);
  const workerdLines: string[] = [];
  const shop = await startShop({
    env: { ...process.env, ...ownPorts, SHOP_STOCK: options.stock?.toString() },
    onLine: (line) => console.error(`shop: ${line}`),
  });
  const listenHost = "127.0.0.1";
  const port = await findPort(listenHost, 0);
  const adminToken = randomBytes(24).toString("base64url");
  const start = () =>
    startGateway({
      workerFile: worker,
      listenHost,
      port,
      origin: options.origin === undefined ? shop.url : new URL(options.origin),
      dataDirectory,
      adminToken,
      signingKeys: options.signingKeys ?? null,
      ...(options.variables && { variables: options.variables }),
      onLine: (line) => workerdLines.push(line),
    });
  const clear = async (): Promise<void> => {
    await shop.process.stop();
    dataDirectory.release();
    await rm(dataDir, { recursive: true, force: true });
  };
  let gateway = await start().catch(async (error: unknown) => {
    await clear();
    throw error;
  });
  return {
    shopUrl: shop.url.origin,
    gatewayUrl: `http://${listenHost}:${port}`,
    controlUrl: shop.controlUrl.origin,
    adminToken,
    dataDir,
    workerd: {
      get pid() {
        return gateway.pid;
      },
      async kill(signal) {
        gateway.kill(signal);
        await gateway.ended;
      },
      async restart() {
        gateway = await start();
      },
    },
    ...shopReaders(shop),
    workerdLines,
    async stop() {
      await gateway.stop();
      await clear();
    },
  };
}

export type ShopReaders = Pick<Stack, "requestLog" | "orders" | "setMood">;

export function shopReaders({ controlUrl }: RunningShop): ShopReaders {
  const read = async <Log>(path: string): Promise<Log> =>
    (await (await fetch(new URL(path, controlUrl))).json()) as Log;
  return {
    requestLog: async () => (await read<{ requests: LoggedRequest[] }>("/requests.json")).requests,
    orders: async () => (await read<{ orders: Order[] }>("/orders.json")).orders,
    async setMood(mood) {
      const headers = { "Content-Type": "application/json" };
      const body = JSON.stringify(mood);
      const { ok, status } = await fetch(new URL("/switch", controlUrl), {
        method: "POST",
        headers,
        body,
      });
      if (!ok) throw new TypeError(`The shop's switch knows no ${body} (${status})`);
    },
  };
}

let built: Promise<void> | undefined;

/** Once for each test file; files that build at once write the same bytes. */
async function builtWorker(): Promise<string> {
  built ??= buildGateway();
  await built;
  return workerFile;
}
