/**
 * The sequencer of one room: the only place where its numbers are given and its allowance is spent.
 *
 * Everything between reading `#room` and assigning it happens without an await, in one synchronous
 * transaction, so the object's single thread makes each step atomic. The memory is assigned only after
 * the transaction: a step that throws leaves neither rows nor memory behind. The platform holds every
 * answer back until what was written is on disk, so whatever a gateway hears of survives a crash.
 */

import { DurableObject } from "cloudflare:workers";
import type { RoomAnswer, RoomCall } from "../src/domain/calls.ts";
import { countOn, emptyMeter, lastMinuteOf, type Meter } from "../src/domain/meter.ts";
import { noJoins, type RecentJoins, recallJoin, rememberJoin } from "../src/domain/recent-joins.ts";
import { passTime, takeCalls } from "../src/domain/room.ts";
import { afterRestart, newRoom, type Room, type Turn } from "../src/domain/room-state.ts";
import { countHeads, type HeadCount, snapshotOf } from "../src/domain/room-view.ts";
import { defaultSettings, type RoomSettings, type StoredSettings } from "../src/domain/settings.ts";
import {
  type AuditRow,
  changeSettings,
  type SettingsChange,
} from "../src/domain/settings-change.ts";
import type { RoomSnapshot } from "../src/domain/snapshot.ts";
import { type Instant, minuteMs, secondMs } from "../src/domain/time.ts";
import type { RoomEnv } from "../src/env.ts";
import { RoomStore } from "./room-store.ts";

/** The answers to a batch, and the room as it is after it. */
export interface BatchAnswer {
  readonly answers: readonly RoomAnswer[];
  readonly snapshot: RoomSnapshot;
}

/** What the merchant's screen shows beside the snapshot. */
export interface LiveFigures extends HeadCount {
  readonly snapshot: RoomSnapshot;
  readonly admittedLastMinute: number;
  readonly arrivalsLastMinute: number;
  readonly totals: { readonly joined: number; readonly admitted: number; readonly left: number };
}

/** Returned, not thrown: an error loses its class on the way to the gateway. */
export type SettingsAnswer =
  | { readonly kind: "changed"; readonly stored: StoredSettings }
  | { readonly kind: "stale"; readonly stored: StoredSettings };

/** While somebody is in line, time passes at least this often, even if nobody asks. */
const tickMs = secondMs;
const firstEpoch = 1;
const auditLength = 200;

/** With a space, which no visitor's join key has: nobody fetches another's pass by joining with its name. */
const passKey = (passId: string): string => `pass ${passId}`;

export class WaitingRoom extends DurableObject<RoomEnv> {
  readonly #store: RoomStore;
  #room: Room;
  #stored: StoredSettings;
  // Forgotten by a restart, which costs nothing: see recent-joins, and `admittedSince`.
  #joins: RecentJoins;
  #arrivals: Meter = emptyMeter;
  #admissions: Meter;

  constructor(ctx: DurableObjectState, env: RoomEnv) {
    super(ctx, env);
    const now = Date.now();
    this.#store = new RoomStore(ctx.storage);
    this.#stored = this.#store.readSettings();
    const state = this.#store.readState();
    const fresh = newRoom(firstEpoch, now);
    // An earlier release may have written the state, without the numbers that came later.
    this.#room = state ? afterRestart({ ...fresh.state, ...state }, now) : fresh;
    this.#joins = noJoins(now);
    this.#admissions = this.#store
      .admittedSince(now - minuteMs)
      .reduce((meter, { second, count }) => countOn(meter, count, second * secondMs), emptyMeter);
  }

  /** Takes a batch of calls; one answer each, in the same order. */
  take(calls: readonly RoomCall[]): BatchAnswer {
    const now = Date.now();
    const recall = (key: string) => recallJoin(this.#joins, key);
    const asked = calls.map((call) => this.#fetchGiven(call));
    const answers = this.#step(now, (room, turn) => {
      const taken = takeCalls(room, asked, recall, turn);
      return { room: taken.room, outcome: taken.answers };
    });
    calls.forEach((call, index) => {
      const answer = answers[index];
      if (answer) this.#remember(call, answer, now);
    });
    return { answers, snapshot: this.#snapshot(now) };
  }

  /** The room as it is now, for gateways to answer everybody in line from. */
  snapshot(): RoomSnapshot {
    const now = Date.now();
    this.#passTime(now);
    return this.#snapshot(now);
  }

  live(): LiveFigures {
    const now = Date.now();
    this.#passTime(now);
    const { issued, totals } = this.#room.state;
    return {
      ...countHeads(this.#room),
      snapshot: this.#snapshot(now),
      admittedLastMinute: lastMinuteOf(this.#admissions, now),
      arrivalsLastMinute: lastMinuteOf(this.#arrivals, now),
      totals: { joined: issued, admitted: totals.admitted, left: totals.left },
    };
  }

  settings(): StoredSettings {
    return this.#stored;
  }

  /** Changes the settings, writes who changed what when, and lets the change take effect, all in one step. */
  changeSettings(change: SettingsChange): SettingsAnswer {
    const now = Date.now();
    this.#passTime(now);
    const outcome = changeSettings(this.#stored, change, now);
    if (outcome.kind === "stale") return { kind: "stale", stored: this.#stored };
    this.#store.transaction(() => {
      this.#store.writeSettings(outcome.stored);
      for (const entry of outcome.audit) this.#store.writeAudit(entry);
    });
    this.#stored = outcome.stored;
    this.#passTime(now);
    return outcome;
  }

  /** The latest changes, newest first. */
  audit(): readonly AuditRow[] {
    return this.#store.readAudit(auditLength);
  }

  /** Nothing depends on it: a late, lost or doubled alarm only makes a quiet room wait for the next question. */
  override alarm(): void {
    this.#passTime(Date.now());
  }

  /** A pass given at once a moment ago and asked for again, because its answer was lost, is not given twice. */
  #fetchGiven(call: RoomCall): RoomCall {
    if (call.kind !== "pass") return call;
    const given = recallJoin(this.#joins, passKey(call.passId));
    const { epoch } = this.#room.state;
    return given ? { kind: "enter", epoch, number: given.number, passId: call.passId } : call;
  }

  #remember(call: RoomCall, answer: RoomAnswer, now: Instant): void {
    if (call.kind === "join" && "joined" in answer && answer.joined) {
      this.#joins = rememberJoin(this.#joins, call.key, answer.joined, now);
    } else if (call.kind === "pass" && answer.kind === "admitted") {
      const given = { number: answer.admission.number, ticketId: call.passId, joinedAt: now };
      this.#joins = rememberJoin(this.#joins, passKey(call.passId), given, now);
    }
  }

  #settings(): RoomSettings {
    return { ...defaultSettings, ...this.#stored.chosen };
  }

  #passTime(now: Instant): void {
    this.#step(now, (room, turn) => ({ room: passTime(room, turn), outcome: undefined }));
  }

  #step<T>(now: Instant, run: (room: Room, turn: Turn) => { room: Room; outcome: T }): T {
    const before = this.#room;
    const turn = {
      settings: this.#settings(),
      register: this.#store.register(before.state.epoch),
      now,
    };
    const { room, outcome } = this.#store.transaction(() => {
      const after = run(before, turn);
      if (after.room.state !== before.state) this.#store.writeState(after.room.state);
      return after;
    });
    this.#room = room;
    this.#count(before, room, now);
    this.#tickAgain(now);
    return outcome;
  }

  #count(before: Room, after: Room, now: Instant): void {
    const arrived = after.state.issued - before.state.issued;
    if (arrived > 0) this.#arrivals = countOn(this.#arrivals, arrived, now);
    const admitted = after.state.totals.admitted - before.state.totals.admitted;
    if (admitted > 0) this.#admissions = countOn(this.#admissions, admitted, now);
  }

  #tickAgain(now: Instant): void {
    const { issued, serving, rate } = this.#room.state;
    if (issued > serving && rate.perSecond > 0) void this.ctx.storage.setAlarm(now + tickMs);
  }

  #snapshot(now: Instant): RoomSnapshot {
    const settings = this.#settings();
    return {
      ...snapshotOf(this.#room, { settings, now }),
      settings,
      settingsVersion: this.#stored.version,
      revoked: this.#store.revokedNumbers(this.#room.state.epoch, now),
    };
  }
}
