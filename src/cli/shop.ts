/** The demo shop as a process of its own, so that its load and ours are not one. */

import { projectPath } from "../../build/project.ts";
import { CannotStart } from "./cannot-start.ts";
import { type RunningProcess, startProcess } from "./processes.ts";

export interface RunningShop {
  readonly process: RunningProcess;
  readonly url: URL;
  /** Where its operator finds the logs, the stock and the switch. */
  readonly controlUrl: URL;
}

export interface ShopOptions {
  /** `SHOP_PORT`, `SHOP_STOCK` and so on; what is absent is as `examples/shop/main.ts` has it. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly onLine: (line: string) => void;
}

/** @throws CannotStart when it ends before it is ready */
export async function startShop({ env, onLine }: ShopOptions): Promise<RunningShop> {
  const ready = Promise.withResolvers<ReadyLine>();
  const shop = await startProcess({
    name: "the demo shop",
    command: process.execPath,
    args: [projectPath("examples/shop/main.ts")],
    env,
    channel: true,
    onLine(line, from) {
      const ports = from === "stdout" ? readReadyLine(line) : null;
      if (ports === null) onLine(line);
      else ready.resolve(ports);
    },
  });
  const ended = shop.ended.then((how) => {
    throw new CannotStart(`The demo shop could not start (${how}).`);
  });
  // Once it is ready, its end is for the caller to notice.
  ended.catch(() => {});
  const { port, controlPort } = await Promise.race([ready.promise, ended]);
  return {
    process: shop,
    url: new URL(`http://127.0.0.1:${port}`),
    controlUrl: new URL(`http://127.0.0.1:${controlPort}`),
  };
}

interface ReadyLine {
  readonly port: number;
  readonly controlPort: number;
}

function readReadyLine(line: string): ReadyLine | null {
  if (!line.startsWith("{")) return null;
  const { event, port, controlPort } = JSON.parse(line) as Record<string, unknown>;
  if (event !== "ready" || typeof port !== "number" || typeof controlPort !== "number") return null;
  return { port, controlPort };
}
