/**
 * A `TicketBatcher` on the network: gathers joins, notes them, asks the room for as many numbers, one call in
 * flight and none too soon after the last, and answers all of them when what it was given is safe.
 */

import type { Clockwork } from "./clockwork.ts";
import { objectCosts } from "./inputs.ts";
import type { SimulatedObject } from "./objects.ts";

export interface TicketBatcherOptions {
  readonly clockwork: Clockwork;
  readonly object: SimulatedObject;
  /** From one question to the next. */
  readonly gatherMs: number;
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
  gatherMs,
  askRoom,
  durable,
}: TicketBatcherOptions): SimulatedTicketBatcher {
  let gathering: ((now: number) => void)[] = [];
  let mayAskFrom = 0;
  let isPlanned = false;

  function plan(now: number): void {
    if (isPlanned || gathering.length === 0) return;
    isPlanned = true;
    clockwork.at(Math.max(now, mayAskFrom), ask);
  }

  function ask(now: number): void {
    const answering = gathering;
    gathering = [];
    mayAskFrom = now + gatherMs;
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
      gathering.push(done);
      plan(readyAt);
    },
  };
}
