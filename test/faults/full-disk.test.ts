import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { projectPath } from "../../build/project.ts";
import type { LoggedRequest } from "../../examples/shop/request-log.ts";
import { findRunning } from "../../src/cli/running-gateway.ts";
import type { Answer } from "../support/ask.ts";
import { manage, openRoom, type RoomGateway } from "../support/protected-room.ts";
import { claimsOf, html, type Visitor, visit, visitors } from "../support/visitor.ts";

/** Runs what follows the directory with a small disk of its own mounted there, seen by nobody else. */
const onSmallDisk = 'mount -t tmpfs -o size=3m,mode=700 tmpfs "$0" && exec "$@"';
const unshare = "unshare";
const apart = ["--user", "--map-root-user", "--mount", "/bin/sh", "-c", onSmallDisk];

const dataDir = mkdtempSync(join(tmpdir(), "stanchion-test-"));
afterAll(() => rmSync(dataDir, { recursive: true, force: true }));

const canMount = spawnSync(unshare, [...apart, dataDir, "true"]).status === 0;
if (!canMount) {
  console.warn("This system lets us mount no small disk: the tests of a full disk are SKIPPED.");
}

describe.skipIf(!canMount)("a gateway whose disk is full", () => {
  let npmStart: ChildProcess;
  let said = "";
  let disk: string;
  let gateway: RoomGateway;

  beforeAll(async () => {
    const { PATH } = process.env;
    const start = [process.execPath, projectPath("src/cli/start.ts")];
    npmStart = spawn(unshare, [...apart, dataDir, ...start], {
      env: { PATH, DATA_DIR: dataDir, PORT: "0", SHOP_PORT: "0", SHOP_CONTROL_PORT: "0" },
      stdio: ["ignore", "pipe", "pipe"],
    });
    for (const stream of [npmStart.stdout, npmStart.stderr]) {
      stream?.on("data", (chunk) => {
        said += chunk;
      });
    }
    await vi.waitFor(() => expect(said).toContain("Ctrl-C stops it"), 60_000);
    disk = `/proc/${npmStart.pid}/root${dataDir}`;
    const running = await findRunning(disk);
    if (running?.shopControlUrl == null) throw new Error("npm start did not come up");
    const { url, adminToken, shopControlUrl } = running;
    gateway = {
      gatewayUrl: url,
      adminToken,
      async requestLog() {
        const log = await (await fetch(`${shopControlUrl}/requests.json`)).json();
        return (log as { readonly requests: readonly LoggedRequest[] }).requests;
      },
    };
  });
  afterAll(async () => {
    npmStart.kill("SIGTERM");
    await once(npmStart, "close");
  });

  it("gives no place and lets nobody in, keeps what it promised, and goes on with space", async () => {
    const room = await openRoom(gateway, { queue: "always", admissionsPerMinute: 6_000 });
    const spare = await openRoom(gateway);
    const inside = visitors(room, 3);
    for (const visitor of inside) {
      await visitor.join();
      await visitor.enter();
    }
    await room.change({ admissionsPerMinute: 0 });
    const waiting = visitors(room, 10);
    for (const visitor of waiting) await visitor.join();
    const promised = await positionsOf(waiting);
    await room.change({ admissionsPerMinute: 6_000 });
    expect((await visit(spare).open("/")).status).toBe(200);

    const filler = join(disk, "filler");
    let joinedYet = 0;
    const joinOne = async () => {
      const answer = await visit(room).call("POST", "/.stanchion/join", {});
      if (answer.status === 200) joinedYet++;
      return answer;
    };
    const change = (body: object) => manage(gateway, "PATCH", `rooms/${room.name}`, { body });
    fill(filler);
    // Each room has a file of its own, and what has room in pages that are there already may still be written.
    let roundsRefused = 0;
    const refuseAll = async () => {
      const wishes = [joinOne, () => visit(spare).open("/"), () => change({ message: "Full" })];
      const statuses: number[] = [];
      for (const ask of wishes) statuses.push((await ask()).status);
      roundsRefused = statuses.every((status) => status === 503) ? roundsRefused + 1 : 0;
      return roundsRefused;
    };
    await expect.poll(refuseAll).toBe(5);
    expect(said).toContain("The disk is full: nobody can join or be let in until there is space.");
    const before = (await room.log()).length + (await spare.log()).length;
    const refusal = ({ status, problem }: Answer) => [status, problem()];
    expect(refusal(await joinOne())).toEqual([503, "room-unreachable"]);
    const page = await visit(spare).open("/checkout");
    expect([page.status, page.setCookies]).toEqual([503, []]);
    expect(page.header("retry-after")).toMatch(/^\d+$/);
    for (const visitor of waiting) {
      const answer = await visitor.call("POST", "/.stanchion/enter");
      expect(refusal(answer)).toEqual([503, "room-unreachable"]);
    }
    expect(refusal(await change({ capacity: 1 }))).toEqual([503, "room-unreachable"]);
    expect((await room.log()).length + (await spare.log()).length).toBe(before);
    // The admitted notice nothing, and the waiting still see where they stand.
    for (const visitor of inside) expect((await visitor.open("/", html)).status).toBe(200);
    expect((await visit(room).open("/", html)).status).toBe(200);

    rmSync(filler);
    await expect.poll(async () => (await visit(spare).open("/")).status).toBe(200);
    // By now they may be called, since there is a rate; nobody is further from it than they were told.
    for (const [index, position] of (await positionsOf(waiting)).entries()) {
      expect(position).toBeLessThanOrEqual(promised[index] ?? 0);
    }
    const late = visit(room);
    await late.join();
    const numbers = [...inside, ...waiting].length + joinedYet;
    expect(claimsOf(late.tokens.ticket).number).toBeGreaterThan(numbers);
    const places = waiting.map(({ tokens }) => claimsOf(tokens.ticket).number);
    await Promise.all([...waiting, late].map((visitor) => visitor.enter()));
    expect(waiting.map(({ tokens }) => claimsOf(tokens.pass).number)).toEqual(places);
    expect((await room.live()).totals.admitted).toBe(14);
  });
});

const positionsOf = (waiting: readonly Visitor[]) =>
  Promise.all(waiting.map(async (visitor) => (await visitor.status()).position));

/** Writes until the disk takes no more. */
function fill(file: string): void {
  const descriptor = openSync(file, "w");
  try {
    for (let size = 65_536; size >= 1; size = Math.floor(size / 2)) {
      while (takes(descriptor, size));
    }
  } finally {
    closeSync(descriptor);
  }
}

function takes(descriptor: number, size: number): boolean {
  try {
    return writeSync(descriptor, Buffer.alloc(size)) > 0;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOSPC") return false;
    throw error;
  }
}
