/**
 * Two edges over a core against one, on the path that they are for: requests with a pass. With them the
 * generator and the shop need a core each, or what is measured is how little they leave.
 */

import { availableParallelism } from "node:os";
import { join } from "node:path";
import { compare, type Side, type Turns } from "./compare.ts";
import { type EdgesOfBench, openEdges } from "./gateways.ts";
import { few, inTurn, isOk, slowRoom, visitors } from "./paths.ts";
import { requestsTo, type Tokens } from "./visitors.ts";

export interface EdgesOptions {
  readonly directory: string;
  readonly shopPort: number;
  readonly tokens: Tokens;
  readonly seconds: number;
  readonly rounds: number;
  readonly onTurn: (side: Side, perSecond: number) => void;
}

/** Each works all the time: two edges, the shop behind them and the generator before them. */
const coresForTwo = 4;

/** Why a figure below what is promised does not tell what a second edge is good for; null when it does. */
export function whyNotTold({ wasBottleneck }: { readonly wasBottleneck: boolean }): string | null {
  const cores = availableParallelism();
  if (cores < coresForTwo) {
    return `two edges, the shop and the load generator need ${coresForTwo} cores, and here are ${cores}`;
  }
  return wasBottleneck ? "the load generator was the bottleneck" : null;
}

export async function measureEdges(options: EdgesOptions): Promise<Turns> {
  const { directory, shopPort, tokens, seconds, rounds } = options;
  const passes = await tokens.passes(visitors);
  const open = (name: string, edges: number) =>
    openEdges({
      ...{ shopPort, edges, signingKeys: tokens.signingKeys },
      dataDirectory: join(directory, name),
    });
  const one = await open("one-edge", 1);
  const two = await open("two-edges", 2);
  const sideOf = (name: string, { port, edges }: EdgesOfBench): Side => ({
    name,
    port,
    pid: edges[0] ?? 0,
    besides: edges.slice(1),
    next: inTurn(passes, requestsTo(port).withPass),
    isRight: isOk,
  });
  for (const gateway of [one, two]) await gateway.set(slowRoom);
  const turns = await compare({
    ...{ connections: few, seconds, rounds },
    sides: [sideOf("two", two), sideOf("one", one)],
    onTurn: (side, { perSecond }) => options.onTurn(side, perSecond),
  });
  await one.stop();
  await two.stop();
  return turns;
}
