/**
 * What a self-hoster puts in front of the gateway for the document of a line: Debian's nginx that keeps it for a
 * second, with the very lines of the guide. Behind it, for the document alone, something that can be in any mood.
 */

import { mkdtemp, readFile, rm } from "node:fs/promises";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { projectPath } from "../../build/project.ts";
import { findPort } from "../../src/cli/ports.ts";
import { ask } from "./ask.ts";
import { runNginx } from "./nginx.ts";

export interface LineCache {
  readonly url: string;
  /** By the room's host; `well` where nothing is said. */
  readonly moods: Map<string, LineMood>;
  /** Requests that came to nginx, and those for the document that went on behind it. */
  requests(host: string): Promise<LineRequests>;
  stop(): Promise<void>;
}

/** `stopped` is eleven seconds old, `old` of the epoch before; `calling` calls everybody. */
export type LineMood = "well" | "stopped" | "failing" | "garbage" | "old" | "hanging" | "calling";

export interface LineRequests {
  readonly document: number;
  readonly documentBehind: number;
  readonly status: number;
}

export async function startLineCache(gatewayUrl: string): Promise<LineCache> {
  const moods = new Map<string, LineMood>();
  const behind: string[] = [];
  const server = createServer(async ({ headers }, response) => {
    const host = headers.host ?? "";
    behind.push(host);
    const answer = await ask({ gatewayUrl }, { path: "/.stanchion/line", headers: { Host: host } });
    response.setHeader("Cache-Control", answer.header("cache-control") ?? "");
    answerIn(moods.get(host) ?? "well", response, answer.text());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const folder = await mkdtemp(join(tmpdir(), "stanchion-line-"));
  const log = join(folder, "access.log");
  const port = await findPort("127.0.0.1", 0);
  const { cache, location } = await linesOfGuide();
  const inner = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  const nginx = await runNginx(
    `pid nginx.pid; error_log stderr; worker_rlimit_nofile 4096; events { worker_connections 2048; }
http {
  log_format plain "$host $uri";
  access_log ${log} plain;
  ${cache.replace("/var/cache/nginx", folder)}
  upstream stanchion { server ${new URL(gatewayUrl).host}; keepalive 64; }
  server {
    listen 127.0.0.1:${port};
    ${location.replace("http://stanchion", `http://${inner}`)}
    location / {
      proxy_pass http://stanchion;
      proxy_http_version 1.1;
      proxy_set_header Host $http_host;
      proxy_set_header Connection "";
    }
  }
}
`,
    port,
  );
  return {
    url: `http://127.0.0.1:${port}`,
    moods,
    async requests(host) {
      const lines = (await readFile(log, "utf8")).split("\n");
      const count = (path: string) => lines.filter((line) => line === `${host} ${path}`).length;
      return {
        document: count("/.stanchion/line"),
        documentBehind: behind.filter((each) => each.split(":")[0] === host).length,
        status: count("/.stanchion/status"),
      };
    },
    async stop() {
      await nginx.stop();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function answerIn(mood: LineMood, response: ServerResponse, text: string): void {
  if (mood === "hanging") return;
  if (mood === "failing") response.writeHead(500).end("");
  else if (mood === "garbage") response.end("<title>Sign in to the network</title>");
  else if (mood === "old") response.end(text.replace(/"epoch":\d+/, '"epoch":0'));
  else if (mood === "calling") response.end(text.replace(/"serving":\d+/, '"serving":1000'));
  else if (mood === "stopped") {
    response.end(text.replace(/"asOf":(\d+)/, (_, asOf) => `"asOf":${Number(asOf) - 11_000}`));
  } else response.end(text);
}

/** What is written there is what runs here. */
async function linesOfGuide(): Promise<{ cache: string; location: string }> {
  const guide = await readFile(projectPath("docs/operating/self-hosting.md"), "utf8");
  const block =
    /```nginx\n(proxy_cache_path .*?)\n\n(location = \/\.stanchion\/line .*?)\n```/s.exec(guide);
  if (!block) throw new TypeError("The guide does not say how nginx keeps the document of a line");
  return { cache: block[1] ?? "", location: block[2] ?? "" };
}
