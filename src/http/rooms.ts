/**
 * The gateway's end of the rooms: calls to a room go in batches, and what a room is like is known from a
 * snapshot at most about a second old, however many visitors ask.
 */

import type { RoomAnswer, RoomCall } from "../domain/calls.ts";
import type { RoomSnapshot } from "../domain/snapshot.ts";
import type { RoomEnv } from "../env.ts";
import { createBatcher } from "./batch.ts";
import { createRefreshed, type Refreshed } from "./refreshed.ts";

export interface RoomClient {
  readonly name: string;
  readonly snapshot: Refreshed<RoomSnapshot>;
  ask(call: RoomCall, ctx: Pick<ExecutionContext, "waitUntil">): Promise<RoomAnswer>;
}

/** One a second: asked for a little before it is a second old, so that no poll has to wait for it. */
const freshMs = 800;
const usableMs = 1_200;

const clock = () => Date.now();

export function createRooms(env: RoomEnv): (name: string) => RoomClient {
  const clients = new Map<string, RoomClient>();
  return (name) => {
    const known = clients.get(name);
    if (known) return known;
    const client = createRoomClient(env, name);
    clients.set(name, client);
    return client;
  };
}

function createRoomClient(env: RoomEnv, name: string): RoomClient {
  const room = () => env.WAITING_ROOM.getByName(name);
  const snapshot = createRefreshed<RoomSnapshot>({
    fetch: () => room().snapshot(),
    freshMs,
    usableMs,
    isOvertaken,
    clock,
  });
  const batcher = createBatcher<RoomCall, RoomAnswer>({
    async send(calls) {
      const answer = await room().take(calls);
      snapshot.offer(answer.snapshot);
      return answer.answers;
    },
    clock,
  });
  return { name, snapshot, ask: (call, ctx) => batcher.ask(call, ctx) };
}

/** What never goes down in a room tells which of two snapshots is the older one, whatever the clocks say. */
const isOvertaken = (arriving: RoomSnapshot, known: RoomSnapshot): boolean =>
  arriving.epoch < known.epoch ||
  (arriving.epoch === known.epoch &&
    (arriving.issued < known.issued ||
      arriving.serving < known.serving ||
      arriving.settingsVersion < known.settingsVersion));
