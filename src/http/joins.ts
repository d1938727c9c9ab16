/**
 * Where a join goes: to the room itself or, in a room that expects a surge, to one of its batchers. Which one
 * follows from the invited customer, or else from the join's key, so that the same join always meets the same
 * batcher. What is known of the room may be of the epoch before: then the way is found to be another one, and
 * the join goes by that.
 */

import type { JoinCall, RoomAnswer, RoomCall } from "../domain/calls.ts";
import type { OriginSight } from "../domain/origin-sight.ts";
import type { RoomSnapshot } from "../domain/snapshot.ts";
import type { BatcherAddress } from "../domain/ticket-batcher.ts";
import type { RoomEnv } from "../env.ts";
import { type Batcher, createBatcher } from "./batch.ts";
import type { Refreshed } from "./refreshed.ts";
import { batcherOf } from "./which-batcher.ts";

type Context = Pick<ExecutionContext, "waitUntil">;

export type Join = (call: JoinCall, ctx: Context) => Promise<RoomAnswer>;

export interface JoinsOptions {
  readonly room: string;
  readonly batchers: RoomEnv["TICKET_BATCHER"];
  readonly snapshot: Pick<Refreshed<RoomSnapshot>, "peek" | "get" | "offer">;
  /** Calls with what was seen of the shop. */
  readonly telling: <T>(call: (seen: OriginSight | undefined) => Promise<T>) => Promise<T>;
  /** The way to the room itself. */
  readonly straight: (call: RoomCall, ctx: Context) => Promise<RoomAnswer>;
  readonly clock: () => number;
}

/** A second way after the first one, and a third if the room began another epoch meanwhile. */
const mostWays = 3;

/** A batcher gathers by itself: calls to it do not wait long for each other. */
const windowMs = 250;

export function createJoins({
  room,
  batchers,
  snapshot,
  telling,
  straight,
  clock,
}: JoinsOptions): Join {
  let ways: {
    readonly epoch: number;
    readonly byBatcher: Map<number, Batcher<JoinCall, RoomAnswer>>;
  } = {
    epoch: 0,
    byBatcher: new Map(),
  };

  function wayTo(address: BatcherAddress): Batcher<JoinCall, RoomAnswer> {
    if (ways.epoch !== address.epoch) ways = { epoch: address.epoch, byBatcher: new Map() };
    const known = ways.byBatcher.get(address.batcher);
    if (known) return known;
    const way = createBatcher<JoinCall, RoomAnswer>({
      async send(calls) {
        const object = batchers.getByName(`${room}/${address.batcher}`);
        const answer = await telling((seen) => object.join(calls, address, seen));
        snapshot.offer(answer.snapshot);
        return answer.answers;
      },
      windowMs,
      clock,
    });
    ways.byBatcher.set(address.batcher, way);
    return way;
  }

  return async (call, ctx) => {
    for (let way = 1; ; way++) {
      const { epoch, batching } = snapshot.peek(ctx) ?? (await snapshot.get(ctx));
      const answer = await (batching === null
        ? straight(call, ctx)
        : wayTo({
            room,
            epoch,
            batcher: batcherOf(call, batching),
            batchers: batching.batchers,
          }).ask(call, ctx));
      if (answer.kind !== "void" || way === mostWays) return answer;
    }
  };
}
