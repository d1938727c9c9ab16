/**
 * An admission shard as a simulation runs it: the same law of when to ask the room, and a death at any moment of
 * its turn. Nothing of it stays when it dies, and nothing has to.
 */

import { type ShardAddress, untilShardAsksMs } from "../../domain/admission-shard.ts";
import type { RoomCall } from "../../domain/calls.ts";
import {
  type GatheredSight,
  gatherSight,
  type OriginSight,
  sightNow,
} from "../../domain/origin-sight.ts";
import type { Instant } from "../../domain/time.ts";
import { Crash, survived } from "./simulated-room.ts";
import type { ReachableRoom, TakenCalls } from "./troubled-room.ts";
import type { Troubles } from "./troubles.ts";

/** Null: the shard or the room died under the calls, and nobody knows what became of them. */
export type HearTaken = (taken: TakenCalls | null, at: Instant) => void;

export interface SimulatedShard {
  /** @param seen what the gateway saw of the shop since it last told */
  take(
    calls: readonly RoomCall[],
    hear: HearTaken,
    now: Instant,
    seen: OriginSight | undefined,
  ): void;
}

interface Waiting {
  readonly calls: readonly RoomCall[];
  readonly hear: HearTaken;
}

/** From the room to the gateway. */
const tripMs = 10;

export function createSimulatedShard({
  room,
  address,
  atTime,
  troubles,
}: {
  readonly room: Pick<ReachableRoom, "take">;
  readonly address: ShardAddress;
  readonly atTime: (at: Instant, run: (now: Instant) => void) => void;
  readonly troubles: Troubles;
}): SimulatedShard {
  let askedAt = Number.NEGATIVE_INFINITY;
  let waiting: Waiting[] = [];
  let gathered: GatheredSight | null = null;
  let isPlanned = false;

  function mayDie(now: Instant, moment: string): void {
    if (!troubles.strikes("dyingShards", now)) return;
    troubles.happened(`shard died ${moment}`, now);
    askedAt = Number.NEGATIVE_INFINITY;
    throw new Crash();
  }

  function turn(now: Instant): void {
    isPlanned = false;
    const group = waiting;
    waiting = [];
    const seen = sightNow(gathered, now);
    gathered = null;
    const taken = survived(() => askFor(group, now, seen));
    let first = 0;
    for (const { calls, hear } of group) {
      const end = first + calls.length;
      hear(taken && { ...taken, answers: taken.answers.slice(first, end) }, now + tripMs);
      first = end;
    }
  }

  function askFor(
    group: readonly Waiting[],
    now: Instant,
    seen: OriginSight | undefined,
  ): TakenCalls {
    mayDie(now, "before it asked");
    askedAt = now;
    const taken = room.take(
      group.flatMap(({ calls }) => calls),
      now,
      seen,
    );
    mayDie(now, "before it answered");
    return taken;
  }

  return {
    take(calls, hear, now, seen) {
      waiting.push({ calls, hear });
      gathered = gatherSight(gathered, seen, now);
      if (isPlanned) return;
      isPlanned = true;
      atTime(now + Math.max(0, untilShardAsksMs(askedAt, address, now)), turn);
    },
  };
}
