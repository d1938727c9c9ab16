/**
 * A gateway as a simulation has it: calls go to the room in batches, one in flight; polls are answered
 * from a snapshot at most about a second old.
 */

import type { EnterCall, JoinCall, RoomAnswer, RoomCall } from "../../domain/calls.ts";
import type { OriginSight } from "../../domain/origin-sight.ts";
import { isOvertaken } from "../../domain/snapshot.ts";
import type { Instant } from "../../domain/time.ts";
import { keepMs } from "../../http/door.ts";
import { batching, snapshotPace } from "../../http/gateway-pace.ts";
import { createOriginWatch } from "../../http/origin-watch.ts";
import { batcherOf } from "../../http/which-batcher.ts";
import type { Keyring } from "./keys.ts";
import type { Shop } from "./shop.ts";
import type { HearJoin, SimulatedBatcher } from "./simulated-batcher.ts";
import { survived } from "./simulated-room.ts";
import type { SimulatedShard } from "./simulated-shard.ts";
import type { ReachableRoom, ReadSnapshot, TakenCalls } from "./troubled-room.ts";

/** Null: the room crashed under the call, and nobody knows what became of it. */
export type Hear = (answer: RoomAnswer | null, at: Instant) => void;

export interface Gateway {
  ask(call: RoomCall, hear: Hear, now: Instant): void;
  /** What a poll that arrives now is answered from; null when the room did not answer. */
  snapshot(now: Instant): KnownSnapshot | null;
  /** Asks the shop for a page, and tells whether it came. */
  forward(shop: Shop, hear: (isGood: boolean, at: Instant) => void, now: Instant): void;
  /** Null: no key is ever rotated, and tokens are taken for good. */
  readonly keyring: Keyring | null;
  /** From now on its calls go to this instance of the room. */
  speakTo(room: GatewaysRoom): void;
}

type GatewaysRoom = Pick<ReachableRoom, "take" | "snapshot">;

export interface KnownSnapshot extends ReadSnapshot {
  /** When it reaches the gateway. */
  readonly arrivesAt: Instant;
}

const { freshMs } = snapshotPace;
export const { usableMs } = snapshotPace;
const { mostCalls } = batching;
const pauseAfterFailureMs = 1_000;
/** One way between gateway and room. */
const tripMs = 5;

export function createGateway({
  room: first,
  batchers,
  shards,
  keyring,
  atTime,
  slowness,
}: {
  readonly room: GatewaysRoom;
  /** Those of a room that has some. */
  readonly batchers: readonly SimulatedBatcher[];
  readonly shards: readonly SimulatedShard[];
  readonly keyring: Keyring | null;
  readonly atTime: (at: Instant, run: (now: Instant) => void) => void;
  /** By how much the snapshot that is fetched now is late. */
  readonly slowness: (now: Instant) => number;
}): Gateway {
  let room = first;
  let waiting: { readonly call: RoomCall; readonly hear: Hear }[] = [];
  let planned = false;
  let turn = 0;
  let inFlightUntil = Number.NEGATIVE_INFINITY;
  let known: KnownSnapshot | null = null;
  let coming: KnownSnapshot | null = null;
  let failedAt = Number.NEGATIVE_INFINITY;
  let clock = Number.NEGATIVE_INFINITY;
  const origin = createOriginWatch(() => clock);

  function send(call: RoomCall, hear: Hear, now: Instant): void {
    waiting.push({ call, hear });
    plan(now);
  }

  /** Keeps whoever is told to ask again soon, and asks for them. */
  function askAtTheDoor(call: EnterCall, hear: Hear, now: Instant, keptMs = 0): void {
    const heldMs = keepMs(keptMs);
    const heard: Hear = (answer, at) => {
      if (answer?.kind !== "at-the-door" || answer.retryAfterMs > heldMs) {
        hear(answer, at);
        return;
      }
      const { retryAfterMs } = answer;
      atTime(at + retryAfterMs, (then) => askAtTheDoor(call, hear, then, keptMs + retryAfterMs));
    };
    send({ ...call, heldMs }, heard, now);
  }

  function plan(now: Instant): void {
    if (planned) return;
    planned = true;
    atTime(Math.max(now, inFlightUntil) + tripMs, sendBatch);
  }

  function sendBatch(now: Instant): void {
    planned = false;
    inFlightUntil = now + tripMs;
    const batch = waiting;
    waiting = batch.length > mostCalls ? batch.splice(mostCalls) : [];
    if (waiting.length > 0) plan(now);
    const calls = batch.map(({ call }) => call);
    const seen = look(now);
    const heard = (taken: TakenCalls | null, at: Instant) => {
      if (!taken) origin.putBack(seen);
      if (taken?.told) offer({ ...taken.told, arrivesAt: at }, at);
      batch.forEach(({ hear }, index) => {
        hear(taken?.answers[index] ?? null, at);
      });
    };
    // One after the other, as gateways do; here they do not wait for the one before.
    const shard = shards[turn++ % shards.length];
    if (shard) atTime(now + tripMs, (at) => shard.take(calls, heard, at, seen));
    else heard(takeStraight(calls, now, seen), inFlightUntil);
  }

  const takeStraight = (
    calls: readonly RoomCall[],
    now: Instant,
    seen: OriginSight | undefined,
  ): TakenCalls | null => survived(() => room.take(calls, now, seen));

  /** With whatever goes to the room: while people join, nobody asks for the snapshot alone. */
  function look(now: Instant): OriginSight | undefined {
    clock = now;
    return origin.take();
  }

  function fetch(now: Instant, arrivesAt: Instant): KnownSnapshot | null {
    if (now - failedAt < pauseAfterFailureMs) return null;
    const seen = look(now);
    const read = survived(() => room.snapshot(now, seen));
    if (read) return { ...read, arrivesAt };
    origin.putBack(seen);
    failedAt = now;
    return null;
  }

  function offer(arrived: KnownSnapshot, now: Instant): void {
    const isUsable = known && now - known.arrivesAt <= usableMs;
    if (known && isUsable && isOvertaken(arrived.snapshot, known.snapshot)) return;
    known = arrived;
  }

  function latest(now: Instant): KnownSnapshot | null {
    if (coming && now >= coming.arrivesAt) {
      offer(coming, now);
      coming = null;
    }
    const ageMs = known ? now - known.arrivesAt : Number.POSITIVE_INFINITY;
    if (ageMs > usableMs) {
      const fetched = fetch(now, now);
      if (fetched) offer(fetched, now);
    } else if (ageMs > freshMs && !coming) coming = fetch(now, now + tripMs + slowness(now));
    return known;
  }

  function askBatcher(call: JoinCall, hear: Hear, now: Instant): void {
    const batching = latest(now)?.snapshot.batching;
    const batcher = batching && batchers[batcherOf(call, batching)];
    if (!batcher) hear(null, now);
    else {
      const seen = look(now);
      const heard: HearJoin = (join, at) => {
        if (!join) origin.putBack(seen);
        // What a join is told next is told from the room as it was when it was given its number.
        if (join) offer({ ...join, arrivesAt: at }, at);
        hear(join?.answer ?? null, at);
      };
      atTime(now + tripMs, (at) => batcher.join(call, heard, at, seen));
    }
  }

  return {
    ask(call, hear, now) {
      if (call.kind === "join" && batchers.length > 0) {
        askBatcher(call, hear, now);
      } else if (call.kind === "enter") askAtTheDoor(call, hear, now);
      else send(call, hear, now);
    },
    keyring,
    snapshot: latest,
    forward(shop, hear, now) {
      const health = latest(now)?.snapshot.settings.originHealth ?? "off";
      clock = now;
      const asked = health === "off" ? null : origin.ask(health.targetMilliseconds);
      const { afterMs, response } = shop.ask(now);
      atTime(now + afterMs, (at) => {
        clock = at;
        asked?.answered(response);
        hear(response?.ok ?? false, at);
      });
    },
    speakTo(other) {
      room = other;
    },
  };
}
