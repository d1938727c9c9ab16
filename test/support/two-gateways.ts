/**
 * Two gateways in one `workerd serve`, each an isolate with a memory of its own, in front of the same
 * objects and the same shop: as on the network, where a visitor's next request meets another gateway.
 * The shop verifies every assertion by itself.
 */

import { randomBytes } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buildGateway, workerFile } from "../../build/worker.ts";
import { modulesOf } from "../../build/worker-modules.ts";
import type { LoggedRequest } from "../../examples/shop/request-log.ts";
import { claimDataDirectory } from "../../src/cli/data-directory.ts";
import { workerdBinary } from "../../src/cli/gateway.ts";
import { findPort } from "../../src/cli/ports.ts";
import { startProcess } from "../../src/cli/processes.ts";
import { startShop } from "../../src/cli/shop.ts";
import { workerdConfig } from "../../src/cli/workerd-config.ts";
import type { RoomGateway } from "./protected-room.ts";

export interface TwoGateways {
  readonly first: RoomGateway;
  readonly second: RoomGateway;
  /** One and the other by turns. */
  readonly either: RoomGateway;
  /** The shop's door for its operator. */
  readonly controlUrl: string;
  /** Of the objects that both reach. */
  readonly dataDir: string;
  stop(): Promise<void>;
}

const listenHost = "127.0.0.1";

export async function startTwoGateways(): Promise<TwoGateways> {
  await buildGateway();
  const directory = claimDataDirectory(await mkdtemp(join(tmpdir(), "stanchion-two-")));
  const ports = [await findPort(listenHost, 0), await findPort(listenHost, 0)] as const;
  const hosts = ports.map((port) => `${listenHost}:${port}`);
  const shop = await startShop({
    env: {
      ...process.env,
      SHOP_PORT: "0",
      SHOP_CONTROL_PORT: "0",
      SHOP_LOG: "",
      VERIFY_JWKS_URL: `http://${hosts[1]}/.stanchion/jwks.json`,
    },
    onLine: (line) => console.error(`shop: ${line}`),
  });
  const one = workerdConfig({
    modules: await modulesOf(workerFile),
    listen: { host: listenHost, port: ports[0] },
    origin: shop.url,
    hosts,
    objectsPath: directory.objectsPath,
    secretNames: ["ADMIN_TOKEN"],
  });
  await writeFile(directory.configFile, withSecond(one, ports[1]));
  const adminToken = randomBytes(12).toString("base64url");
  const workerd = await startProcess({
    name: "workerd",
    command: workerdBinary(),
    args: ["serve", directory.configFile, "config"],
    env: { ...process.env, ADMIN_TOKEN: adminToken },
    onLine: (line) => console.error(`workerd: ${line}`),
  });
  const requestLog = async (): Promise<readonly LoggedRequest[]> => {
    const answer = await fetch(new URL("/requests.json", shop.controlUrl));
    return ((await answer.json()) as { readonly requests: LoggedRequest[] }).requests;
  };
  const [first, second] = ports.map((port) => ({
    gatewayUrl: `http://${listenHost}:${port}`,
    adminToken,
    requestLog,
  }));
  if (!first || !second) throw new TypeError("two ports make two gateways");
  for (const { gatewayUrl } of [first, second]) await answers(`${gatewayUrl}/.stanchion/health`);
  let turn = 0;
  return {
    first,
    second,
    either: {
      get gatewayUrl() {
        turn += 1;
        return turn % 2 === 0 ? first.gatewayUrl : second.gatewayUrl;
      },
      adminToken,
      requestLog,
    },
    controlUrl: shop.controlUrl.origin,
    dataDir: directory.path,
    async stop() {
      await workerd.stop();
      await shop.process.stop();
      directory.release();
      await rm(directory.path, { recursive: true, force: true });
    },
  };
}

/** The second has no objects of its own: it reaches those of the first. */
function withSecond(config: string, port: number): string {
  const [, worker = ""] = /\n( {4}\(name = "gateway".*?\n {4}\)\),)/s.exec(config) ?? [];
  const second = worker
    .replace('(name = "gateway"', '(name = "second"')
    .replace(/\n +durableObjectNamespaces = \[.*?\n +\],/s, "")
    .replace(/\n +durableObjectStorage = .*?,(?=\n)/, "")
    .replaceAll(
      /durableObjectNamespace = ("\w+")/g,
      'durableObjectNamespace = (className = $1, serviceName = "gateway")',
    );
  return config
    .replace(worker, () => `${worker}\n${second}`)
    .replace(
      "  sockets = [",
      `  sockets = [\n    (name = "other", address = "${listenHost}:${port}", http = (), service = "second"),`,
    );
}

async function answers(url: string): Promise<void> {
  const giveUpAt = performance.now() + 60_000;
  for (;;) {
    const isThere = await fetch(url).then(
      ({ ok }) => ok,
      () => false,
    );
    if (isThere) return;
    if (performance.now() > giveUpAt) throw new Error(`Nothing answers at ${url}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
