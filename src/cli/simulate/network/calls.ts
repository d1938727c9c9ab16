/**
 * Everything that reaches an object, played call by call: joins and the asking at the door in the batches of
 * hundreds of gateways, through batchers where there are some, snapshots, and the Directory.
 */

import { givenAgainMs } from "../../../domain/snapshot.ts";
import { directoryPace } from "../../../http/gateway-pace.ts";
import { createRandom, type Random } from "../../rush/random.ts";
import { createAdmissionShard } from "./admission-shard.ts";
import { createClockwork, wayOf } from "./clockwork.ts";
import { createGatewayBatches, type GatewayBatches } from "./gateway-batches.ts";
import { network, objectCosts } from "./inputs.ts";
import { createObjectClass, type ObjectFigures } from "./objects.ts";
import { createSnapshots } from "./snapshots.ts";
import { createTicketBatcher } from "./ticket-batcher.ts";

export interface Traffic {
  readonly seed: number;
  readonly seconds: number;
  readonly joinsPerSecond: number;
  /** Somebody who is called asks to be let in. */
  readonly entersPerSecond: number;
  /** Answered by the gateways alone; they only make them ask for snapshots. */
  readonly pollsPerSecond: number;
  /** 0: joins go to the room themselves. */
  readonly batchers: number;
  /** 0: whoever asks at the door asks the room itself. */
  readonly shards: number;
  readonly isShared: boolean;
  readonly onSecond?: (second: number) => void;
}

export interface CallFigures {
  readonly seconds: number;
  readonly objects: Readonly<Record<ObjectClassName, ObjectFigures>>;
  readonly joinDelay: Delays;
  readonly enterDelay: Delays;
  /** Calls to the room by what they are for. */
  readonly roomCalls: Readonly<Record<"snapshots" | "batches" | "runs", number>>;
  /** Of the snapshots, those that were given again: no step, and nothing to write. */
  readonly givenAgain: number;
}

export type ObjectClassName = "WaitingRoom" | "TicketBatcher" | "AdmissionShard" | "Directory";

/** From the gateway's receiving the request to its answering it. */
export interface Delays {
  readonly count: number;
  readonly medianMs: number;
  readonly p99Ms: number;
  readonly mostMs: number;
}

interface Asked {
  readonly kind: "join" | "enter";
  readonly at: number;
}

/** Neither the beginning, when nothing is under way, nor what is still under way in the end. */
const warmUpMs = 2_000;

export function playCalls(traffic: Traffic): CallFigures {
  const { seed, seconds, batchers, shards, isShared } = traffic;
  const random = createRandom(seed);
  const clockwork = createClockwork();
  const classes = {
    WaitingRoom: createObjectClass(1),
    TicketBatcher: createObjectClass(batchers),
    AdmissionShard: createObjectClass(shards),
    Directory: createObjectClass(1),
  };
  const room = classes.WaitingRoom.object(0);
  const roomCalls = { snapshots: 0, batches: 0, runs: 0 };
  let givenAgain = 0;
  let steppedAt = Number.NEGATIVE_INFINITY;
  const delays = { join: [] as number[], enter: [] as number[] };
  const endMs = seconds * 1_000;
  const way = () => wayOf(network.gatewayToObject, random);
  const durable = () => wayOf(network.untilDurable, random);

  const snapshots = createSnapshots({
    clockwork,
    random,
    gateways: network.isolates,
    isShared,
    ask(now, answered) {
      clockwork.at(now + way(), (at) => {
        roomCalls.snapshots += 1;
        if (at - steppedAt < givenAgainMs) givenAgain += 1;
        else steppedAt = at;
        clockwork.at(room.take(at, objectCosts.snapshot, 0) + durable() + way(), answered);
      });
    },
  });

  const ticketBatchers = Array.from({ length: batchers }, (_, index) =>
    createTicketBatcher({
      clockwork,
      object: classes.TicketBatcher.object(index),
      batchers,
      askRoom(now, answered) {
        clockwork.at(now + wayOf(network.batcherToRoom, random), (at) => {
          roomCalls.runs += 1;
          steppedAt = at;
          const doneAt = room.take(at, objectCosts.run, 0);
          clockwork.at(doneAt + durable() + wayOf(network.batcherToRoom, random), answered);
        });
      },
      durable,
    }),
  );

  const hear = (calls: readonly Asked[], now: number) => {
    for (const { kind, at } of calls) if (at >= warmUpMs) delays[kind].push(now - at);
  };

  const admissionShards = Array.from({ length: shards }, (_, index) =>
    createAdmissionShard({
      clockwork,
      object: classes.AdmissionShard.object(index),
      shards,
      askRoom(visitors, now, answered) {
        clockwork.at(now + wayOf(network.batcherToRoom, random), (at) => {
          roomCalls.batches += 1;
          steppedAt = at;
          const doneAt = room.take(at, objectCosts.enter, visitors);
          clockwork.at(doneAt + durable() + wayOf(network.batcherToRoom, random), answered);
        });
      },
    }),
  );

  const toRoom = Array.from({ length: network.isolates }, (_, gateway) => {
    // They begin with different ones.
    let turn = gateway;
    return createGatewayBatches<Asked>({
      clockwork,
      send(calls, now, answered) {
        const come = (back: number) => {
          snapshots.offer(gateway, back);
          hear(calls, back);
          answered(back);
        };
        const shard = admissionShards[turn++ % shards];
        clockwork.at(now + way(), (at) => {
          if (shard) {
            shard.take(calls.length, at, (done) => clockwork.at(done + way(), come));
            return;
          }
          roomCalls.batches += 1;
          steppedAt = at;
          const cost = calls.some(({ kind }) => kind === "enter")
            ? objectCosts.enter
            : objectCosts.join;
          clockwork.at(room.take(at, cost, calls.length) + durable() + way(), come);
        });
      },
    });
  });

  const toBatchers = new Map<number, GatewayBatches<Asked>>();
  function towards(gateway: number, batcher: number): GatewayBatches<Asked> {
    const key = gateway * batchers + batcher;
    const known = toBatchers.get(key);
    if (known) return known;
    const made = createGatewayBatches<Asked>({
      clockwork,
      send(calls, now, answered) {
        clockwork.at(now + way(), (at) =>
          ticketBatchers[batcher]?.take(calls.length, at, (done) =>
            clockwork.at(done + way(), (back) => {
              snapshots.offer(gateway, back);
              hear(calls, back);
              answered(back);
            }),
          ),
        );
      },
    });
    toBatchers.set(key, made);
    return made;
  }

  const directoryAskedAt = Float64Array.from(
    { length: network.isolates },
    () => -directoryPace.freshMs * random(),
  );
  const directory = classes.Directory.object(0);
  /** Every request passes here. */
  function arrive(now: number): number {
    const gateway = Math.floor(random() * network.isolates);
    snapshots.touch(gateway, now);
    if (now - (directoryAskedAt[gateway] ?? 0) > directoryPace.freshMs) {
      const arrivesAt = now + way();
      const answeredAt = arrivesAt + objectCosts.directory.fixedMs + way();
      directoryAskedAt[gateway] = answeredAt;
      clockwork.at(arrivesAt, (at) => void directory.take(at, objectCosts.directory, 0));
    }
    return gateway;
  }

  const streams = [
    { perSecond: traffic.pollsPerSecond, come: (now: number) => void arrive(now) },
    {
      perSecond: traffic.joinsPerSecond,
      come(now: number) {
        const gateway = arrive(now);
        const asked: Asked = { kind: "join", at: now };
        if (batchers === 0) toRoom[gateway]?.ask(asked, now);
        else towards(gateway, Math.floor(random() * batchers)).ask(asked, now);
      },
    },
    {
      perSecond: traffic.entersPerSecond,
      come: (now: number) => toRoom[arrive(now)]?.ask({ kind: "enter", at: now }, now),
    },
  ];
  for (const { perSecond, come } of streams) {
    if (perSecond === 0) continue;
    const again = (now: number) => {
      come(now);
      clockwork.at(now + gapMs(perSecond, random), again);
    };
    clockwork.at(gapMs(perSecond, random), again);
  }
  for (let second = 1; second <= seconds; second++) {
    clockwork.runUntil(Math.min(second * 1_000, endMs));
    traffic.onSecond?.(second);
  }

  return {
    seconds,
    objects: {
      WaitingRoom: classes.WaitingRoom.figures(seconds),
      TicketBatcher: classes.TicketBatcher.figures(seconds),
      AdmissionShard: classes.AdmissionShard.figures(seconds),
      Directory: classes.Directory.figures(seconds),
    },
    joinDelay: delaysOf(delays.join),
    enterDelay: delaysOf(delays.enter),
    roomCalls,
    givenAgain,
  };
}

/** To the next of many who come independently of one another. */
const gapMs = (perSecond: number, random: Random): number =>
  (-Math.log(1 - random()) * 1_000) / perSecond;

function delaysOf(all: readonly number[]): Delays {
  const sorted = Float64Array.from(all).sort();
  const at = (share: number) =>
    sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
  return {
    count: sorted.length,
    medianMs: at(0.5) ?? 0,
    p99Ms: at(0.99) ?? 0,
    mostMs: sorted.at(-1) ?? 0,
  };
}
