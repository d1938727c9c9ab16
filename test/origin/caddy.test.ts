import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { expect, test } from "vitest";
import { projectPath } from "../../build/project.ts";
import { findPort } from "../../src/cli/ports.ts";
import { startOriginVerifier } from "../../src/cli/stanchion/origin-verifier.ts";
import { sendRaw, statusOf } from "../support/raw-http.ts";
import { startScriptedShop } from "../support/scripted-shop.ts";
import { genuineAt, host, jwks } from "./bench.ts";
import { startJwksServer } from "./jwks-server.ts";

const example = await readFile(projectPath("examples/origins/caddy/Caddyfile"), "utf8");
const caddy = [process.env["CADDY"], "/usr/bin/caddy"].find((path) => path && existsSync(path));

test("the example for Caddy takes whatever host a customer asked for, on this machine alone", () => {
  const [, address] = /^(\S+) \{$/m.exec(example) ?? [];
  // With a host in it, Caddy answers every other one with an empty 200.
  expect(address).toBe("http://:8000");
  expect(example).toMatch(/^\tbind 127\.0\.0\.1$/m);
  expect(example.indexOf("forward_auth")).toBeLessThan(example.indexOf("reverse_proxy"));
});

test.skipIf(!caddy)(
  "a shop behind Caddy answers who was let through, and nobody else",
  async () => {
    const shop = await startScriptedShop();
    const gateway = await startJwksServer(jwks);
    const verifier = await startOriginVerifier({
      port: 0,
      listenHost: "127.0.0.1",
      jwksUrl: gateway.url,
      addressFrom: "x-forwarded",
    });
    const port = await findPort("127.0.0.1", 0);
    const directory = await mkdtemp(join(tmpdir(), "stanchion-caddy-"));
    const site = example
      .replace("http://:8000", `http://:${port}`)
      .replace("127.0.0.1:9000", `127.0.0.1:${verifier.port}`)
      .replace("127.0.0.1:3000", new URL(shop.url).host);
    const file = join(directory, "Caddyfile");
    await writeFile(file, `{\n\tadmin off\n}\n${site}`);
    const running = spawn(caddy ?? "", ["run", "--config", file, "--adapter", "caddyfile"], {
      stdio: "ignore",
      env: { HOME: directory, XDG_DATA_HOME: directory, XDG_CONFIG_HOME: directory },
    });
    try {
      const ask = async (...headers: readonly string[]) => {
        const bytes = ["GET /checkout HTTP/1.1", `Host: ${host}`, "Connection: close", ...headers];
        return statusOf(
          await sendRaw({ to: `http://127.0.0.1:${port}`, bytes: [...bytes, "", ""].join("\r\n") }),
        );
      };
      for (let looks = 0; looks < 200 && (await ask().catch(() => null)) === null; looks++) {
        await pause(50);
      }
      const assertion = await genuineAt(Date.now());
      expect(await ask(`Stanchion-Assertion: ${assertion}`)).toBe(200);
      expect(shop.requests.map(({ url, headers }) => [url, headers.host])).toEqual([
        ["/checkout", host],
      ]);
      expect(await ask()).toBe(403);
      expect(shop.requests).toHaveLength(1);
    } finally {
      if (running.exitCode === null && running.kill("SIGTERM")) await once(running, "exit");
      await verifier.close();
      await gateway.close();
      await shop.close();
      await rm(directory, { recursive: true, force: true });
    }
  },
);
