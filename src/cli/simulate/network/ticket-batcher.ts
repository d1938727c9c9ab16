/**
 * A `TicketBatcher` on the network: gathers joins, notes them, asks the room for as many numbers by the law of
 * src/domain/ticket-batcher.ts, one call in flight, and answers all of them when what it was given is safe.
 */

import { gatherMs, neverAsked, untilAskMs } from "../../../domain/ticket-batcher.ts";
import type { Clockwork } from "./clockwork.ts";
import { objectCosts } from "./inputs.ts";
import type { SimulatedObject } from "./objects.ts";

export interface TicketBatcherOptions {
  readonly clockwork: Clockwork;
  readonly object: SimulatedObject;
  /** How many the room has. */
  readonly batchers: number;
  readonly askRoom: (now: number, answered: (now: number) => void) => void;
  /** How long until a write is safe. */
  readonly durable: () => number;
}

export interface SimulatedTicketBatcher {
  /** A gateway's batch arrives; `done` is called when the answer may leave. */
  take(visitors: number, now: number, done: (now: number) => void): void;
}

export function createTicketBatcher({
  clockwork,
  object,
  batchers,
  askRoom,
  durable,
}: TicketBatcherOptions): SimulatedTicketBatcher {
  let gathering: ((now: number) => void)[] = [];
  let joins = 0;
  let since = 0;
  let last = neverAsked;
  let isPlanned = false;

  function plan(now: number): void {
    if (isPlanned || gathering.length === 0) return;
    isPlanned = true;
    look(now);
  }

  /** Again and again, because a group may fill up while it waits. */
  function look(now: number): void {
    const ms = untilAskMs(last, { joins, since, batchers }, now);
    if (ms <= 0) ask(now);
    else clockwork.at(now + Math.min(ms, gatherMs(batchers)), look);
  }

  function ask(now: number): void {
    const answering = gathering;
    gathering = [];
    joins = 0;
    last = { ...last, askedAt: now };
    // The room hears of it when the outbox is safe.
    askRoom(now + durable(), (answeredAt) => {
      clockwork.at(answeredAt + durable(), (safeAt) => {
        for (const done of answering) done(safeAt);
      });
      isPlanned = false;
      plan(answeredAt);
    });
  }

  return {
    take(visitors, now, done) {
      const readyAt = object.take(now, objectCosts.join, visitors);
      if (gathering.length === 0) since = readyAt;
      gathering.push(done);
      joins += visitors;
      plan(readyAt);
    },
  };
}
