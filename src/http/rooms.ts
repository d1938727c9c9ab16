/**
 * The gateway's end of the rooms: calls to a room go in batches, and what a room is like is known from a
 * snapshot at most about a second old, however many visitors ask.
 */

import type { JoinCall, RoomAnswer, RoomCall } from "../domain/calls.ts";
import type { OriginSight } from "../domain/origin-sight.ts";
import { isOvertaken, type RoomSnapshot } from "../domain/snapshot.ts";
import { secondMs } from "../domain/time.ts";
import type { RoomEnv } from "../env.ts";
import { after } from "./after.ts";
import { createBatcher } from "./batch.ts";
import { sayIfFull } from "./full-disk.ts";
import { snapshotPace } from "./gateway-pace.ts";
import { createHearing } from "./hearing.ts";
import type { Join } from "./joins.ts";
import { onDemand } from "./on-demand.ts";
import { createOriginWatch, type OriginWatch } from "./origin-watch.ts";
import { createRefreshed, type Refreshed } from "./refreshed.ts";
import type { SharedSnapshots } from "./shared-snapshots.ts";
import { createUnheard } from "./unheard.ts";

export interface RoomClient {
  readonly name: string;
  /** Not to be renewed: what it says may come from another gateway. */
  readonly snapshot: Pick<Refreshed<RoomSnapshot>, "peek" | "get" | "offer">;
  /**
   * The room as it is now, heard by this gateway itself.
   * @throws when the room does not answer
   */
  look(): Promise<RoomSnapshot>;
  /** What is seen of the shop goes to the room with the next call. */
  readonly watch: OriginWatch;
  ask(call: RoomCall, ctx: Pick<ExecutionContext, "waitUntil">): Promise<RoomAnswer>;
  /** What the room must hear, if not now then when it answers again. Nobody waits for it. */
  tell(word: RoomCall, ctx: Pick<ExecutionContext, "waitUntil">): void;
}

const clock = () => Date.now();

/** As long as the platform lets a request go on after its answer. */
const triesAgainForMs = 25 * secondMs;
const tryAgainEveryMs = secondMs;

/** Most isolates pass on requests of the admitted, and have nobody who joins. */
const joins = onDemand(() => import("./joins.ts"));

/** @param shared null: each gateway asks for itself */
export function createRooms(
  env: RoomEnv,
  shared: SharedSnapshots | null = null,
): (name: string) => RoomClient {
  const clients = new Map<string, RoomClient>();
  return (name) => {
    const known = clients.get(name);
    if (known) return known;
    const client = createRoomClient(env, name, shared);
    clients.set(name, client);
    return client;
  };
}

function createRoomClient(env: RoomEnv, name: string, shared: SharedSnapshots | null): RoomClient {
  const room = () => env.WAITING_ROOM.getByName(name);
  const watch = createOriginWatch(clock);
  const unheard = createUnheard();
  const hearing = createHearing(clock);
  /** With whatever goes to the room: while people join, nobody asks for the snapshot alone. */
  async function telling<T>(call: (seen: OriginSight | undefined) => Promise<T>): Promise<T> {
    const seen = watch.take();
    let answer: T;
    try {
      answer = await hearing.ask(() => call(seen));
    } catch (error) {
      watch.putBack(seen);
      sayIfFull(error, clock());
      throw error;
    }
    await unheard.say((words) => room().take(words));
    return answer;
  }
  const look = () => telling((seen) => room().snapshot(seen));
  let triesAgainUntil = Number.NEGATIVE_INFINITY;
  /** Kept until the room is back, and said then though nobody else asks: another gateway may wait to hear of it. */
  async function keep(word: RoomCall): Promise<void> {
    unheard.keep(word);
    const startedAt = clock();
    // One visitor's request does it for all, and may be ended by the platform before it is done.
    if (startedAt < triesAgainUntil) return;
    triesAgainUntil = startedAt + triesAgainForMs;
    while (unheard.isKept() && clock() < triesAgainUntil) {
      await after(tryAgainEveryMs);
      await look().catch(() => undefined);
    }
    triesAgainUntil = Number.NEGATIVE_INFINITY;
  }
  const snapshot = createRefreshed<RoomSnapshot>({
    fetch(ctx) {
      const seen = watch.take();
      watch.putBack(seen);
      // Whoever has seen something of the shop goes to the room to tell it. And whoever has not heard the room does so
      // to hear it: what the others say ends no silence.
      return shared && !seen && !hearing.isSilent() ? shared.get(name, look, ctx) : look();
    },
    ...snapshotPace,
    isOvertaken,
    knownSince: (snapshot) => shared?.knownSince(snapshot),
    clock,
  });
  let shards = 0;
  /** The gateways begin with different ones. */
  let turn = Math.floor(Math.random() * 16);
  /** By one shard after the other where the room has some: it decides nothing which of them it is. */
  function take(calls: readonly RoomCall[], seen: OriginSight | undefined) {
    if (shards === 0) return room().take(calls, seen);
    turn = (turn + 1) % shards;
    const shard = env.ADMISSION_SHARD.getByName(`${name}/${turn}`);
    return shard.take(calls, { room: name, shards }, seen);
  }
  const batcher = createBatcher<RoomCall, RoomAnswer>({
    async send(calls) {
      const answer = await telling((seen) => take(calls, seen));
      snapshot.offer(answer.snapshot);
      return answer.answers;
    },
    clock,
  });
  const straight: RoomClient["ask"] = (call, ctx) => {
    shards = snapshot.peek(ctx)?.settings.admissionShards ?? shards;
    return batcher.ask(call, ctx);
  };
  const batchers = env.TICKET_BATCHER;
  const ways = { room: name, batchers, snapshot, telling, straight, clock };
  let join: Join | undefined;
  async function joined(call: JoinCall, ctx: Pick<ExecutionContext, "waitUntil">) {
    const { createJoins } = await joins();
    join ??= createJoins(ways);
    return join(call, ctx);
  }
  return {
    name,
    snapshot,
    async look() {
      const now = await hearing.inTime(look());
      snapshot.offer(now);
      return now;
    },
    watch,
    async ask(call, ctx) {
      // A write on its way has a patience of its own, and the room must hear of it as soon as it can.
      if (call.kind === "order") return straight(call, ctx);
      if (hearing.isSilent()) throw new Error("The room is silent");
      return hearing.inTime(call.kind === "join" ? joined(call, ctx) : straight(call, ctx));
    },
    tell(word, ctx) {
      ctx.waitUntil(batcher.ask(word, ctx).catch(() => keep(word)));
    },
  };
}
