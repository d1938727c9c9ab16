/**
 * A batcher as a simulation runs it: the same core in the same order of things as on the platform (an outbox
 * before the room is asked, what came of it before anybody hears), and a death at any moment in between.
 */

import type { JoinCall, RoomAnswer } from "../../domain/calls.ts";
import {
  type GatheredSight,
  gatherSight,
  type OriginSight,
  sightNow,
} from "../../domain/origin-sight.ts";
import { noJoins, recallJoin, rememberJoin } from "../../domain/recent-joins.ts";
import type { RoomSnapshot } from "../../domain/snapshot.ts";
import type { Joined } from "../../domain/ticket.ts";
import {
  type BatcherAddress,
  gatherMs,
  hasLine,
  type LastAsked,
  nameOfJoin,
  neverAsked,
  nextSequence,
  type Outbox,
  openOutbox,
  rememberedMs,
  requestOf,
  type Settled,
  settle,
  subjectIn,
  untilAskMs,
} from "../../domain/ticket-batcher.ts";
import type { RunAnswer } from "../../domain/ticket-run.ts";
import type { Instant } from "../../domain/time.ts";
import { Crash, survived } from "./simulated-room.ts";
import type { ReachableRoom, ReadSnapshot } from "./troubled-room.ts";
import type { Troubles } from "./troubles.ts";

/** Null: the batcher or the room died under the call, and nobody knows what became of it. */
export type HearJoin = (heard: HeardJoin | null, at: Instant) => void;

export interface HeardJoin extends ReadSnapshot {
  readonly answer: RoomAnswer;
}

export interface SimulatedBatcher {
  /** @param seen what the gateway saw of the shop since it last told */
  join(call: JoinCall, hear: HearJoin, now: Instant, seen: OriginSight | undefined): void;
}

/** What stays when it dies. */
interface Rows {
  outboxes: { readonly outbox: Outbox; settled: Settled["joined"] | null }[];
  readonly invited: Map<string, Joined>;
}

interface Outcome extends Settled {
  readonly snapshot: RoomSnapshot;
}

interface Waiting {
  readonly call: JoinCall;
  readonly hear: HearJoin;
}

/** From the gateway to the room and back. */
const tripMs = 10;

export function createSimulatedBatcher({
  room,
  address,
  atTime,
  troubles,
  onAnswer,
}: {
  readonly room: Pick<ReachableRoom, "takeGathered">;
  readonly address: BatcherAddress;
  readonly atTime: (at: Instant, run: (now: Instant) => void) => void;
  readonly troubles: Troubles;
  readonly onAnswer: (call: JoinCall, answer: RoomAnswer, at: Instant) => void;
}): SimulatedBatcher {
  const rows: Rows = { outboxes: [], invited: new Map() };
  let memory = newMemory(Number.NEGATIVE_INFINITY);
  let waiting: Waiting[] = [];
  let gathered: GatheredSight | null = null;
  let since = Number.NEGATIVE_INFINITY;
  let isPlanned = false;

  function newMemory(now: Instant): Memory {
    let joins = noJoins(now);
    for (const { outbox, settled } of rows.outboxes) {
      if (outbox.openedAt <= now - rememberedMs) continue;
      for (const [name, joined] of settled ?? []) {
        joins = rememberJoin(joins, name, joined, outbox.openedAt);
      }
    }
    const sequence = Math.max(0, ...rows.outboxes.map(({ outbox }) => outbox.sequence));
    return { joins, sequence, last: neverAsked, seen: null, unwritten: null };
  }

  /** Dies here, in one of many times: what was only in memory goes, and who waits hears nothing. */
  function mayDie(now: Instant, moment: string): void {
    if (!troubles.strikes("dyingBatchers", now)) return;
    troubles.happened(`batcher died ${moment}`, now);
    memory = newMemory(now);
    throw new Crash();
  }

  function plan(now: Instant): void {
    if (isPlanned) return;
    isPlanned = true;
    since = now;
    atTime(now, turn);
  }

  function turn(now: Instant): void {
    const joins = new Set(waiting.map(({ call }) => nameOfJoin(call))).size;
    const { batchers } = address;
    const ms = untilAskMs(memory.last, { joins, since, batchers }, now);
    if (ms > 0) {
      atTime(now + Math.min(ms, gatherMs(batchers)), turn);
      return;
    }
    isPlanned = false;
    const group = waiting;
    waiting = [];
    const seen = sightNow(gathered, now);
    gathered = null;
    const outcome = survive(() => askFor(group, now, seen), now);
    for (const { call, hear } of group) {
      const answer = outcome?.answers.get(nameOfJoin(call));
      if (outcome && answer) {
        onAnswer(call, answer, now);
        hear({ answer, snapshot: outcome.snapshot, readAt: now }, now + tripMs);
      } else hear(null, now + tripMs);
    }
  }

  function survive<T>(run: () => T, now: Instant): T | null {
    const outcome = survived(run);
    if (outcome === null) memory.last = { ...memory.last, failedAt: now };
    return outcome;
  }

  function askFor(group: readonly Waiting[], now: Instant, seen: OriginSight | undefined): Outcome {
    mayDie(now, "before its outbox");
    const open = rows.outboxes.find(({ settled }) => settled === null)?.outbox;
    if (open && !memory.unwritten) {
      troubles.happened("run asked again", now);
      askRoom(open, now, undefined);
    }
    writeDown();
    memory.sequence = nextSequence(memory.sequence, now);
    const joins = new Map(group.map(({ call }) => [nameOfJoin(call), call]));
    const outbox = openOutbox(joins.values(), {
      epoch: address.epoch,
      sequence: memory.sequence,
      openedAt: now,
      recall: (join) =>
        rows.invited.get(nameOfJoin(join)) ?? recallJoin(memory.joins, nameOfJoin(join)),
      counts: hasLine(memory.seen, now),
    });
    rows.outboxes = [
      ...rows.outboxes.filter(
        ({ outbox: old, settled }) => settled !== null && old.openedAt > now - rememberedMs,
      ),
      { outbox, settled: null },
    ];
    return askRoom(outbox, now, seen);
  }

  function askRoom(outbox: Outbox, now: Instant, seen: OriginSight | undefined): Outcome {
    mayDie(now, "with an open outbox");
    memory.last = { ...memory.last, askedAt: now };
    const { answer, snapshot } = room.takeGathered(requestOf(outbox, address.batcher), now, seen);
    if (wasGivenBefore(answer, snapshot.asOf)) troubles.happened("run given again", now);
    mayDie(now, "with an open outbox");
    const settled = settle(outbox, answer);
    memory.unwritten = { outbox, settled };
    // Now and then others wait already, and it is written with their outbox.
    if (outbox.asked.length > 0 || outbox.sequence % 2 === 0) writeDown();
    mayDie(now, "before it answered");
    for (const [name, joined] of settled.joined) {
      memory.joins = rememberJoin(memory.joins, name, joined, now);
    }
    memory.seen = { passesAtOnce: snapshot.passesAtOnce, at: now };
    return { ...settled, snapshot };
  }

  function writeDown(): void {
    if (!memory.unwritten) return;
    const { outbox, settled } = memory.unwritten;
    for (const row of rows.outboxes) if (row.outbox === outbox) row.settled = settled.joined;
    for (const [name, joined] of settled.joined) {
      if (subjectIn(name) !== null) rows.invited.set(name, joined);
    }
    memory.unwritten = null;
  }

  return {
    join(call, hear, now, seen) {
      waiting.push({ call, hear });
      gathered = gatherSight(gathered, seen, now);
      plan(now);
    },
  };
}

interface Memory {
  joins: ReturnType<typeof noJoins>;
  sequence: number;
  last: LastAsked;
  seen: { readonly passesAtOnce: boolean; readonly at: Instant } | null;
  unwritten: { readonly outbox: Outbox; readonly settled: Settled } | null;
}

/** A run that says another time than the step that told it. */
const wasGivenBefore = (answer: RunAnswer, now: Instant): boolean =>
  answer.kind === "taken" &&
  answer.numbers.kind === "given" &&
  answer.numbers.run.runs.length > 0 &&
  answer.numbers.run.joinedAt !== now;
