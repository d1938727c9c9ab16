/**
 * Bytes on a socket, and the bytes that come back. Attacks are written like this: every client
 * library mends what it sends, and reads only what it expects.
 */

import { connect } from "node:net";

export interface RawExchange {
  /** Where to send: only host and port count. */
  readonly to: URL | string;
  /** Sent as it is; in a string each character is one byte. */
  readonly bytes: string | Uint8Array;
  /** What becomes of the connection: `close` says that nothing more will be sent. */
  readonly ending?: "close" | "reset";
  /** How long after the bytes. */
  readonly endingAfterMs?: number;
  /** The other side may keep the connection open; what came until then is the answer. */
  readonly timeoutMs?: number;
}

/** @returns what came until the other side closed or the time was over; each character is one byte */
export function sendRaw({
  to,
  bytes,
  ending,
  endingAfterMs = 20,
  timeoutMs = 2_000,
}: RawExchange): Promise<string> {
  const { hostname, port } = new URL(to);
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    const socket = connect({ host: hostname.replace(/^\[|\]$/g, ""), port: Number(port) });
    const finish = (): void => {
      clearTimeout(timer);
      socket.destroy();
      resolve(Buffer.concat(chunks).toString("latin1"));
    };
    const timer = setTimeout(finish, timeoutMs);
    socket.on("data", (chunk) => chunks.push(chunk));
    socket.once("end", finish);
    socket.once("error", (error) => {
      // A reset after part of an answer is an answer; before any it is none.
      if (chunks.length > 0) return finish();
      clearTimeout(timer);
      reject(error);
    });
    socket.write(typeof bytes === "string" ? Buffer.from(bytes, "latin1") : bytes);
    if (ending === "close") setTimeout(() => socket.end(), endingAfterMs);
    if (ending === "reset") setTimeout(() => socket.resetAndDestroy(), endingAfterMs);
    if (ending === "reset") socket.once("close", finish);
  });
}

/** The status of an answer's first line; null when it is none. */
export function statusOf(answer: string): number | null {
  const [, status] = /^HTTP\/1\.[01] (\d{3})/.exec(answer) ?? [];
  return status === undefined ? null : Number(status);
}
