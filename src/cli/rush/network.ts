/**
 * The wire that all visitors share: keep-alive connections to one gateway, and a count of what
 * went wrong on it, by kind.
 */

import { Agent } from "undici";
import type { RushClock } from "./clock.ts";

export interface Request {
  readonly method: "GET" | "POST";
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

export interface Answer {
  readonly status: number;
  readonly setCookies: readonly string[];
  readonly contentType: string;
  /** From `Retry-After` in seconds; null when absent or a date. */
  readonly retryAfterMs: number | null;
  readonly text: string;
  readonly sentAt: number;
  readonly answeredAt: number;
}

export interface Network {
  /** @throws NetworkTrouble when no whole answer came; it is counted already */
  send(request: Request): Promise<Answer>;
  /** Counts an answer that should not have been one. */
  countTrouble(kind: string): void;
  /** How often each kind of trouble was met: `ECONNREFUSED`, `status 502`, … */
  readonly trouble: ReadonlyMap<string, number>;
  readonly requests: number;
  close(): Promise<void>;
}

export class NetworkTrouble extends Error {
  readonly kind: string;

  constructor(kind: string, options: ErrorOptions) {
    super(`No answer: ${kind}`, options);
    this.name = "NetworkTrouble";
    this.kind = kind;
  }
}

export function createNetwork(origin: URL, clock: RushClock): Network {
  const agent = new Agent({
    connections: 256,
    pipelining: 1,
    connect: { timeout: 10_000 },
    headersTimeout: 30_000,
    bodyTimeout: 30_000,
  });
  const trouble = new Map<string, number>();
  let requests = 0;
  const countTrouble = (kind: string) => trouble.set(kind, (trouble.get(kind) ?? 0) + 1);

  return {
    async send({ method, path, headers, body }) {
      const sentAt = clock.now();
      requests++;
      try {
        const response = await agent.request({
          origin,
          path,
          method,
          headers,
          ...(body === undefined ? {} : { body }),
        });
        const text = await response.body.text();
        return {
          status: response.statusCode,
          setCookies: listOf(response.headers["set-cookie"]),
          contentType: listOf(response.headers["content-type"])[0] ?? "",
          retryAfterMs: secondsToMs(listOf(response.headers["retry-after"])[0]),
          text,
          sentAt,
          answeredAt: clock.now(),
        };
      } catch (error) {
        const kind = kindOf(error);
        // What the end of the rush cuts off is no trouble of the gateway's.
        if (!clock.ended) countTrouble(kind);
        throw new NetworkTrouble(kind, { cause: error });
      }
    },
    countTrouble,
    trouble,
    get requests() {
      return requests;
    },
    close: () => agent.destroy(),
  };
}

function listOf(header: string | string[] | undefined): readonly string[] {
  if (header === undefined) return [];
  return typeof header === "string" ? [header] : header;
}

function secondsToMs(text: string | undefined): number | null {
  return text !== undefined && /^\d{1,6}$/.test(text) ? Number(text) * 1000 : null;
}

/** The stable code that Node and undici give their errors; several addresses tried give the last. */
function kindOf(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0)
    return kindOf(error.errors.at(-1));
  if (!(error instanceof Error)) return "unknown";
  return "code" in error && typeof error.code === "string" ? error.code : error.name;
}
