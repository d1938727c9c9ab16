/**
 * A line of a million against an empty one: what it costs to join, what it takes of the disk and of the
 * memory; and, on the way, how many calls reach an object for each join and each poll.
 */

import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { compare, type Side, type Turns } from "./compare.ts";
import { buildCounted, type Gateway, openGateway } from "./gateways.ts";
import { memoryBytesOf, storedBytesIn } from "./machine.ts";
import { isOk, line, slowRoom } from "./paths.ts";
import { requestsTo, type Tokens } from "./visitors.ts";

export interface MillionOptions {
  readonly directory: string;
  readonly workerFile: string;
  readonly shopPort: number;
  readonly tokens: Tokens;
  readonly seconds: number;
  readonly rounds: number;
  readonly onTurn: (side: Side, perSecond: number) => void;
}

export interface MillionFigures {
  readonly objectCallsPerJoin: number;
  readonly objectCallsPerThousandPolls: number;
  /** In the objects' files, more than an empty line has there, for each person waiting. */
  readonly bytesPerWaiting: number;
  /** Of the resident memory; null where the system does not tell. */
  readonly memoryAtMillionOverEmpty: number | null;
}

export interface Million {
  readonly figures: MillionFigures;
  readonly turns: Turns;
}

const waiting = 1_000_000;

export async function measureMillion(options: MillionOptions): Promise<Million> {
  const { directory, workerFile } = options;
  const open = (name: string, worker: string): Promise<Gateway> =>
    openGateway({
      workerFile: worker,
      dataDirectory: join(directory, name),
      shopPort: options.shopPort,
      signingKeys: options.tokens.signingKeys,
    });

  const counted = await open("million", await buildCounted(directory));
  await counted.set(slowRoom);
  const calls = await countCalls(counted, options);
  await counted.get(`/.bench/fill?count=${waiting}`);
  await counted.stop();
  const full = await storedBytesIn(counted.objectsPath);

  const fresh = await open("empty", workerFile);
  await fresh.set(slowRoom);
  await fresh.stop();
  const none = await storedBytesIn(fresh.objectsPath);

  // Started anew, both: what is remembered of the last minute's joins is another question.
  const atMillion = await open("million", workerFile);
  const empty = await open("empty", workerFile);
  const memory = await memoryRatio(atMillion, empty);
  const sideOf = (name: string, { port, pid }: Gateway): Side => ({
    name,
    port,
    pid,
    next: requestsTo(port).join,
    isRight: isOk,
  });
  const turns = await compare({
    connections: 256,
    seconds: options.seconds,
    rounds: options.rounds,
    sides: [sideOf("million", atMillion), sideOf("empty", empty)],
    onTurn: (side, { perSecond }) => options.onTurn(side, perSecond),
  });
  await atMillion.stop();
  await empty.stop();
  const bytesPerWaiting = (full - none) / waiting;
  return { figures: { ...calls, bytesPerWaiting, memoryAtMillionOverEmpty: memory }, turns };
}

async function countCalls(
  gateway: Gateway,
  { tokens, seconds }: MillionOptions,
): Promise<Pick<MillionFigures, "objectCallsPerJoin" | "objectCallsPerThousandPolls">> {
  const { join: joining, status } = requestsTo(gateway.port);
  const perJoin = await callsPerRequest(gateway, { connections: 256, seconds, next: joining });
  const polls = (await tokens.tickets(1, 1_000)).map(status);
  let next = 0;
  const perPoll = await callsPerRequest(gateway, {
    connections: 64,
    seconds,
    next: () => polls[next++ % polls.length] ?? "",
  });
  return { objectCallsPerJoin: perJoin, objectCallsPerThousandPolls: perPoll * 1_000 };
}

/** Calls to objects for each of these requests. */
export async function callsPerRequest(
  gateway: Gateway,
  { connections, seconds, next }: Pick<Side, "next"> & { connections: number; seconds: number },
): Promise<number> {
  let answered = 0;
  const before = await callsOf(gateway);
  const isRight = (status: number) => {
    answered++;
    return isOk(status);
  };
  const side: Side = { name: "counted", port: gateway.port, pid: gateway.pid, next, isRight };
  await compare({ connections, seconds, rounds: 1, sides: [side], onTurn: () => {} });
  return ((await callsOf(gateway)) - before) / answered;
}

async function callsOf(gateway: Gateway): Promise<number> {
  const answer = await gateway.get("/.bench/calls");
  if (typeof answer === "object" && answer !== null && "calls" in answer)
    return Number(answer.calls);
  throw new TypeError("The calls to objects are not counted");
}

/** After the same little work on both sides, and a moment for the memory that it took to be given back. */
async function memoryRatio(atMillion: Gateway, empty: Gateway): Promise<number | null> {
  for (const gateway of [atMillion, empty]) await line(gateway, 500);
  await pause(500);
  const [more, less] = await Promise.all([atMillion, empty].map(({ pid }) => memoryBytesOf(pid)));
  return more && less ? more / less : null;
}
