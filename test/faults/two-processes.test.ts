import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { projectPath } from "../../build/project.ts";
import { buildGateway, workerFile } from "../../build/worker.ts";
import { claimDataDirectory } from "../../src/cli/data-directory.ts";
import { startGateway } from "../../src/cli/gateway.ts";
import { findPort } from "../../src/cli/ports.ts";
import type { RunningProcess } from "../../src/cli/processes.ts";
import { manage } from "../support/protected-room.ts";
import { startStack } from "../support/stack.ts";
import { claimsOf, visit } from "../support/visitor.ts";

const nobodyEnters = { queue: "always", admissionsPerMinute: 0 } as const;

/** `npm start` on this directory, until it ends. */
async function npmStart(dataDir: string) {
  const { PATH } = process.env;
  const child = spawn(process.execPath, [projectPath("src/cli/start.ts")], {
    env: { PATH, DATA_DIR: dataDir, PORT: "0", SHOP_PORT: "0", SHOP_CONTROL_PORT: "0" },
    stdio: ["ignore", "ignore", "pipe"],
  });
  let said = "";
  child.stderr.on("data", (chunk) => {
    said += chunk;
  });
  const [exitCode] = await once(child, "close");
  return { exitCode, said };
}

describe("a second npm start on a directory", () => {
  it("is refused while the first one serves, whose line goes on as one", async () => {
    const stack = await startStack();
    try {
      const room = { stack, host: new URL(stack.gatewayUrl).host };
      await manage(stack, "PATCH", "rooms/default", { body: nobodyEnters });
      const numbers: number[] = [];
      const second = npmStart(stack.dataDir);
      let isOver = false;
      const over = second.finally(() => {
        isOver = true;
      });
      while (!isOver || numbers.length < 10) numbers.push(await numberAt(room));
      expect(await over).toEqual({
        exitCode: 1,
        said: expect.stringContaining("is in use by another gateway"),
      });
      numbers.push(await numberAt(room));
      expect(numbers).toEqual(numbers.map((_, index) => index + 1));
    } finally {
      await stack.stop();
    }
  });
});

describe("a workerd that nobody holds the directory for", () => {
  let dataDir: string;
  let gateways: RunningProcess[];
  beforeAll(() => buildGateway());
  beforeEach(async () => {
    dataDir = await mkdtemp(join(tmpdir(), "stanchion-test-"));
    await mkdir(join(dataDir, "objects"));
    gateways = [];
  });
  afterEach(async () => {
    for (const gateway of gateways) await gateway.stop();
    await rm(dataDir, { recursive: true, force: true });
  });

  /** As if its npm start had been killed, or somebody had started workerd by hand. */
  async function startUnclaimed(name: string) {
    const port = await findPort("127.0.0.1", 0);
    const stack = { gatewayUrl: `http://127.0.0.1:${port}`, adminToken: "of-this-test" };
    gateways.push(
      await startGateway({
        ...{ workerFile, listenHost: "127.0.0.1", port, adminToken: stack.adminToken },
        origin: new URL("http://127.0.0.1:9"),
        dataDirectory: {
          path: dataDir,
          objectsPath: join(dataDir, "objects"),
          configFile: join(dataDir, name),
          release() {},
        },
        signingKeys: null,
        onLine() {},
      }),
    );
    await manage(stack, "PATCH", "rooms/default", { body: nobodyEnters });
    return { stack, host: `127.0.0.1:${port}` };
  }

  it("keeps npm start out until it has ended", async () => {
    const room = await startUnclaimed("first");
    expect(await numberAt(room)).toBe(1);
    expect(await npmStart(dataDir)).toEqual({
      exitCode: 1,
      said: expect.stringContaining("a workerd that outlived its npm start counts too"),
    });
    expect(await numberAt(room)).toBe(2);
    for (const gateway of gateways) await gateway.stop();
    claimDataDirectory(dataDir).release();
  });

  // workerd lets two of itself open the same files. A room's rows name the object that owns them, and the
  // one that came first finds out with its next step.
  it("gives no number that another of its kind gives", async () => {
    const [first, second] = [await startUnclaimed("first"), await startUnclaimed("second")];
    const given = [];
    for (const room of [first, second, first, second]) {
      given.push(await numberAt(room).catch(() => null));
    }
    const numbers = given.filter((number) => number !== null);
    expect(new Set(numbers).size).toBe(numbers.length);
  });
});

async function numberAt(room: Parameters<typeof visit>[0]): Promise<number> {
  const visitor = visit(room);
  await visitor.join();
  return claimsOf(visitor.tokens.ticket).number;
}
