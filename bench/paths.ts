/**
 * The hot paths, each against the least that a Worker could do instead. Every path is measured on a
 * room with people in line, by visitors of their own.
 */

import { setTimeout as pause } from "node:timers/promises";
import type { Baselines, Shape } from "./baselines.ts";
import { compare, type Side, type Turns } from "./compare.ts";
import type { Gateway } from "./gateways.ts";
import { putUnderLoad } from "./load.ts";
import { requestsTo, type Tokens } from "./visitors.ts";

export const constantNames = ["status", "page", "join"] as const;
export type ConstantName = (typeof constantNames)[number];

export interface Stage {
  readonly gateway: Gateway;
  readonly baselines: Baselines<ConstantName>;
  /** Null when nobody is to enter. */
  readonly calledCrowd: CalledCrowd | null;
  readonly tokens: Tokens;
  readonly seconds: number;
  readonly rounds: number;
  readonly onTurn: (side: Side, perSecond: number) => void;
}

/** How many browsers keep a connection open; a crowd is what joins and enters. */
export const few = 64;
const crowd = 256;
/** Different visitors, so that nothing is fast because it is always the same one. */
export const visitors = 500;

export const isOk = (status: number): boolean => status === 200;

/** Few are called while the bench runs; the line stays, and the room has something to do. */
export const slowRoom = { queue: "always", admissionsPerMinute: 6 } as const;
/** Everybody is called at once, and is let in as fast as they ask. */
const fastRoom = { queue: "always", admissionsPerMinute: 6_000_000 } as const;
/** The longest that a page is told to wait before it asks, and a little more. */
const untilAllHaveAskedMs = 65_000;

/** People who are called, and all but asking. */
export interface CalledCrowd {
  readonly gateway: Gateway;
  readonly perRound: number;
  /** From when on nobody with a lower place is waited for, by `performance.now()`. */
  readonly settledAt: number;
}

/** @param gateway one that can be filled, for this crowd alone */
export async function callCrowd(
  gateway: Gateway,
  { seconds, rounds }: Pick<Stage, "seconds" | "rounds">,
): Promise<CalledCrowd> {
  const perRound = Math.ceil(mostEntriesPerSecond * (seconds + 0.5));
  await gateway.set(fastRoom);
  await gateway.get(`/.bench/fill?count=${perRound * (rounds + 1)}`);
  return { gateway, perRound, settledAt: performance.now() + untilAllHaveAskedMs };
}

export const paths = {
  pass: async (stage: Stage): Promise<Turns> => {
    const passes = await stage.tokens.passes(visitors);
    const ask = inTurn(passes, requestsTo(stage.gateway.port).withPass);
    const { baselines } = stage;
    return run(stage, few, [
      ours(stage, ask),
      bare(
        stage,
        "forward",
        baselines.forward,
        inTurn(passes, requestsTo(baselines.forward).withPass),
      ),
    ]);
  },

  status: async (stage: Stage): Promise<Turns> => {
    const tickets = await stage.tokens.tickets(1_000, visitors);
    const port = stage.baselines.constants.status;
    return run(stage, few, [
      ours(stage, inTurn(tickets, requestsTo(stage.gateway.port).status)),
      bare(stage, "constant", port, inTurn(tickets, requestsTo(port).status)),
    ]);
  },

  page: async (stage: Stage): Promise<Turns> => {
    const port = stage.baselines.constants.page;
    return run(stage, few, [
      ours(stage, requestsTo(stage.gateway.port).page),
      bare(stage, "constant", port, requestsTo(port).page),
    ]);
  },

  join: async (stage: Stage): Promise<Turns> => {
    const { constants, naive } = stage.baselines;
    return run(stage, crowd, [
      ours(stage, requestsTo(stage.gateway.port).join),
      bare(stage, "constant", constants.join, requestsTo(constants.join).join),
      bare(stage, "naive", naive, requestsTo(naive).join),
    ]);
  },

  enter: async (stage: Stage): Promise<Turns> => {
    const { baselines, tokens, calledCrowd } = stage;
    if (calledCrowd === null) throw new TypeError("Nobody was called who could enter");
    const { gateway, perRound, settledAt } = calledCrowd;
    await pause(Math.max(0, settledAt - performance.now()));
    await untilLetIn(gateway, tokens);
    const { enter, status } = requestsTo(gateway.port);
    const asNaive = requestsTo(baselines.naive).enter("nobody-reads-it");
    let firstNumber = 2;
    let waiting: readonly string[] = [];
    let next = 0;
    const turns = await run(stage, crowd, [
      {
        ...ours({ gateway }, () => waiting[next++] ?? null),
        async prepare() {
          const tickets = await tokens.tickets(firstNumber, perRound);
          await pollOnce(gateway, tickets.map(status));
          waiting = tickets.map(enter);
          next = 0;
        },
        isRight(status, body) {
          firstNumber++;
          return status === 200 && body.includes('"state":"admitted"');
        },
      },
      bare(stage, "naive", baselines.naive, () => asNaive),
    ]);
    await gateway.stop();
    return turns;
  },
} as const;

export type PathName = keyof typeof paths | "million" | "edges" | "surge";

/** After a long silence the room waits for those who may have stood at its door; the first one knocks until then. */
async function untilLetIn(gateway: Gateway, tokens: Tokens): Promise<void> {
  const [ticket = ""] = await tokens.tickets(1, 1);
  const headers = { Accept: "application/json", Cookie: `stanchion-ticket=${ticket}` };
  for (let tries = 0; tries < 40; tries++) {
    const url = `http://127.0.0.1:${gateway.port}/.stanchion/enter`;
    const answer = await (await fetch(url, { method: "POST", headers })).text();
    if (answer.includes('"state":"admitted"')) return;
    await pause(500);
  }
  throw new Error("The room lets nobody in");
}

/** As every page has before it enters: it is a poll that tells it that it was called. */
async function pollOnce({ port }: Gateway, polls: readonly string[]): Promise<void> {
  let asked = 0;
  await putUnderLoad({
    port,
    connections: few,
    forMs: 60_000,
    warmUpMs: 0,
    next: () => polls[asked++] ?? null,
    onAnswer(status, body) {
      if (!isOk(status)) throw new Error(`A poll is answered ${status}: ${body.slice(0, 300)}`);
    },
  });
}

/** More than this machine lets in; numbers that are left over in a round come in the next. */
const mostEntriesPerSecond = 3_000;

/** How long each answer of the gateway is, for constants of the same size. */
export async function shapesOf(
  gateway: Gateway,
  tokens: Tokens,
): Promise<Record<ConstantName, Shape>> {
  const url = `http://127.0.0.1:${gateway.port}`;
  const [ticket = ""] = await tokens.tickets(1_000, 1);
  const headers = { Accept: "application/json", Cookie: `stanchion-ticket=${ticket}` };
  const join = { method: "POST", headers: { Accept: "application/json" } };
  return {
    status: await shapeOf(await fetch(`${url}/.stanchion/status`, { headers })),
    page: await shapeOf(await fetch(`${url}/checkout`, { headers: { Accept: "text/html" } })),
    join: await shapeOf(await fetch(`${url}/.stanchion/join`, join)),
  };
}

async function shapeOf(response: Response): Promise<Shape> {
  if (!response.ok) throw new Error(`${response.url} answers ${response.status}`);
  return {
    bytes: (await response.arrayBuffer()).byteLength,
    contentType: response.headers.get("Content-Type") ?? "text/plain",
  };
}

/** Joins until the line has given so many numbers. */
export async function line(gateway: Gateway, issued: number): Promise<void> {
  const { join } = requestsTo(gateway.port);
  let missing = issued;
  const side: Side = {
    name: "line",
    port: gateway.port,
    pid: gateway.pid,
    next: () => (missing-- > 0 ? join() : null),
    isRight: isOk,
  };
  const connections = crowd;
  await compare({ connections, seconds: 60, rounds: 1, sides: [side], onTurn: () => {} });
}

const ours = ({ gateway }: Pick<Stage, "gateway">, next: () => string | null): Side => ({
  name: "ours",
  port: gateway.port,
  pid: gateway.pid,
  next,
  isRight: isOk,
});

const bare = (
  { baselines }: Stage,
  name: string,
  port: number,
  next: () => string | null,
): Side => ({ name, port, pid: baselines.process.pid, next, isRight: isOk });

const run = (
  { seconds, rounds, onTurn }: Stage,
  connections: number,
  sides: readonly Side[],
): Promise<Turns> =>
  compare({
    connections,
    seconds,
    rounds,
    sides,
    onTurn: (side, { perSecond }) => onTurn(side, perSecond),
  });

/** One after the other, and again from the first; written once, so that writing costs no time. */
export function inTurn(tokens: readonly string[], write: (token: string) => string): () => string {
  const requests = tokens.map(write);
  let next = 0;
  return () => requests[next++ % requests.length] ?? "";
}
