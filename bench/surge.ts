/**
 * Joins through batchers against joins without them, by a crowd that is large enough for 16 batchers: how
 * many calls reach the room, and what the batchers cost where all of them share one process.
 */

import { join } from "node:path";
import { compare, type Side, type Turns } from "./compare.ts";
import { buildCounted, type Gateway, openGateway } from "./gateways.ts";
import { callsPerRequest, type MillionOptions } from "./million.ts";
import { isOk, slowRoom } from "./paths.ts";
import { requestsTo } from "./visitors.ts";

export interface SurgeFigures {
  readonly objectCallsPerJoinBatched: number;
}

export interface Surge {
  readonly figures: SurgeFigures;
  readonly turns: Turns;
}

/** Eighty waiting at each batcher. */
const crowd = 1_280;

export async function measureSurge(options: Omit<MillionOptions, "workerFile">): Promise<Surge> {
  const { directory, seconds, rounds, onTurn } = options;
  const workerFile = await buildCounted(directory);
  const open = async (name: string, batchers: number): Promise<Gateway> => {
    const gateway = await openGateway({
      workerFile,
      dataDirectory: join(directory, name),
      shopPort: options.shopPort,
      signingKeys: options.tokens.signingKeys,
    });
    await gateway.set({ ...slowRoom, batchers });
    await gateway.reset();
    return gateway;
  };
  const batched = await open("batched", 16);
  const plain = await open("plain", 0);
  const sideOf = (name: string, { port, pid }: Gateway): Side => ({
    name,
    port,
    pid,
    next: requestsTo(port).join,
    isRight: isOk,
  });
  const turns = await compare({
    connections: crowd,
    seconds,
    rounds,
    sides: [sideOf("batched", batched), sideOf("plain", plain)],
    onTurn: (side, { perSecond }) => onTurn(side, perSecond),
  });
  const next = requestsTo(batched.port).join;
  const perJoin = await callsPerRequest(batched, { connections: crowd, seconds, next });
  await batched.stop();
  await plain.stop();
  return { figures: { objectCallsPerJoinBatched: perJoin }, turns };
}
