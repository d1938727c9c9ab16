import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { claimDataDirectory, type DataDirectory } from "../../src/cli/data-directory.ts";
import { startGateway } from "../../src/cli/gateway.ts";
import { findPort } from "../../src/cli/ports.ts";
import type { RunningProcess } from "../../src/cli/processes.ts";
import { workerdConfig } from "../../src/cli/workerd-config.ts";

const values = {
  modules: [{ name: "worker.js", source: "export default {}" }],
  listen: { host: "127.0.0.1", port: 8787 },
  origin: new URL("http://127.0.0.1:3000"),
  hosts: ["localhost:8787"],
  objectsPath: "/data/objects",
  secretNames: ["ADMIN_TOKEN"],
};

describe("workerdConfig()", () => {
  it("keeps the unique keys, without which every room would begin anew", () => {
    const config = workerdConfig(values);
    expect(config).toContain('className = "WaitingRoom", uniqueKey = "stanchion-waiting-room"');
    expect(config).toContain('className = "Directory", uniqueKey = "stanchion-directory"');
  });

  it("names secrets and holds none", () => {
    const config = workerdConfig({ ...values, secretNames: ["ADMIN_TOKEN", "SIGNING_KEYS"] });
    expect(config).toContain('(name = "ADMIN_TOKEN", fromEnvironment = "ADMIN_TOKEN")');
    expect(config).toContain('(name = "SIGNING_KEYS", fromEnvironment = "SIGNING_KEYS")');
  });

  it("leaves out a secret that is not set", () => {
    expect(workerdConfig(values)).not.toContain("SIGNING_KEYS");
  });

  it.each([
    ["http://shop.example", 'address = "shop.example:80", http'],
    ["http://[::1]:3000", 'address = "[::1]:3000", http'],
    ["https://shop.example", 'address = "shop.example:443", https'],
  ])("reaches %s at its own port and by its own protocol", (origin, expected) => {
    expect(workerdConfig({ ...values, origin: new URL(origin) })).toContain(expected);
  });

  it("expects an https shop to prove its own name, not the one that customers see", () => {
    const config = workerdConfig({ ...values, origin: new URL("https://shop.example:8443") });
    expect(config).toContain('certificateHost = "shop.example"');
  });

  it("listens on an IPv6 address in brackets", () => {
    const config = workerdConfig({ ...values, listen: { host: "::1", port: 8787 } });
    expect(config).toContain('address = "[::1]:8787"');
  });
});

interface Answer {
  readonly inSource: readonly string[];
  readonly url: string;
  readonly ORIGIN: string;
  readonly ADMIN_TOKEN: string;
  readonly SIGNING_KEYS: string;
  readonly DEMO_HOSTS: string;
  readonly ADMIN_HOSTS: string;
}

describe("workerd, reading the config", () => {
  // The Worker says what it was given: in its own source, in a text binding, in its environment.
  const anyText = fc.string({ unit: "binary", maxLength: 40 });
  const texts = ["", "\0", '"', "\\", '\\"', "\r\n", "\\x41", "'", "😀", "\ufeff", "\u2028"];
  const given = [...texts, ...fc.sample(anyText, 500)];
  const inEnvironment = given.join("").replaceAll("\0", "");
  const workerSource = `
    import { DurableObject } from "cloudflare:workers";
    export class WaitingRoom extends DurableObject {}
    export class Directory extends DurableObject {}
    const inSource = ${JSON.stringify(given)};
    export default { fetch: (request, env) => Response.json({ ...env, inSource, url: request.url }) };`;
  let directory: DataDirectory;
  let gateway: RunningProcess;
  let answer: Answer;

  beforeAll(async () => {
    directory = claimDataDirectory(mkdtempSync(join(tmpdir(), 'stanchion "test" é\\ ')));
    const workerFile = join(directory.path, "worker.js");
    writeFileSync(workerFile, workerSource);
    const port = await findPort("127.0.0.1", 0);
    gateway = await startGateway({
      workerFile,
      listenHost: "127.0.0.1",
      port,
      origin: new URL("http://127.0.0.1:9"),
      dataDirectory: directory,
      adminToken: "s3cret",
      signingKeys: inEnvironment,
      onLine: () => {},
    });
    answer = (await (await fetch(`http://127.0.0.1:${port}/`)).json()) as Answer;
  });

  afterAll(async () => {
    await gateway.stop();
    directory.release();
    rmSync(directory.path, { recursive: true, force: true });
  });

  it("finds any string as it was", () => {
    expect(answer.inSource).toEqual(given);
  });

  it("finds secrets in its environment", () => {
    expect(answer.ADMIN_TOKEN).toBe("s3cret");
    expect(answer.SIGNING_KEYS).toBe(inEnvironment);
  });

  it("finds the hosts of the demo and the origin", () => {
    const { port } = new URL(answer.url);
    expect(answer.DEMO_HOSTS).toBe(`localhost:${port},127.0.0.1:${port}`);
    expect(answer.ADMIN_HOSTS).toBe(answer.DEMO_HOSTS);
    expect(answer.ORIGIN).toBe("http://127.0.0.1:9");
  });
});
