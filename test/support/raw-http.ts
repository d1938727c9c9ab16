/**
 * Bytes on a socket, and the bytes that come back. Attacks are written like this: every client
 * library mends what it sends, and reads only what it expects.
 */

import { connect } from "node:net";
import { setTimeout as pause } from "node:timers/promises";

export interface RawExchange {
  /** Where to send: only host and port count. */
  readonly to: URL | string;
  /** Sent as it is; in a string each character is one byte. */
  readonly bytes: string | Uint8Array;
  /** What becomes of the connection: `close` says that nothing more will be sent. */
  readonly ending?: "close" | "reset";
  /** When that comes: after this, which may look at what has been answered; without it a moment after the bytes. */
  readonly endsAfter?: (heard: () => string) => Promise<unknown>;
  /** For another side that keeps the connection open and says nothing: what came until then is the answer. */
  readonly timeoutMs?: number;
}

/** @returns what came until the other side closed or the time was over; each character is one byte */
export function sendRaw({
  to,
  bytes,
  ending,
  endsAfter = () => pause(20),
  timeoutMs,
}: RawExchange): Promise<string> {
  const { hostname, port } = new URL(to);
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    const heard = () => Buffer.concat(chunks).toString("latin1");
    const socket = connect({ host: hostname.replace(/^\[|\]$/g, ""), port: Number(port) });
    const timer = timeoutMs === undefined ? undefined : setTimeout(finish, timeoutMs);
    socket.on("data", (chunk) => chunks.push(chunk));
    socket.once("end", finish);
    // A reset after part of an answer is an answer; before any it is none.
    socket.once("error", (error) => (chunks.length > 0 ? finish() : fail(error)));
    socket.write(typeof bytes === "string" ? Buffer.from(bytes, "latin1") : bytes);
    if (ending === "close") endsAfter(heard).then(() => socket.end(), fail);
    if (ending === "reset") {
      socket.once("close", finish);
      endsAfter(heard).then(() => socket.resetAndDestroy(), fail);
    }

    function finish(): void {
      clearTimeout(timer);
      socket.destroy();
      resolve(heard());
    }

    function fail(error: unknown): void {
      clearTimeout(timer);
      socket.destroy();
      reject(error);
    }
  });
}

/** The status of an answer's first line; null when it is none. */
export function statusOf(answer: string): number | null {
  const [, status] = /^HTTP\/1\.[01] (\d{3})/.exec(answer) ?? [];
  return status === undefined ? null : Number(status);
}
