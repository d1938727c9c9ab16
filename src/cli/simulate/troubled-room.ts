/**
 * The room's object in trouble, as the platform allows it: it dies at any moment of a step, is evicted,
 * cannot be reached, and has a clock that jumps. Whatever a transaction kept stays; whatever was only in
 * memory goes.
 */

import type { RoomAnswer, RoomCall } from "../../domain/calls.ts";
import type { OriginSight } from "../../domain/origin-sight.ts";
import type { RoomSettings } from "../../domain/settings.ts";
import type { RoomSnapshot } from "../../domain/snapshot.ts";
import type { RunAnswer, RunRequest } from "../../domain/ticket-run.ts";
import type { Instant } from "../../domain/time.ts";
import { Crash, createSimulatedRoom, type Step } from "./simulated-room.ts";
import type { Troubles } from "./troubles.ts";

/** What a gateway can reach of a room. All of it may throw `Crash`: nobody knows what became of it. */
export interface ReachableRoom {
  /** @param seen as with all three: what the gateways that ask saw of the shop since they last told */
  take(calls: readonly RoomCall[], now: Instant, seen?: OriginSight): TakenCalls;
  takeGathered(
    request: RunRequest,
    now: Instant,
    seen?: OriginSight,
  ): { readonly answer: RunAnswer; readonly snapshot: RoomSnapshot };
  snapshot(now: Instant, seen?: OriginSight): ReadSnapshot;
}

export interface TakenCalls {
  readonly answers: readonly RoomAnswer[];
  /** The room after it, for those who joined; null: nobody did. */
  readonly told: ReadSnapshot | null;
}

export interface ReadSnapshot {
  readonly snapshot: RoomSnapshot;
  /** When the room was as it says, in true time. */
  readonly readAt: Instant;
}

/** The clock of the room's object, which may be wrong. */
export interface RoomClock {
  /** By how much it is ahead of the true time. */
  readonly aheadMs: number;
  /** When it last jumped, in true time. */
  readonly jumpedAt: Instant;
}

export interface TroubledRoom extends ReachableRoom, RoomClock {
  /** When it last forgot what was only in its memory. */
  readonly restartedAt: Instant;
  passTime(now: Instant): void;
  readonly settings: RoomSettings;
  readonly settingsVersion: number;
  /** Refused when the settings are no longer those of that version. */
  change(values: Partial<RoomSettings>, expectedVersion: number, now: Instant): void;
  restart(now: Instant): void;
  becomeUnreachable(until: Instant): void;
  /** Its clock is ahead of the true time by so much from now on. */
  jumpTo(aheadMs: number, now: Instant): void;
}

export function createTroubledRoom({
  settings,
  begun,
  troubles,
  onStep,
}: {
  readonly settings: Partial<RoomSettings>;
  readonly begun: Instant;
  readonly troubles: Troubles;
  readonly onStep: (step: Step) => void;
}): TroubledRoom {
  let trueNow = begun;
  let dies = false;
  let askedAt = begun;
  let unreachableUntil = Number.NEGATIVE_INFINITY;
  let aheadMs = 0;
  let restartedAt = Number.NEGATIVE_INFINITY;
  let jumpedAt = Number.NEGATIVE_INFINITY;
  const room = createSimulatedRoom({
    settings,
    now: begun,
    onStep,
    fails() {
      dies = troubles.strikes("dyingBeforeTheWrite", trueNow);
      return dies || troubles.strikes("throwing", trueNow);
    },
  });
  function restart(now: Instant): void {
    restartedAt = now;
    room.restart(now + aheadMs);
  }
  const clock = (): Instant => trueNow + aheadMs;

  /** One call to the object, with whatever befalls it. */
  function live<T>(now: Instant, run: () => T): T {
    trueNow = now;
    if (now < unreachableUntil) throw new Crash();
    let outcome: T;
    try {
      outcome = run();
    } catch (error) {
      if (dies) restart(now);
      dies = false;
      throw error;
    }
    if (troubles.strikes("dyingBeforeTheAnswer", now)) {
      restart(now);
      throw new Crash();
    }
    if (troubles.strikes("dyingAfterTheAnswer", now)) restart(now);
    return outcome;
  }

  function evictIdle(now: Instant): void {
    const { evictAfterMs } = troubles.faults;
    if (evictAfterMs && now - askedAt >= evictAfterMs && now < troubles.endAt) {
      restart(now);
      troubles.happened("evicted", now);
    }
    askedAt = now;
  }

  return {
    take(calls, now, seen) {
      evictIdle(now);
      return live(now, () => {
        const answers = room.take(calls, clock(), seen);
        const joins = calls.some(({ kind }) => kind === "join");
        return { answers, told: joins ? { snapshot: room.told(clock()), readAt: now } : null };
      });
    },
    takeGathered(request, now, seen) {
      evictIdle(now);
      return live(now, () => room.takeGathered(request, clock(), seen));
    },
    snapshot(now, seen) {
      evictIdle(now);
      return live(now, () => ({ snapshot: room.snapshot(clock(), seen), readAt: now }));
    },
    passTime: (now) => live(now, () => room.passTime(clock())),
    get settings() {
      return room.settings;
    },
    get settingsVersion() {
      return room.settingsVersion;
    },
    change: (values, expected, now) => live(now, () => room.change(values, expected, clock())),
    restart,
    becomeUnreachable(until) {
      unreachableUntil = until;
    },
    jumpTo(newAheadMs, now) {
      aheadMs = newAheadMs;
      jumpedAt = now;
    },
    get aheadMs() {
      return aheadMs;
    },
    get restartedAt() {
      return restartedAt;
    },
    get jumpedAt() {
      return jumpedAt;
    },
  };
}

/**
 * An instance that another one has taken over from and that does not know it. The platform lets it write
 * nothing, and holds back every answer until what it wrote is kept: so none ever leaves. At worst it
 * still says from memory how things stood.
 */
export const supersededRoom = (
  lastSnapshot: ReadSnapshot,
): Pick<ReachableRoom, "take" | "snapshot"> => ({
  take() {
    throw new Crash();
  },
  snapshot: () => lastSnapshot,
});
