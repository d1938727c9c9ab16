/**
 * One of the objects that stand at the door of a room which lets in very many: what hundreds of gateways ask
 * becomes a few questions a second.
 *
 * One question to the room is in flight at a time; who comes meanwhile goes with the next. It writes no rows:
 * the room's answer is durable before it leaves the room, and whoever does not hear it asks again. Within an
 * object promises may be shared: everybody of a group awaits the same one.
 */

import { DurableObject } from "cloudflare:workers";
import { type ShardAddress, untilShardAsksMs } from "../src/domain/admission-shard.ts";
import type { RoomCall } from "../src/domain/calls.ts";
import {
  type GatheredSight,
  gatherSight,
  type OriginSight,
  sightNow,
} from "../src/domain/origin-sight.ts";
import type { Instant } from "../src/domain/time.ts";
import type { RoomEnv } from "../src/env.ts";
import { inTime } from "./in-time.ts";
import type { BatchAnswer } from "./waiting-room.ts";

/** Those who go to the room together. */
interface Group {
  readonly address: ShardAddress;
  readonly calls: RoomCall[];
  readonly answer: PromiseWithResolvers<BatchAnswer>;
  /** What the gateways that asked saw of the shop. */
  seen: GatheredSight | null;
}

/** Twice what a gateway sends at once. */
const mostOfAGroup = 1_000;

export class AdmissionShard extends DurableObject<RoomEnv> {
  readonly #groups: Group[] = [];
  #isAsking = false;
  #askedAt: Instant = Number.NEGATIVE_INFINITY;

  /**
   * Takes a batch of calls to the room; one answer each, in the same order.
   * @param seen what the gateway saw of the shop since it last told
   * @throws when the room does not answer; the same calls again are safe
   */
  async take(
    calls: readonly RoomCall[],
    address: ShardAddress,
    seen?: OriginSight,
  ): Promise<BatchAnswer> {
    const group = this.#openGroup(address);
    const first = group.calls.length;
    group.calls.push(...calls);
    group.seen = gatherSight(group.seen, seen, Date.now());
    if (!this.#isAsking) void this.#askForAll();
    const { answers, snapshot } = await group.answer.promise;
    return { answers: answers.slice(first, first + calls.length), snapshot };
  }

  #openGroup(address: ShardAddress): Group {
    const last = this.#groups.at(-1);
    if (last && last.calls.length < mostOfAGroup) return last;
    const answer = Promise.withResolvers<BatchAnswer>();
    const group: Group = { address, calls: [], answer, seen: null };
    this.#groups.push(group);
    return group;
  }

  /** One group after the other, none of them sooner than the room is to be asked. Never rejects. */
  async #askForAll(): Promise<void> {
    this.#isAsking = true;
    for (let next = this.#groups[0]; next; next = this.#groups[0]) {
      const ms = untilShardAsksMs(this.#askedAt, next.address, Date.now());
      if (ms > 0) await new Promise((resolve) => setTimeout(resolve, ms));
      // From here on whoever comes is of the next group.
      this.#groups.shift();
      this.#askedAt = Date.now();
      try {
        next.answer.resolve(await inTime(this.#askRoom(next)));
      } catch (error) {
        next.answer.reject(error);
      }
    }
    this.#isAsking = false;
  }

  #askRoom({ address: { room }, calls, seen }: Group): Promise<BatchAnswer> {
    return this.env.WAITING_ROOM.getByName(room).take(calls, sightNow(seen, Date.now()));
  }
}
