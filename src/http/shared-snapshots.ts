/**
 * Snapshots that the gateways of one data centre share through its cache, so that a room is asked about as
 * often as there are data centres, not as there are gateways.
 *
 * Nobody outside can read or write them: they lie in a cache of their own, under the address of a host that
 * does not exist, and no request of a visitor becomes part of it. What is read there is trusted with its age
 * only as far as it is shown: whatever is not young, whole and of this form is as good as nothing, and then
 * the room itself is asked. A cache in trouble is left alone for a while.
 */

import type { RoomSnapshot } from "../domain/snapshot.ts";
import { type Instant, secondMs } from "../domain/time.ts";
import { after } from "./after.ts";
import { isToBeTaken, type SharedAge, sharing } from "./gateway-pace.ts";

export interface SharedSnapshots {
  /**
   * What the others have of a room, if that is young enough; else what `ask` answers, for the others, too.
   * @throws what `ask` throws
   */
  get(
    room: string,
    ask: () => Promise<RoomSnapshot>,
    ctx: Pick<ExecutionContext, "waitUntil">,
  ): Promise<RoomSnapshot>;
  /** From when on a snapshot counts as known here; undefined for one that was not shared. */
  knownSince(snapshot: RoomSnapshot): Instant | undefined;
}

export interface SharedSnapshotsOptions {
  /** @throws where there is no such cache */
  readonly open: () => Promise<SnapshotCache>;
  readonly clock: () => Instant;
  /** From 0 up to 1. */
  readonly chance: () => number;
}

/** What of the platform's cache is used. */
export type SnapshotCache = Pick<Cache, "match" | "put">;

interface Entry extends SharedAge {
  readonly snapshot: RoomSnapshot;
}

/** Longer than any cache in order takes; the room is asked then. */
const patienceMs = 100;
const pauseAfterFailureMs = 10 * secondMs;
/** Clocks of machines in one building. What is from further ahead was not written by one of ours. */
const clockSkewMs = 50;

/** In whole seconds, as HTTP has it. How old an entry really is, it says itself. */
const cacheControl = "public, max-age=1";

export function createSharedSnapshots({
  open,
  clock,
  chance,
}: SharedSnapshotsOptions): SharedSnapshots {
  const since = new WeakMap<RoomSnapshot, Instant>();
  const olderByMs = sharing.spreadMs * chance();
  let pausedUntil = Number.NEGATIVE_INFINITY;

  /** @returns undefined when it failed or took too long */
  async function attempt<T>(use: (cache: SnapshotCache) => Promise<T>): Promise<T | undefined> {
    if (clock() < pausedUntil) return undefined;
    const overdue = Symbol("overdue");
    try {
      const outcome = await Promise.race([
        open().then(use),
        after(patienceMs).then((): typeof overdue => overdue),
      ]);
      if (outcome !== overdue) return outcome;
    } catch {
      // As good as none.
    }
    pausedUntil = clock() + pauseAfterFailureMs;
    return undefined;
  }

  const read = (room: string): Promise<Entry | null | undefined> =>
    attempt(async (cache) => {
      const response = await cache.match(addressOf(room));
      return response ? parseEntry(await response.text(), clock()) : null;
    });

  const write = (room: string, entry: Entry): Promise<unknown> =>
    attempt((cache) =>
      cache.put(
        addressOf(room),
        new Response(JSON.stringify(entry), { headers: { "Cache-Control": cacheControl } }),
      ),
    );

  return {
    knownSince: (snapshot) => since.get(snapshot),
    async get(room, ask, ctx) {
      const entry = await read(room);
      const takenAt = clock();
      if (entry && isToBeTaken(entry, takenAt, olderByMs)) {
        since.set(entry.snapshot, entry.takenAt - olderByMs);
        return entry.snapshot;
      }
      if (entry) await write(room, { ...entry, askedAt: takenAt });
      const snapshot = await ask();
      since.set(snapshot, clock() - olderByMs);
      ctx.waitUntil(write(room, { snapshot, takenAt, askedAt: null }));
      return snapshot;
    },
  };
}

/** Of a top-level domain that is reserved never to be one. */
const addressOf = (room: string): string =>
  `https://stanchion.invalid/snapshot/1/${encodeURIComponent(room)}`;

/** Another release may have written it, or nobody of ours: null then. */
function parseEntry(text: string, now: Instant): Entry | null {
  let entry: Entry | null;
  try {
    entry = JSON.parse(text) as Entry | null;
  } catch {
    return null;
  }
  return isEntry(entry) && Math.max(entry.takenAt, entry.askedAt ?? 0) <= now + clockSkewMs
    ? entry
    : null;
}

const isEntry = (entry: Entry | null): entry is Entry =>
  typeof entry?.takenAt === "number" &&
  (entry.askedAt === null || typeof entry.askedAt === "number") &&
  isSnapshot(entry.snapshot);

const isSnapshot = (snapshot: Partial<RoomSnapshot> | null | undefined): boolean =>
  typeof snapshot?.asOf === "number" &&
  typeof snapshot.epoch === "number" &&
  typeof snapshot.access === "string" &&
  typeof snapshot.settingsVersion === "number" &&
  [snapshot.lines, snapshot.settings, snapshot.draw].every(isObject) &&
  [snapshot.revoked, snapshot.outages].every(Array.isArray);

const isObject = (value: unknown): boolean => typeof value === "object" && value !== null;
