/**
 * A stand-in for the gateway's smaller pages, for tests of the pages alone: it serves what the test
 * renders, under the policy that belongs to it, and answers a POST as the test says.
 */

import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

export interface ServedPage {
  readonly html: string;
  readonly policy: string;
}

export interface PostAnswer {
  readonly status: number;
  readonly body: unknown;
}

export interface PageSite {
  readonly origin: string;
  /** Every request, as "GET /path" or "POST /path body". */
  readonly received: readonly string[];
  readonly stop: () => Promise<void>;
}

export interface PageSiteOptions {
  /** Null: a plain page that is none of ours. */
  readonly page: (path: string) => ServedPage | null | Promise<ServedPage | null>;
  readonly post?: (body: string) => PostAnswer;
}

export async function startPageSite({ page, post }: PageSiteOptions): Promise<PageSite> {
  const received: string[] = [];
  const server = createServer(async (request, response) => {
    let body = "";
    for await (const chunk of request) body += chunk;
    received.push([request.method, request.url, body].filter(Boolean).join(" "));
    if (request.method === "POST") {
      const answer = post?.(body) ?? { status: 405, body: null };
      response.writeHead(answer.status, { "Content-Type": "application/json" });
      response.end(JSON.stringify(answer.body));
      return;
    }
    const { html, policy } = (await page(request.url ?? "")) ?? {
      html: "<h1>The shop</h1>",
      policy: "",
    };
    response.writeHead(200, {
      "Content-Type": "text/html; charset=utf-8",
      ...(policy !== "" && { "Content-Security-Policy": policy }),
    });
    response.end(html);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://127.0.0.1:${port}`,
    received,
    stop() {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}
