/**
 * `npx stanchion origin-verifier --jwks-url … --port …`: the verifier that nginx, Caddy or Traefik asks
 * before it passes a request on to the shop.
 */

import { once } from "node:events";
import { createServer } from "node:http";
import { defineCommand } from "citty";
import { createNginxVerifier, type NginxVerifierOptions } from "../../origin/nginx-verifier.ts";
import { modes } from "../../origin/options.ts";
import { whenNpmHasGone } from "../npm-gone.ts";
import { onlyKnownOptions } from "./words.ts";
import { reasonOf, WrongUse } from "./wrong-use.ts";

export const originVerifier = defineCommand({
  meta: {
    name: "origin-verifier",
    description: "Says 204 or 403 to a web server that asks before it passes a request on.",
  },
  args: {
    "jwks-url": { type: "string", required: true, description: "the gateway's keys" },
    port: { type: "string", default: "9000", description: "0: the system picks one" },
    listen: { type: "string", default: "127.0.0.1", description: "the address to listen on" },
    hosts: { type: "string", description: "the hosts that customers ask for, with commas between" },
    room: { type: "string", description: "the one room to take assertions of" },
    exempt: { type: "string", description: "exact paths that need none, with commas between" },
    mode: { type: "enum", options: [...modes], default: "enforce", description: "how strictly" },
    strict: { type: "boolean", default: false, description: "bound to method and address only" },
    from: {
      type: "enum",
      options: ["x-original", "x-forwarded"],
      default: "x-original",
      description: "the headers that tell what was asked; x-forwarded for Caddy and Traefik",
    },
  },
  plugins: [onlyKnownOptions],
  async run({ args }) {
    const verifier = await startOriginVerifier({
      port: readPort(args.port),
      listenHost: args.listen,
      jwksUrl: args["jwks-url"],
      host: listed(args.hosts),
      room: args.room,
      exempt: listed(args.exempt),
      mode: args.mode,
      strict: args.strict,
      addressFrom: args.from,
      onReport: ({ reason, detail }, { method, path }) =>
        process.stderr.write(`${JSON.stringify({ reason, detail, method, path })}\n`),
    }).catch((error: unknown) => {
      throw new WrongUse(`The verifier cannot start. ${reasonOf(error)}`);
    });
    process.stdout.write(`${JSON.stringify({ event: "ready", port: verifier.port })}\n`);
    for (const signal of ["SIGINT", "SIGTERM"] as const) {
      process.once(signal, () => void verifier.close());
    }
    whenNpmHasGone(() => void verifier.close());
  },
});

export interface OriginVerifier {
  readonly port: number;
  close(): Promise<void>;
}

export interface OriginVerifierOptions extends NginxVerifierOptions {
  /** 0 lets the system pick. */
  readonly port: number;
  readonly listenHost: string;
}

/** @throws when an option is wrong or the port is taken */
export async function startOriginVerifier({
  port,
  listenHost,
  ...options
}: OriginVerifierOptions): Promise<OriginVerifier> {
  const server = createServer(createNginxVerifier(options));
  // Longer than a web server keeps its idle connections, so that none is closed under a question.
  server.keepAliveTimeout = 75_000;
  server.listen(port, listenHost);
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new TypeError("no TCP address");
  return {
    port: address.port,
    async close() {
      const closed = once(server, "close");
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

function readPort(text: string): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
  if (port <= 65_535) return port;
  throw new WrongUse(`--port must be a whole number from 0 to 65535, received "${text}".`);
}

const listed = (words: string | undefined): readonly string[] | undefined =>
  words?.split(",").map((word) => word.trim());
