import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer as createHttpServer } from "node:http";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { projectPath } from "../../build/project.ts";
import { claimDataDirectory } from "../../src/cli/data-directory.ts";
import { findRunning } from "../../src/cli/running-gateway.ts";
import { runNode } from "./stanchion/command-line.ts";

interface Started {
  readonly process: ChildProcess;
  /** Resolves with the exit code when it has ended and its output is read. */
  readonly ended: Promise<number | null>;
  /** Resolves when it has greeted; rejects when it ends before. */
  greeted(): Promise<string>;
  readonly output: { stdout: string; stderr: string };
}

const { PATH } = process.env;
const startFile = projectPath("src/cli/start.ts");

/** `npm start` as npm runs it, with nothing in the environment but what the test sets. */
function start(variables: Record<string, string>, args: readonly string[] = []): Started {
  const child = spawn(process.execPath, [startFile, ...args], {
    env: { PATH, ...variables },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const output = { stdout: "", stderr: "" };
  const greeting = Promise.withResolvers<string>();
  child.stdout.on("data", (chunk) => {
    output.stdout += chunk;
    if (output.stdout.includes("Ctrl-C stops it")) greeting.resolve(output.stdout);
  });
  child.stderr.on("data", (chunk) => {
    output.stderr += chunk;
  });
  const ended = once(child, "close").then(([code]) => {
    greeting.reject(new Error(`ended before it greeted: ${output.stderr}`));
    return code as number | null;
  });
  greeting.promise.catch(() => {});
  return { process: child, ended, greeted: () => greeting.promise, output };
}

/** The processes below one, by id. Only Linux tells; elsewhere nothing is known. */
function childrenOf({ pid }: ChildProcess): readonly number[] {
  if (process.platform !== "linux") return [];
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8");
  return children.trim().split(" ").map(Number);
}

const workerdsBelow = (parent: ChildProcess): readonly number[] =>
  childrenOf(parent).filter((pid) => readFileSync(`/proc/${pid}/comm`, "utf8").includes("workerd"));

/** Whether it has not ended; one that has, and that nobody has asked about yet, does not count. */
function isRunning(pid: number): boolean {
  try {
    return !/^State:\tZ/m.test(readFileSync(`/proc/${pid}/status`, "utf8"));
  } catch {
    return false;
  }
}

/** Edges need a system that spreads connections over processes. */
const isLinux = process.platform === "linux";
const restarts: readonly (readonly [string, readonly string[]])[] = [
  ["", []],
  ...(isLinux ? ([[", with edges from then on", ["--edges", "1"]]] as const) : []),
];

const html = { Accept: "text/html" };
const json = { Accept: "application/json", "Content-Type": "application/json" };

describe("npm start", () => {
  let DATA_DIR: string;
  let started: Started[];

  beforeEach(() => {
    DATA_DIR = mkdtempSync(join(tmpdir(), "stanchion-test-"));
    started = [];
  });
  afterEach(async () => {
    for (const { process, ended } of started) {
      process.kill("SIGTERM");
      await ended;
    }
    rmSync(DATA_DIR, { recursive: true, force: true });
  });

  function begin(variables: Record<string, string> = {}, args: readonly string[] = []): Started {
    const one = start({ DATA_DIR, PORT: "0", ...variables }, args);
    started.push(one);
    return one;
  }

  async function running() {
    const gateway = await findRunning(DATA_DIR);
    if (gateway === null) throw new TypeError("nothing is running");
    return gateway;
  }

  it("greets with addresses that answer and a token that works", async () => {
    const greeting = await begin().greeted();
    const { url, adminToken } = await running();
    expect(greeting).toContain(`shop         ${url}/`);
    expect(greeting).toContain(`management   ${url}/.stanchion/admin/`);
    expect(greeting).toContain(`admin token  ${adminToken}`);

    expect((await fetch(url, { headers: html })).status).toBe(200);
    expect((await fetch(`${url}/.stanchion/admin/`)).status).toBe(200);
    const rooms = `${url}/.stanchion/api/v1/rooms`;
    expect((await fetch(rooms)).status).toBe(401);
    const Authorization = `Bearer ${adminToken}`;
    expect((await fetch(rooms, { headers: { Authorization } })).status).toBe(200);
  });

  it("has the demo shop turn away whoever comes past the line, when that is wished", async () => {
    const greeting = await begin({ SHOP_VERIFY: "1" }).greeted();
    const [, itself = ""] = /behind it +(\S+) +\(turns strangers away\)/.exec(greeting) ?? [];
    const { url } = await running();
    expect((await fetch(url, { headers: html })).status).toBe(200);
    expect((await fetch(itself, { headers: html })).status).toBe(403);
    const judged = await runNode(
      [projectPath("src/cli/stanchion.ts"), "doctor", "--origin", itself],
      { cwd: DATA_DIR },
    );
    expect(judged).toMatchObject({
      exitCode: 0,
      stdout: expect.stringContaining("It turns strangers away."),
    });
  });

  it.each(["SIGINT", "SIGTERM"] as const)(
    "ends everything on %s, with exit code 0 and nothing left behind",
    async (signal) => {
      const { process, ended, greeted, output } = begin();
      await greeted();
      const children = childrenOf(process);
      expect(children.every(isRunning)).toBe(true);
      process.kill(signal);
      expect(await ended).toBe(0);
      expect(children.some(isRunning)).toBe(false);
      expect(output.stderr).toBe("");
      expect(await findRunning(DATA_DIR)).toBeNull();
      claimDataDirectory(DATA_DIR).release();
    },
  );

  it("ends when npm has gone, whose shell keeps signals to itself", async () => {
    const shell = spawn("/bin/sh", ["-c", '"$0" "$1" & wait', process.execPath, startFile], {
      env: { PATH, DATA_DIR, PORT: "0", npm_lifecycle_event: "start" },
      stdio: "ignore",
    });
    await expect.poll(() => findRunning(DATA_DIR)).not.toBeNull();
    const { pid } = await running();
    shell.kill("SIGTERM");
    await expect.poll(() => isRunning(pid)).toBe(false);
    // What it started ends with it, if not in the same instant.
    await expect.poll(() => claimDataDirectory(DATA_DIR).release()).toBeUndefined();
  });

  it("ends with what it has started when it is told to in the middle of starting", async () => {
    for (const afterMs of [0, 300, 600, 900]) {
      const { process, ended } = start({ DATA_DIR, PORT: "0" });
      await once(process, "spawn");
      await new Promise((resolve) => setTimeout(resolve, afterMs));
      process.kill("SIGTERM");
      // So early that nobody listens for signals yet, it ends by the signal itself.
      expect(await ended).toBeOneOf([0, null]);
      claimDataDirectory(DATA_DIR).release();
    }
  });

  it.each(restarts)("keeps every place over a restart%s", async (_, args) => {
    const first = begin({ ADMIN_TOKEN: "s3cret" });
    expect(await first.greeted()).not.toContain("s3cret");
    const { url } = await running();
    const room = `${url}/.stanchion/api/v1/rooms/default`;
    const Authorization = "Bearer s3cret";
    const settings = JSON.stringify({ queue: "always", admissionsPerMinute: 0 });
    const change = { method: "PATCH", headers: { ...json, Authorization }, body: settings };
    expect((await fetch(room, change)).status).toBe(200);
    const tickets = [await joinLine(url), await joinLine(url)];
    first.process.kill("SIGINT");
    await first.ended;

    const second = begin({ ADMIN_TOKEN: "s3cret", PORT: new URL(url).port }, args);
    await second.greeted();
    const positions = await Promise.all(tickets.map((ticket) => positionOf(url, ticket)));
    expect(positions).toEqual([1, 2]);
    expect(await positionOf(url, await joinLine(url))).toBe(3);
  });

  it("says so and ends everything when workerd or the shop dies", async () => {
    const names = ["the demo shop", "workerd"];
    for (const [index, name] of names.entries()) {
      const { process: npmStart, ended, greeted, output } = begin();
      await greeted();
      const children = childrenOf(npmStart);
      const victim = children[index];
      if (victim === undefined) return;
      process.kill(victim, "SIGKILL");
      expect(await ended).toBe(1);
      expect(output.stderr).toBe(
        `${name} ended unexpectedly (signal SIGKILL); everything is stopped.\n`,
      );
      expect(children.some(isRunning)).toBe(false);
    }
  });

  async function refusalOf(variables: Record<string, string>, args: readonly string[] = []) {
    const { ended, output } = begin(variables, args);
    expect(await ended).toBe(1);
    expect(output.stdout).toBe("");
    expect(output.stderr).toMatch(/^[^\n]+\n$/);
    return output.stderr;
  }

  it("says in one sentence that the port is in use", async () => {
    const other = createServer().listen(0, "127.0.0.1");
    await once(other, "listening");
    const address = other.address();
    const PORT = typeof address === "object" ? String(address?.port) : "";
    expect(await refusalOf({ PORT })).toContain(`Port ${PORT} is in use: stop what listens there`);
    other.close();
  });

  it("says in one sentence that the data directory is in use, on whatever port", async () => {
    await begin().greeted();
    expect(await refusalOf({})).toContain("is in use by another gateway");
  });

  it("leaves nothing behind even when it is killed itself", async () => {
    const killed = begin();
    await killed.greeted();
    const children = childrenOf(killed.process);
    killed.process.kill("SIGKILL");
    await killed.ended;
    await expect.poll(() => children.some(isRunning)).toBe(false);
    await begin().greeted();
  });

  it("says in one sentence what is wrong with a variable", async () => {
    writeFileSync(join(DATA_DIR, "file"), "");
    expect(await refusalOf({ PORT: "http" })).toContain("PORT");
    expect(await refusalOf({ ORIGIN: "shop.example" })).toContain("ORIGIN");
    expect(await refusalOf({ SIGNING_KEYS: "{}" })).toContain("SIGNING_KEYS");
    expect(await refusalOf({ DATA_DIR: join(DATA_DIR, "file") })).toContain("DATA_DIR");
    expect(await refusalOf({ HOST: "192.0.2.1" })).toContain("HOST");
  });

  it("says in one sentence that it takes no other arguments than --edges", async () => {
    expect(await refusalOf({}, ["--port", "80"])).toContain("PORT=8080 npm start");
    expect(await refusalOf({}, ["--edges", "none"])).toContain("--edges is none: give a number");
  });

  it.runIf(isLinux)(
    "runs edges over a core, starts again what dies of them, and ends them all with Ctrl-C",
    async () => {
      const { process: npmStart, ended, greeted, output } = begin({}, ["--edges", "2"]);
      expect(await greeted()).toContain("in front of the demo shop, with 2 edges over one core.");
      const { url, pid } = await running();
      expect(pid).toBe(npmStart.pid);
      expect((await fetch(url, { headers: html })).status).toBe(200);
      expect(() => claimDataDirectory(DATA_DIR)).toThrow("is in use by another gateway");

      const workerds = workerdsBelow(npmStart);
      expect(workerds).toHaveLength(3);
      for (const victim of workerds) process.kill(victim, "SIGKILL");
      const said = ["the core", "edge 1", "edge 2"].map(
        (name) => `${name} ended unexpectedly (signal SIGKILL); it is started again.`,
      );
      await expect.poll(() => output.stderr.trim().split("\n").toSorted()).toEqual(said.toSorted());
      await expect.poll(() => workerdsBelow(npmStart).filter(isRunning)).toHaveLength(3);
      const isHealthy = async () => (await fetch(`${url}/.stanchion/health`)).ok;
      await expect.poll(() => isHealthy().catch(() => false)).toBe(true);

      const children = childrenOf(npmStart);
      npmStart.kill("SIGINT");
      expect(await ended).toBe(0);
      expect(children.some(isRunning)).toBe(false);
      expect(output.stderr.trim().split("\n")).toHaveLength(3);
      expect(await findRunning(DATA_DIR)).toBeNull();
      claimDataDirectory(DATA_DIR).release();
    },
  );

  it("stands in front of another shop, which sees the path and host that were asked for", async () => {
    const { origin, seen, close } = await openPlainShop();
    const { process, ended, greeted } = begin({ ORIGIN: origin });
    expect(await greeted()).toContain(`in front of ${origin}`);
    const { url, shopControlUrl } = await running();
    expect(shopControlUrl).toBeNull();
    await (await fetch(`${url}/a%2Fb//c?d=%20`, { headers: html })).text();
    expect(seen).toContainEqual({ url: "/a%2Fb//c?d=%20", host: new URL(url).host });
    process.kill("SIGTERM");
    expect(await ended).toBe(0);
    close();
  });
});

async function joinLine(url: string): Promise<string> {
  const body = JSON.stringify({ target: "/checkout" });
  const answer = await fetch(`${url}/.stanchion/join`, { method: "POST", headers: json, body });
  const { ticket } = (await answer.json()) as { ticket: string };
  return ticket;
}

async function positionOf(url: string, ticket: string): Promise<number> {
  const headers = { ...json, "Stanchion-Ticket": ticket };
  const answer = await fetch(`${url}/.stanchion/status`, { headers });
  const { position } = (await answer.json()) as { position: number };
  return position;
}

interface PlainShop {
  readonly origin: string;
  readonly seen: readonly { url: string | undefined; host: string | undefined }[];
  close(): void;
}

async function openPlainShop(): Promise<PlainShop> {
  const seen: { url: string | undefined; host: string | undefined }[] = [];
  const shop = createHttpServer(({ url, headers: { host } }, response) => {
    seen.push({ url, host });
    response.end("hello");
  }).listen(0, "127.0.0.1");
  await once(shop, "listening");
  const address = shop.address();
  const port = typeof address === "object" ? address?.port : 0;
  return { origin: `http://127.0.0.1:${port}`, seen, close: () => void shop.close() };
}
