/**
 * The room's object as a simulation runs it: the same core in the same order of things as on the
 * platform (one transaction a step, memory assigned after it), with its crashes made to order.
 */

import type { RoomAnswer, RoomCall } from "../../domain/calls.ts";
import type { OriginSight } from "../../domain/origin-sight.ts";
import { noJoins, recallJoin, rememberJoin } from "../../domain/recent-joins.ts";
import { passTime, takeCalls } from "../../domain/room.ts";
import { seeOrigin } from "../../domain/room-origin.ts";
import {
  afterRestart,
  newRoom,
  type Room,
  savedOf,
  type Turn,
  withState,
} from "../../domain/room-state.ts";
import { snapshotOf } from "../../domain/room-view.ts";
import { defaultSettings, type RoomSettings, type StoredSettings } from "../../domain/settings.ts";
import { changeSettings } from "../../domain/settings-change.ts";
import type { RoomSnapshot } from "../../domain/snapshot.ts";
import { type RunAnswer, type RunRequest, takeGathered } from "../../domain/ticket-run.ts";
import type { Instant } from "../../domain/time.ts";
import { drawChance, hmacSha256 } from "../../hash.ts";
import { createRandom } from "../rush/random.ts";
import { type MemoryRegister, memoryRegister } from "./register.ts";

/** What happened in one step that is now durable. */
export interface Step {
  readonly before: Room;
  readonly after: Room;
  readonly settings: RoomSettings;
  readonly register: MemoryRegister;
  readonly now: Instant;
}

export interface SimulatedRoom {
  readonly settings: RoomSettings;
  /** Counts up with each change. */
  readonly settingsVersion: number;
  /**
   * @param seen what the gateway saw of the shop
   * @throws Crash when this step was made to fail; nothing of it remains
   */
  take(calls: readonly RoomCall[], now: Instant, seen?: OriginSight): readonly RoomAnswer[];
  /** The room as the answer to a call tells it: as it was left, without any time passing. */
  told(now: Instant): RoomSnapshot;
  /** What a batcher has gathered, in one step as well. */
  takeGathered(
    request: RunRequest,
    now: Instant,
    seen?: OriginSight,
  ): { readonly answer: RunAnswer; readonly snapshot: RoomSnapshot };
  passTime(now: Instant): void;
  /** @param seen what the gateway saw of the shop */
  snapshot(now: Instant, seen?: OriginSight): RoomSnapshot;
  /** Refused, and nothing happens, when the settings are no longer those of that version; null: whichever they are. */
  change(values: Partial<RoomSettings>, expectedVersion: number | null, now: Instant): void;
  /** Forgets whatever is not durable. */
  restart(now: Instant): void;
}

export class Crash extends Error {}

/** Null: it crashed under the call, and nobody knows what became of it. Anything else is a defect. */
export function survived<T>(call: () => T): T | null {
  try {
    return call();
  } catch (error) {
    if (error instanceof Crash) return null;
    throw error;
  }
}

export function createSimulatedRoom({
  settings: chosen,
  now: begun,
  seed = 1,
  fails,
  onStep,
}: {
  /** Of the draw. */
  readonly seed?: number;
  readonly settings: Partial<RoomSettings>;
  readonly now: Instant;
  /** Asked at the end of each step, after all its writes. */
  readonly fails: () => boolean;
  readonly onStep: (step: Step) => void;
}): SimulatedRoom {
  const register = memoryRegister();
  let stored: StoredSettings = { version: 0, chosen, changedAt: begun, changedBy: "" };
  let settings: RoomSettings = { ...defaultSettings, ...chosen };
  const random = createRandom(seed);
  const bytes = (count: number) => Uint8Array.from({ length: count }, () => 256 * random());
  let room = withState(newRoom(1, drawChance(bytes), begun), { batchers: settings.batchers });
  let joins = noJoins(begun);

  function step<T>(now: Instant, run: (turn: Turn) => { room: Room; outcome: T }): T {
    const before = room;
    const { room: after, outcome } = register.transaction(() => {
      const taken = run({ settings, register, name: "default", hmac: hmacSha256, now });
      if (fails()) throw new Crash();
      return taken;
    });
    room = after;
    onStep({ before, after, settings, register, now });
    return outcome;
  }

  const pass = (now: Instant) =>
    step(now, (turn) => ({ room: passTime(room, turn), outcome: undefined }));

  function see(seen: OriginSight | undefined, now: Instant): void {
    if (seen) room = seeOrigin(room, seen, now);
  }

  function rememberAll(
    calls: readonly RoomCall[],
    answers: readonly RoomAnswer[],
    now: Instant,
  ): void {
    calls.forEach((call, index) => {
      const answer = answers[index];
      if (call.kind !== "join" || !answer || !("joined" in answer) || !answer.joined) return;
      joins = rememberJoin(joins, call.key, answer.joined, now);
    });
  }

  const snapshot = (now: Instant): RoomSnapshot => ({
    ...snapshotOf(room, { settings, now }),
    settings,
    settingsVersion: stored.version,
    revoked: [],
    arrivalsLastMinute: 0,
  });

  return {
    get settings() {
      return settings;
    },
    get settingsVersion() {
      return stored.version;
    },
    take(calls, now, seen) {
      see(seen, now);
      const answers = step(now, (turn) => {
        const taken = takeCalls(room, calls, (key) => recallJoin(joins, key), turn);
        return { room: taken.room, outcome: taken.answers };
      });
      rememberAll(calls, answers, now);
      return answers;
    },
    told: snapshot,
    takeGathered(request, now, seen) {
      see(seen, now);
      const answer = step(now, (turn) => {
        const taken = takeGathered(room, request, (key) => recallJoin(joins, key), turn);
        return { room: taken.room, outcome: taken.answer };
      });
      if (answer.kind === "taken") rememberAll(request.calls, answer.answers, now);
      return { answer, snapshot: snapshot(now) };
    },
    passTime: pass,
    snapshot(now, seen) {
      see(seen, now);
      pass(now);
      return snapshot(now);
    },
    change(values, expectedVersion, now) {
      pass(now);
      const change = { values, mode: "merge", expectedVersion, who: "merchant" } as const;
      const outcome = changeSettings(stored, change, now);
      if (outcome.kind === "stale") return;
      stored = outcome.stored;
      settings = { ...defaultSettings, ...stored.chosen };
      pass(now);
    },
    restart(now) {
      // What a transaction wrote is what a new object reads: through JSON, as in the store.
      room = afterRestart(JSON.parse(JSON.stringify(savedOf(room))), now);
      joins = noJoins(now);
    },
  };
}
