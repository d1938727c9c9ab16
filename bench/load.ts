/**
 * The load: so many connections, each of which asks again as soon as it is answered. Written for one
 * thing only, to cost less than whatever it measures; `busy` says whether it did.
 */

import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { performance } from "node:perf_hooks";
import { setTimeout as pause } from "node:timers/promises";

export interface Load {
  readonly port: number;
  readonly connections: number;
  readonly forMs: number;
  /** Not counted: until connections, caches and the compiler have settled. */
  readonly warmUpMs: number;
  /** The whole next request as it goes over the wire; null: there is no more to ask. */
  next(): string | null;
  /** Of every answer, also of those that are not counted. Latin-1, since nothing here reads words. */
  onAnswer(status: number, body: string): void;
}

export interface LoadResult {
  readonly requests: number;
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** The share of the time in which the generator itself was at work: near 1, it was the bottleneck. */
  readonly busy: number;
}

/** How long an answer may take when all has been asked. */
const patienceMs = 10_000;

/** @throws Error when a connection fails or an answer does not come */
export async function putUnderLoad(load: Load): Promise<LoadResult> {
  const sockets = await Promise.all(
    Array.from({ length: load.connections }, async () => {
      const socket = connect({ host: "127.0.0.1", port: load.port, noDelay: true });
      await once(socket, "connect");
      return socket;
    }),
  );
  try {
    return await measure(load, sockets);
  } finally {
    for (const socket of sockets) socket.destroy();
  }
}

async function measure(load: Load, sockets: readonly Socket[]): Promise<LoadResult> {
  const startAt = performance.now() + load.warmUpMs;
  const endAt = startAt + load.forMs;
  const latencies: number[] = [];
  let lastAt = startAt;
  let before = performance.eventLoopUtilization();
  let isWarm = load.warmUpMs === 0;

  const count = (sentAt: number) => {
    const now = performance.now();
    if (now < startAt || now > endAt) return;
    if (!isWarm) {
      isWarm = true;
      before = performance.eventLoopUtilization();
    }
    latencies.push(now - sentAt);
    lastAt = now;
  };
  const asking = sockets.map((socket) => askAgainAndAgain(socket, load, endAt, count));
  const stuck = pause(load.warmUpMs + load.forMs + patienceMs, null, { ref: false }).then(() => {
    throw new Error("An answer did not come within ten seconds");
  });
  await Promise.race([Promise.all(asking), stuck]);
  const { utilization } = performance.eventLoopUtilization(before);
  latencies.sort((one, other) => one - other);
  return {
    requests: latencies.length,
    perSecond: latencies.length === 0 ? 0 : latencies.length / ((lastAt - startAt) / 1_000),
    p50Ms: quantile(latencies, 0.5),
    p99Ms: quantile(latencies, 0.99),
    busy: utilization,
  };
}

function askAgainAndAgain(
  socket: Socket,
  load: Load,
  endAt: number,
  count: (sentAt: number) => void,
): Promise<void> {
  return new Promise((resolve, reject) => {
    let unread = "";
    let sentAt = 0;
    const ask = () => {
      const request = performance.now() < endAt ? load.next() : null;
      if (request === null) return resolve();
      sentAt = performance.now();
      socket.write(request, "latin1");
    };
    socket.on("error", reject);
    socket.on("close", () => reject(new Error("The server closed a connection")));
    socket.setEncoding("latin1");
    socket.on("data", (text: string) => {
      unread += text;
      const answer = readAnswer(unread);
      if (answer === null) return;
      unread = "";
      count(sentAt);
      load.onAnswer(answer.status, answer.body);
      ask();
    });
    ask();
  });
}

/** Null while a part is missing. One request at a time, so an answer ends where the text ends. */
function readAnswer(text: string): { readonly status: number; readonly body: string } | null {
  const endOfHead = text.indexOf("\r\n\r\n");
  if (endOfHead < 0) return null;
  const head = text.slice(0, endOfHead);
  const body = text.slice(endOfHead + 4);
  const length = /\ncontent-length: *(\d+)/i.exec(head);
  const isWhole = length ? body.length >= Number(length[1]) : isWholeWithout(head, body);
  return isWhole ? { status: Number(head.slice(9, 12)), body } : null;
}

const isWholeWithout = (head: string, body: string): boolean =>
  /\ntransfer-encoding: *chunked/i.test(head) ? body.endsWith("0\r\n\r\n") : true;

const quantile = (sorted: readonly number[], share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
