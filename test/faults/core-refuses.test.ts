/** The core listens for its edges alone, and only they know what to say. */

import { readdir, readFile } from "node:fs/promises";
import { connect } from "node:net";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { socketFile } from "../../src/cli/edges/start.ts";
import { type EdgesStack, startEdgesStack } from "../support/edges-stack.ts";

let stack: EdgesStack;

/** What comes back for these bytes, sent to where the core listens. */
function sendToCore(bytes: string): Promise<string> {
  const socket = connect({ path: join(stack.dataDir, socketFile) });
  socket.end(bytes);
  return text(socket);
}

/** The question of an edge for the signing keys. */
function askForKeys(headers: readonly string[], line = "POST / HTTP/1.1"): string {
  const call = { binding: "DIRECTORY", object: "directory", method: "entries", args: [] };
  const body = JSON.stringify(call);
  const all = ["Host: core", ...headers, `Content-Length: ${body.length}`];
  return `${line}\r\n${all.join("\r\n")}\r\n\r\n${body}`;
}

/** Of one account's processes the system tells what is in their environment; elsewhere than on Linux nothing. */
const environmentOf = async (pid: number): Promise<readonly string[]> =>
  (await readFile(`/proc/${pid}/environ`, "utf8")).split("\0");

async function secretOf(pid: number): Promise<string> {
  const entry = (await environmentOf(pid)).find((each) => each.startsWith("CORE_SECRET="));
  return entry?.slice("CORE_SECRET=".length) ?? "";
}

const nothing = /^HTTP\/1\.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n$/;

describe.runIf(process.platform === "linux")("a core, asked by a stranger", () => {
  beforeAll(async () => {
    stack = await startEdgesStack(1);
  });
  afterAll(() => stack.stop());

  it("refuses whoever does not have the secret, and says nothing", async () => {
    const secret = await secretOf(stack.core.pid);
    expect(secret).toMatch(/^[\w-]{43}$/);
    const wrong = `${secret.slice(0, -1)}${secret.endsWith("A") ? "B" : "A"}`;
    for (const headers of [
      [],
      ["Authorization: Bearer"],
      ["Authorization: Bearer null"],
      [`Authorization: Bearer ${wrong}`],
      [`Authorization: Bearer ${secret.toLowerCase()}`],
      [`Authorization: Basic ${secret}`],
      [`Authorization: Bearer ${stack.adminToken}`],
      [`Cookie: CORE_SECRET=${secret}`],
      [`Authorization: Bearer ${wrong}`, `Authorization: Bearer ${secret}`],
    ]) {
      expect(await sendToCore(askForKeys(headers)), headers.join()).toMatch(nothing);
    }
    for (const line of ["GET /.stanchion/health HTTP/1.1", "GET http://core/checkout HTTP/1.1"]) {
      expect(await sendToCore(askForKeys([], line))).toMatch(nothing);
    }
    expect(await sendToCore(askForKeys([`Authorization: Bearer ${secret}`]))).toContain('"keys":');
  });

  it("lets nobody through to the shop, whatever they say", async () => {
    const before = (await stack.requestLog()).length;
    const secret = await secretOf(stack.core.pid);
    for (const headers of [[], [`Authorization: Bearer ${secret}`]]) {
      for (const line of [
        "GET /checkout HTTP/1.1",
        `GET ${stack.shopUrl}/ HTTP/1.1`,
        `CONNECT ${new URL(stack.shopUrl).host} HTTP/1.1`,
      ]) {
        await sendToCore(askForKeys(headers, line));
      }
    }
    expect(await stack.requestLog()).toHaveLength(before);
  });

  it("has a secret that no file, no command line and no log holds", async () => {
    const pids = [stack.core.pid, ...stack.edges.map(({ pid }) => pid)];
    const secrets = new Set(await Promise.all(pids.map(secretOf)));
    expect(secrets.size).toBe(1);
    const [secret = "?"] = secrets;
    for (const pid of pids) {
      expect(await readFile(`/proc/${pid}/cmdline`, "utf8")).not.toContain(secret);
    }
    for (const file of await readdir(stack.dataDir, { recursive: true, withFileTypes: true })) {
      if (!file.isFile()) continue;
      expect(await readFile(join(file.parentPath, file.name), "latin1")).not.toContain(secret);
    }
    expect(stack.lines.join("\n")).not.toContain(secret);
  });
});
