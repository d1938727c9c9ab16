/**
 * What really reached the shop: every request, in the order of arrival. Whether the gateway kept
 * its promises is judged by this log and by nothing else.
 */

import { appendFileSync } from "node:fs";
import type { IncomingMessage } from "node:http";

/** Who the gateway says it let through. Read without checking the signature: a record, no proof. */
export interface AssertionClaims {
  readonly room: string;
  readonly epoch: number;
  readonly number: number;
  readonly jti: string;
  /** The `jti` of the pass: one for each admission. */
  readonly pass: string | null;
}

export interface LoggedRequest {
  /** Counts from 1. */
  readonly sequence: number;
  /** Milliseconds since 1970, with fractions: when the request's head had been read. */
  readonly at: number;
  readonly method: string;
  /** As it stood in the request line. */
  readonly url: string;
  readonly host: string | null;
  /** How many `Stanchion-Assertion` headers came; a shop behind a gateway sees exactly one. */
  readonly assertionHeaders: number;
  readonly assertion: AssertionClaims | null;
  /** As it stood in the header; null when there was none. */
  readonly idempotencyKey: string | null;
  /** Grows while the body arrives. */
  bodyBytes: number;
  /** Null while the answer is not finished, and for ever when it never was. */
  status: number | null;
}

export interface RequestLog {
  add(request: IncomingMessage): LoggedRequest;
  /** To be called once, when the answer is out or the connection has gone. */
  finish(entry: LoggedRequest): void;
  /** In order; only those after a sequence number when one is given. */
  entries(after?: number): readonly LoggedRequest[];
  clear(): void;
}

/** A million lines of a few hundred bytes are what a small machine can keep; older ones go. */
const mostEntries = 1_000_000;

export function createRequestLog(file: string | null): RequestLog {
  let kept: LoggedRequest[] = [];
  let sequence = 0;
  return {
    add(request) {
      const entry = describe(request, ++sequence);
      kept.push(entry);
      if (kept.length > mostEntries) kept = kept.slice(mostEntries / 2);
      return entry;
    },
    finish(entry) {
      if (file !== null) appendFileSync(file, `${JSON.stringify(entry)}\n`);
    },
    entries: (after = 0) => kept.filter((entry) => entry.sequence > after),
    clear() {
      kept = [];
    },
  };
}

function describe(request: IncomingMessage, sequence: number): LoggedRequest {
  const assertions = request.headersDistinct["stanchion-assertion"] ?? [];
  return {
    sequence,
    at: performance.timeOrigin + performance.now(),
    method: request.method ?? "",
    url: request.url ?? "",
    host: request.headers.host ?? null,
    assertionHeaders: assertions.length,
    assertion: readClaims(assertions[0]),
    idempotencyKey: request.headersDistinct["idempotency-key"]?.join(", ") ?? null,
    bodyBytes: 0,
    status: null,
  };
}

export function readClaims(assertion: string | undefined): AssertionClaims | null {
  const payload = assertion?.split(".")[1];
  if (payload === undefined) return null;
  try {
    const claims: unknown = JSON.parse(Buffer.from(payload, "base64url").toString());
    if (typeof claims !== "object" || claims === null) return null;
    const { room, epoch, number, jti, pass } = claims as Record<string, unknown>;
    if (typeof room !== "string" || typeof jti !== "string") return null;
    if (typeof epoch !== "number" || typeof number !== "number") return null;
    return { room, epoch, number, jti, pass: typeof pass === "string" ? pass : null };
  } catch {
    return null;
  }
}
