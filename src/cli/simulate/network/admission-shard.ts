/**
 * An `AdmissionShard` on the network: gathers what gateways ask, takes it to the room by the law of
 * src/domain/admission-shard.ts, one question in flight, and tells each its own.
 */

import { untilShardAsksMs } from "../../../domain/admission-shard.ts";
import type { Clockwork } from "./clockwork.ts";
import { objectCosts } from "./inputs.ts";
import type { SimulatedObject } from "./objects.ts";

export interface AdmissionShardOptions {
  readonly clockwork: Clockwork;
  readonly object: SimulatedObject;
  /** How many the room has. */
  readonly shards: number;
  readonly askRoom: (visitors: number, now: number, answered: (now: number) => void) => void;
}

export interface SimulatedAdmissionShard {
  /** A gateway's batch arrives; `done` is called when the answer may leave. */
  take(visitors: number, now: number, done: (now: number) => void): void;
}

export function createAdmissionShard({
  clockwork,
  object,
  shards,
  askRoom,
}: AdmissionShardOptions): SimulatedAdmissionShard {
  let gathering: ((now: number) => void)[] = [];
  let gathered = 0;
  let askedAt = Number.NEGATIVE_INFINITY;
  let isPlanned = false;

  function plan(now: number): void {
    if (isPlanned || gathering.length === 0) return;
    isPlanned = true;
    clockwork.at(now + Math.max(0, untilShardAsksMs(askedAt, { shards }, now)), ask);
  }

  function ask(now: number): void {
    const answering = gathering;
    const visitors = gathered;
    gathering = [];
    gathered = 0;
    askedAt = now;
    askRoom(visitors, now, (answeredAt) => {
      for (const done of answering) done(answeredAt);
      isPlanned = false;
      plan(answeredAt);
    });
  }

  return {
    take(visitors, now, done) {
      const readyAt = object.take(now, objectCosts.shard, visitors);
      gathering.push(done);
      gathered += visitors;
      plan(readyAt);
    },
  };
}
