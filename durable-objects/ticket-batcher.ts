/**
 * One of the objects that stand in front of a room which expects a surge: joins by the hundred become one
 * call for a run of numbers.
 *
 * One call to the room is in flight at a time; who comes meanwhile goes with the next. An outbox is written
 * before the room is asked, and the platform holds the call back until it is on disk. What came of it may be
 * written with the next one: until then a crash asks again under the same sequence, and the room gives the
 * same run. Within an object promises may be shared: everybody of a group awaits the same one.
 */

import { DurableObject } from "cloudflare:workers";
import type { JoinCall } from "../src/domain/calls.ts";
import { bytesOf, hexOf } from "../src/domain/hex.ts";
import {
  type GatheredSight,
  gatherSight,
  type OriginSight,
  sightNow,
} from "../src/domain/origin-sight.ts";
import { noJoins, type RecentJoins, recallJoin, rememberJoin } from "../src/domain/recent-joins.ts";
import type { RoomSnapshot } from "../src/domain/snapshot.ts";
import type { Joined } from "../src/domain/ticket.ts";
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
  requestOf,
  type Settled,
  settle,
  subjectIn,
  untilAskMs,
} from "../src/domain/ticket-batcher.ts";
import type { Instant } from "../src/domain/time.ts";
import type { RoomEnv } from "../src/env.ts";
import { hmacSha256 } from "../src/hash.ts";
import { BatcherStore } from "./batcher-store.ts";
import { inTime } from "./in-time.ts";
import type { BatchAnswer } from "./waiting-room.ts";

/** Those who go to the room together. */
interface Group {
  /** When the first of them came. */
  readonly since: Instant;
  readonly address: BatcherAddress;
  /** By name: however often somebody asks, one join. */
  readonly joins: Map<string, JoinCall>;
  readonly outcome: PromiseWithResolvers<Outcome>;
  /** What the gateways that asked saw of the shop. */
  seen: GatheredSight | null;
}

interface Outcome extends Settled {
  readonly snapshot: RoomSnapshot;
}

const mostOfAGroup = 1_000;

export class TicketBatcher extends DurableObject<RoomEnv> {
  readonly #store: BatcherStore;
  #joins: RecentJoins;
  #sequence: number;
  readonly #groups: Group[] = [];
  #isAsking = false;
  #last: LastAsked = neverAsked;
  /** Answered, while the rows still say that it is open. */
  #unwritten: { readonly outbox: Outbox; readonly settled: Settled } | null = null;
  /** The room as it was last seen. */
  #seen: { readonly passesAtOnce: boolean; readonly at: Instant } | null = null;

  constructor(ctx: DurableObjectState, env: RoomEnv) {
    super(ctx, env);
    const now = Date.now();
    this.#store = new BatcherStore(ctx.storage, hexOf(crypto.getRandomValues(new Uint8Array(32))));
    this.#sequence = this.#store.lastSequence();
    this.#joins = noJoins(now);
    for (const { joined, at } of this.#store.recentJoins(now)) this.#remember(joined, at);
  }

  /**
   * Takes joins that found their way here by their hash; one answer each, in the same order.
   * @param seen what the gateway saw of the shop since it last told
   * @throws when the room does not answer; the same joins again are safe
   */
  async join(
    calls: readonly JoinCall[],
    address: BatcherAddress,
    seen?: OriginSight,
  ): Promise<BatchAnswer> {
    const named = calls.map((call) => this.#withHashedSubject(call));
    const { answers, snapshot } = await this.#gather(named, address, seen).outcome.promise;
    return {
      answers: named.map((call) => answers.get(nameOfJoin(call)) ?? { kind: "void" }),
      snapshot,
    };
  }

  /** Whoever reads the rows cannot tell who was invited, nor try out names without the key. */
  #withHashedSubject(call: JoinCall): JoinCall {
    if (call.invitation === null) return call;
    const subject = hexOf(hmacSha256(bytesOf(this.#store.subjectKey), call.invitation.subject));
    return { ...call, invitation: { ...call.invitation, subject } };
  }

  #gather(
    calls: readonly JoinCall[],
    address: BatcherAddress,
    seen: OriginSight | undefined,
  ): Group {
    const last = this.#groups.at(-1);
    const isOpen = last && last.address.epoch === address.epoch && last.joins.size < mostOfAGroup;
    const group = isOpen ? last : newGroup(address);
    if (!isOpen) this.#groups.push(group);
    for (const call of calls) {
      const name = nameOfJoin(call);
      if (!group.joins.has(name)) group.joins.set(name, call);
    }
    group.seen = gatherSight(group.seen, seen, Date.now());
    if (!this.#isAsking) void this.#askForAll();
    return group;
  }

  /** One group after the other, none of them sooner than the room is to be asked. Never rejects. */
  async #askForAll(): Promise<void> {
    this.#isAsking = true;
    for (let next = this.#groups[0]; next; next = this.#groups[0]) {
      await this.#untilDue(next);
      // From here on whoever comes is of the next group.
      this.#groups.shift();
      try {
        next.outcome.resolve(await this.#askFor(next));
      } catch (error) {
        this.#last = { ...this.#last, failedAt: Date.now() };
        next.outcome.reject(error);
      }
    }
    this.#isAsking = false;
  }

  /** Looks again and again, because a group may fill up while it waits. */
  async #untilDue({ joins, since, address: { batchers } }: Group): Promise<void> {
    for (;;) {
      const ms = untilAskMs(this.#last, { joins: joins.size, since, batchers }, Date.now());
      if (ms <= 0) return;
      await new Promise((resolve) => setTimeout(resolve, Math.min(ms, gatherMs(batchers))));
    }
  }

  async #askFor(group: Group): Promise<Outcome> {
    // Of an earlier life, or of a call to the room that failed.
    const left = this.#unwritten ? undefined : this.#store.openOutbox();
    if (left) await this.#askRoom(left, group.address, undefined);
    const now = Date.now();
    const { epoch } = group.address;
    this.#sequence = nextSequence(this.#sequence, now);
    const outbox = this.#store.transaction(() => {
      if (this.#unwritten) this.#store.settle(this.#unwritten.outbox, this.#unwritten.settled);
      const opened = openOutbox(group.joins.values(), {
        epoch,
        sequence: this.#sequence,
        openedAt: now,
        recall: (join) => this.#recall(join, epoch),
        counts: hasLine(this.#seen, now),
      });
      this.#store.open(opened);
      return opened;
    });
    this.#unwritten = null;
    return this.#askRoom(outbox, group.address, sightNow(group.seen, Date.now()));
  }

  async #askRoom(
    outbox: Outbox,
    { room, batcher }: BatcherAddress,
    seen: OriginSight | undefined,
  ): Promise<Outcome> {
    this.#last = { ...this.#last, askedAt: Date.now() };
    const asked = this.env.WAITING_ROOM.getByName(room).takeGathered(
      requestOf(outbox, batcher),
      seen,
    );
    const { answer, snapshot } = await inTime(asked);
    const now = Date.now();
    const settled = settle(outbox, answer);
    this.#seen = { passesAtOnce: snapshot.passesAtOnce, at: now };
    this.#remember(settled.joined, now);
    this.#unwritten = { outbox, settled };
    // What the room itself decided it may not decide again; and nobody may come for a long time.
    if (outbox.asked.length > 0 || this.#groups.length === 0) this.#writeDown();
    return { ...settled, snapshot };
  }

  #writeDown(): void {
    const done = this.#unwritten;
    if (done) this.#store.transaction(() => this.#store.settle(done.outbox, done.settled));
    this.#unwritten = null;
  }

  #recall(join: JoinCall, epoch: number): Joined | undefined {
    return join.invitation
      ? this.#store.findInvited(epoch, join.invitation.subject)
      : recallJoin(this.#joins, join.key);
  }

  #remember(joined: Settled["joined"], at: Instant): void {
    for (const [name, place] of joined) {
      if (subjectIn(name) === null) this.#joins = rememberJoin(this.#joins, name, place, at);
    }
  }
}

const newGroup = (address: BatcherAddress): Group => ({
  since: Date.now(),
  address,
  joins: new Map(),
  outcome: Promise.withResolvers(),
  seen: null,
});
