/**
 * The sequencer of one room: the only place where its numbers are given and its allowance is spent.
 *
 * Everything between reading `#room` and assigning it happens without an await, in one synchronous
 * transaction, so the object's single thread makes each step atomic. The memory is assigned only after
 * the transaction: a step that throws leaves neither rows nor memory behind. The platform holds every
 * answer back until what was written is on disk, so whatever a gateway hears of survives a crash.
 */

import { DurableObject } from "cloudflare:workers";
import type { Admission } from "../src/domain/admission.ts";
import type { RoomAnswer, RoomCall } from "../src/domain/calls.ts";
import { type FairnessReport, fairnessOf } from "../src/domain/fairness-report.ts";
import type { FairnessRow } from "../src/domain/fairness-row.ts";
import { lineDocumentOf } from "../src/domain/line-document.ts";
import { countOn, emptyMeter, lastMinuteOf, type Meter } from "../src/domain/meter.ts";
import type { OriginSight } from "../src/domain/origin-sight.ts";
import { shortestPollMs } from "../src/domain/polling.ts";
import { noJoins, type RecentJoins, recallJoin, rememberJoin } from "../src/domain/recent-joins.ts";
import { passTime, takeCalls } from "../src/domain/room.ts";
import { seeOrigin } from "../src/domain/room-origin.ts";
import {
  admittedIn,
  afterRestart,
  isSaved,
  newRoom,
  noteForRestart,
  type Room,
  savedOf,
  type Turn,
  withState,
} from "../src/domain/room-state.ts";
import { figuresOf, type RoomFigures, snapshotOf } from "../src/domain/room-view.ts";
import {
  defaultSettings,
  type RoomSettings,
  type SettingsInForce,
  type StoredSettings,
} from "../src/domain/settings.ts";
import {
  type AuditRow,
  changeSettings,
  type SettingsChange,
} from "../src/domain/settings-change.ts";
import { givenAgainMs, type RoomSnapshot } from "../src/domain/snapshot.ts";
import { type RunAnswer, type RunRequest, takeGathered } from "../src/domain/ticket-run.ts";
import { type Instant, minuteMs, secondMs } from "../src/domain/time.ts";
import type { StoringEnv } from "../src/env.ts";
import { drawChance, hmacSha256 } from "../src/hash.ts";
import { createLinePublisher, type LinePublisher } from "./line-publisher.ts";
import { RoomStore } from "./room-store.ts";
import { forOneStep } from "./step-register.ts";

/** The answers to a batch, and the room as it is after it. */
export interface BatchAnswer {
  readonly answers: readonly RoomAnswer[];
  readonly snapshot: RoomSnapshot;
}

/** The answer to a batcher, and the room as it is after it. */
export interface GatheredAnswer {
  readonly answer: RunAnswer;
  readonly snapshot: RoomSnapshot;
}

/** What the merchant's screen shows beside the snapshot. */
export interface LiveFigures extends RoomFigures {
  readonly snapshot: RoomSnapshot;
  readonly admittedLastMinute: number;
  readonly arrivalsLastMinute: number;
  /** Passes of this epoch that were found in two places. */
  readonly clonedPasses: number;
}

export interface FairnessAnswer extends FairnessReport {
  readonly epoch: number;
  readonly asOf: Instant;
  /** Of the whole epoch. */
  readonly admissions: number;
  /** How many of them the figures are made of: those of the highest numbers. */
  readonly judged: number;
}

/** Returned, not thrown: an error loses its class on the way to the gateway. */
export interface SettingsAnswer {
  readonly kind: "changed" | "stale";
  readonly stored: SettingsInForce;
}

/** The latest snapshot, and what it was made of: that tells whether anything has changed since. */
interface Shown {
  readonly snapshot: RoomSnapshot;
  readonly room: Room;
  readonly stored: StoredSettings;
}

/** While somebody is in line, time passes at least this often, even if nobody asks. */
const tickMs = secondMs;
const firstEpoch = 1;
const auditLength = 200;
/** A million rows would not fit into an object's memory beside their judgement. */
const mostJudged = 100_000;

/** With a space, which no visitor's join key has: nobody fetches another's pass by joining with its name. */
const passKey = (passId: string): string => `pass ${passId}`;

export class WaitingRoom extends DurableObject<StoringEnv> {
  readonly #store: RoomStore;
  #room: Room;
  #stored: StoredSettings;
  // Forgotten by a restart, which costs nothing: see recent-joins, and `admittedSince`.
  #joins: RecentJoins;
  #arrivals: Meter = emptyMeter;
  #admissions: Meter;
  #shown: Shown | undefined;
  /** Null: there is nowhere to write the document of the line. */
  readonly #publisher: LinePublisher | null;
  /** For when the next tick is set; each time that one is set is paid for as a row. */
  #tickAt: Instant = Number.NEGATIVE_INFINITY;

  constructor(ctx: DurableObjectState, env: StoringEnv) {
    super(ctx, env);
    const now = Date.now();
    this.#store = new RoomStore(ctx.storage, crypto.randomUUID());
    this.#publisher = env.LINE_DOCUMENTS ? createLinePublisher(env.LINE_DOCUMENTS) : null;
    this.#stored = this.#store.settings.read();
    const fresh = newRoom(firstEpoch, drawChance(randomBytes), now);
    const saved = this.#store.readState(fresh.state);
    this.#room = saved ? afterRestart(saved, now) : fresh;
    // Before anybody sees it: the seed of a draw that is committed to must not change with a restart.
    if (saved === undefined || saved.draw === fresh.state.draw) {
      this.#store.transaction(() => this.#store.writeState(savedOf(this.#room)));
    }
    this.#joins = noJoins(now);
    this.#admissions = this.#store
      .admittedSince(now - minuteMs)
      .reduce((meter, { second, count }) => countOn(meter, count, second * secondMs), emptyMeter);
  }

  /**
   * Takes a batch of calls; one answer each, in the same order.
   * @param seen what the gateway saw of the shop since it last told
   */
  take(calls: readonly RoomCall[], seen?: OriginSight): BatchAnswer {
    const now = Date.now();
    if (seen) this.#room = seeOrigin(this.#room, seen, now);
    const recall = (key: string) => recallJoin(this.#joins, key);
    const asked = calls.map((call) => this.#fetchGiven(call));
    const step = (room: Room, turn: Turn) => {
      const taken = takeCalls(room, asked, recall, turn);
      return { room: taken.room, outcome: taken.answers };
    };
    const answers = this.#step(now, step, asked);
    this.#rememberAll(calls, answers, now);
    return { answers, snapshot: this.#snapshot(now) };
  }

  /**
   * Takes what a batcher has gathered. Asked again under the same sequence it gives the same run of numbers.
   * @param seen what the gateways behind it saw of the shop
   */
  takeGathered(request: RunRequest, seen?: OriginSight): GatheredAnswer {
    const now = Date.now();
    if (seen) this.#room = seeOrigin(this.#room, seen, now);
    const recall = (key: string) => recallJoin(this.#joins, key);
    const answer = this.#step(now, (room, turn) => {
      const taken = takeGathered(room, request, recall, turn);
      return { room: taken.room, outcome: taken.answer };
    });
    if (answer.kind === "taken") this.#rememberAll(request.calls, answer.answers, now);
    return { answer, snapshot: this.#snapshot(now) };
  }

  /**
   * The room as it is now, for gateways to answer everybody in line from.
   * @param seen what the gateway saw of the shop since it last told
   */
  snapshot(seen?: OriginSight): RoomSnapshot {
    const now = Date.now();
    if (seen) this.#room = seeOrigin(this.#room, seen, now);
    const shown = this.#shownJustNow(now);
    if (shown) return shown;
    this.#passTime(now);
    return this.#snapshot(now);
  }

  live(): LiveFigures {
    const now = Date.now();
    this.#passTime(now);
    return {
      ...figuresOf(this.#room, { settings: this.#settings(), now }),
      snapshot: this.#snapshot(now),
      admittedLastMinute: lastMinuteOf(this.#admissions, now),
      arrivalsLastMinute: lastMinuteOf(this.#arrivals, now),
      clonedPasses: this.#store.clonedPasses(this.#room.state.epoch),
    };
  }

  /** Whether the line of this epoch was fair so far. */
  fairness(): FairnessAnswer {
    const now = Date.now();
    this.#passTime(now);
    const { lines, state } = this.#room;
    const { epoch } = state;
    const most = Math.ceil(mostJudged / Math.max(1, lines.length));
    const opensAt = this.#settings().opensAt ?? 0;
    const rows = lines
      .flatMap(({ state: { name } }) => this.#store.latestAdmissions(epoch, name, most))
      // Whoever has not fetched the pass may not have come at all.
      .filter(({ fetched }) => fetched)
      .map((admission) => fairnessRowOf(admission, opensAt));
    return {
      ...fairnessOf(rows, shortestPollMs),
      epoch,
      asOf: now,
      admissions: admittedIn(this.#room),
      judged: rows.length,
    };
  }

  /** Ends this epoch and begins the next: an empty line, and a new draw. Who is inside stays to the end of their pass. */
  reset(who: string): RoomSnapshot {
    const now = Date.now();
    this.#passTime(now);
    const { epoch } = this.#room.state;
    const { batchers } = this.#settings();
    // Whoever is inside goes on to order.
    const { orders } = this.#room;
    const fresh = { ...newRoom(epoch + 1, drawChance(randomBytes), now), orders };
    const next = withState(noteForRestart(fresh, now), { batchers });
    this.#store.transaction(() => {
      this.#store.writeState(savedOf(next));
      this.#store.settings.writeAudit({
        at: now,
        who,
        field: "epoch",
        fromJson: String(epoch),
        toJson: String(epoch + 1),
        settingsVersion: this.#stored.version,
      });
    });
    this.#room = next;
    this.#joins = noJoins(now);
    return this.snapshot();
  }

  settings(): SettingsInForce {
    return { ...this.#stored, batchersInForce: this.#room.state.batchers };
  }

  /** Changes the settings, writes who changed what when, and lets the change take effect, all in one step. */
  changeSettings(change: SettingsChange): SettingsAnswer {
    const now = Date.now();
    this.#passTime(now);
    const outcome = changeSettings(this.#stored, change, now);
    if (outcome.kind === "stale") return { kind: "stale", stored: this.settings() };
    const settings = settingsOf(outcome.stored);
    this.#step(now, (room, turn) => {
      this.#store.settings.write(outcome.stored);
      for (const entry of outcome.audit) this.#store.settings.writeAudit(entry);
      return { room: passTime(room, { ...turn, settings }), outcome: undefined };
    });
    this.#stored = outcome.stored;
    return { kind: "changed", stored: this.settings() };
  }

  /** The latest changes, newest first. */
  audit(): readonly AuditRow[] {
    return this.#store.settings.readAudit(auditLength);
  }

  /** Nothing depends on it: a late, lost or doubled alarm only makes a quiet room wait for the next question. */
  override alarm(): void {
    this.#tickAt = Number.NEGATIVE_INFINITY;
    const now = Date.now();
    this.#passTime(now);
    if (this.#publisher && this.#settings().lineDocument) this.#snapshot(now);
  }

  /** A pass given at once a moment ago and asked for again, because its answer was lost, is not given twice. */
  #fetchGiven(call: RoomCall): RoomCall {
    if (call.kind !== "pass") return call;
    const given = recallJoin(this.#joins, passKey(call.passId));
    if (!given) return call;
    const { line, number, joinedAt, wave } = given;
    const { epoch } = this.#room.state;
    const ticket = { joinedAt, told: null, wave };
    return { kind: "enter", epoch, line, number, passId: call.passId, ticket };
  }

  #rememberAll(calls: readonly RoomCall[], answers: readonly RoomAnswer[], now: Instant): void {
    calls.forEach((call, index) => {
      const answer = answers[index];
      if (answer) this.#remember(call, answer, now);
    });
  }

  #remember(call: RoomCall, answer: RoomAnswer, now: Instant): void {
    if (call.kind === "join" && "joined" in answer && answer.joined) {
      this.#joins = rememberJoin(this.#joins, call.key, answer.joined, now);
    } else if (call.kind === "pass" && answer.kind === "admitted") {
      const { line, number } = answer.admission;
      const { epoch } = this.#room.state;
      const given = { epoch, line, number, ticketId: call.passId, joinedAt: now, wave: null };
      this.#joins = rememberJoin(this.#joins, passKey(call.passId), given, now);
    }
  }

  #settings(): RoomSettings {
    return settingsOf(this.#stored);
  }

  #passTime(now: Instant): void {
    this.#step(now, (room, turn) => ({ room: passTime(room, turn), outcome: undefined }));
  }

  /** @param calls of visitors that are heard in it */
  #step<T>(
    now: Instant,
    run: (room: Room, turn: Turn) => { room: Room; outcome: T },
    calls: readonly RoomCall[] = [],
  ): T {
    const before = this.#room;
    const turn: Turn = {
      settings: this.#settings(),
      register: forOneStep(this.#store.register(before.state.epoch), calls),
      name: this.ctx.id.name ?? "",
      hmac: hmacSha256,
      now,
    };
    const { room, outcome } = this.#store.transaction(() => {
      const after = run(before, turn);
      if (!isSaved(before, after.room)) this.#store.writeState(savedOf(after.room));
      return after;
    });
    this.#room = room;
    this.#count(before, room, now);
    this.#tickAgain(now);
    return outcome;
  }

  #count(before: Room, after: Room, now: Instant): void {
    const arrived = issuedIn(after) - issuedIn(before);
    if (arrived > 0) this.#arrivals = countOn(this.#arrivals, arrived, now);
    const admitted = admittedIn(after) - admittedIn(before);
    if (admitted > 0) this.#admissions = countOn(this.#admissions, admitted, now);
  }

  #tickAgain(now: Instant): void {
    const { state, lines } = this.#room;
    const isMoving = lines.some(({ state: line }) => line.issued > line.serving);
    if (!isMoving || state.rate.perSecond === 0) return;
    // Also after the clock was set back.
    const isSet = now < this.#tickAt && this.#tickAt <= now + tickMs;
    if (isSet) return;
    this.#tickAt = now + tickMs;
    void this.ctx.storage.setAlarm(this.#tickAt);
  }

  #shownJustNow(now: Instant): RoomSnapshot | null {
    if (this.#shown === undefined) return null;
    const { snapshot, room, stored } = this.#shown;
    const isSame = room === this.#room && stored === this.#stored;
    const ageMs = now - snapshot.asOf;
    return isSame && 0 <= ageMs && ageMs < givenAgainMs ? snapshot : null;
  }

  /** While the shop is out a pass is good that was good when that began. */
  #clockStoodStillFrom(now: Instant): Instant {
    const outage = this.#room.state.outages.find(({ until }) => until === null);
    return Math.min(now, outage?.since ?? now);
  }

  #snapshot(now: Instant): RoomSnapshot {
    const settings = this.#settings();
    const snapshot: RoomSnapshot = {
      ...snapshotOf(this.#room, { settings, now }),
      arrivalsLastMinute: lastMinuteOf(this.#arrivals, now),
      settings,
      settingsVersion: this.#stored.version,
      revoked: this.#store.revokedPasses(
        this.#clockStoodStillFrom(now),
        settings.graceMinutes * minuteMs,
      ),
    };
    this.#shown = { snapshot, room: this.#room, stored: this.#stored };
    this.#publish(snapshot);
    return snapshot;
  }

  /** While somebody waits. Where nobody does, nobody reads it either. */
  #publish(snapshot: RoomSnapshot): void {
    const { settings, lines, asOf } = snapshot;
    const address = settings.lineDocument;
    if (!this.#publisher?.isDue(asOf) || !address || address.startsWith("/")) return;
    if (!Object.values(lines).some(({ issued, serving }) => issued > serving)) return;
    const document = lineDocumentOf(this.ctx.id.name ?? "", snapshot);
    this.#publisher.publish(document, address, asOf);
  }
}

const settingsOf = ({ chosen }: StoredSettings): RoomSettings => ({
  ...defaultSettings,
  ...chosen,
});

const randomBytes = (count: number): Uint8Array => crypto.getRandomValues(new Uint8Array(count));

const issuedIn = ({ lines }: Room): number =>
  lines.reduce((sum, { state }) => sum + state.issued, 0);

/** The wait of somebody who was there before the opening begins with it. */
function fairnessRowOf(
  { line, number, admittedAt, way }: Admission,
  opensAt: Instant,
): FairnessRow {
  const waitsFrom = Math.max(way.joinedAt, Math.min(opensAt, admittedAt));
  const earlyMs = waitsFrom - way.joinedAt;
  return {
    line,
    number,
    wave: way.wave,
    place: way.place,
    joinedAt: waitsFrom,
    calledAt: way.calledAt,
    cameAt: way.cameAt,
    admittedAt,
    toldLowMs: way.told && Math.max(0, way.told.lowMs - earlyMs),
    toldHighMs: way.told && Math.max(0, way.told.highMs - earlyMs),
  };
}
