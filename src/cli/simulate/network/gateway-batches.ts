/**
 * The batches of one gateway towards one object, by the law of `createBatcher` (src/http/gateway-pace.ts) and with
 * its figures, on a virtual clock. A test holds the two against each other.
 */

import { batching } from "../../../http/gateway-pace.ts";
import type { Clockwork } from "./clockwork.ts";

export interface GatewayBatches<Call> {
  ask(call: Call, now: number): void;
}

export interface GatewayBatchesOptions<Call> {
  readonly clockwork: Clockwork;
  /** @param answered to be called once, when the answer is back */
  readonly send: (calls: readonly Call[], now: number, answered: (now: number) => void) => void;
}

interface Batch<Call> {
  readonly calls: Call[];
  readonly openedAt: number;
  isDue: boolean;
  isClosed: boolean;
  isAnswered: boolean;
  /** The one after it, which waits for it. */
  next: ((now: number) => void) | null;
}

export function createGatewayBatches<Call>({
  clockwork,
  send,
}: GatewayBatchesOptions<Call>): GatewayBatches<Call> {
  const { mostCalls, windowMs, gatherMs, crowd } = batching;
  let open: Batch<Call> | null = null;
  let latest: Batch<Call> | null = null;
  let latestSize = 0;

  function begin(now: number): Batch<Call> {
    const batch: Batch<Call> = {
      calls: [],
      openedAt: now,
      isDue: false,
      isClosed: false,
      isAnswered: false,
      next: null,
    };
    const due = (at: number) => {
      if (batch.isDue) return;
      batch.isDue = true;
      const gathers = latestSize >= crowd && batch.calls.length < mostCalls;
      if (gathers) clockwork.at(at + gatherMs, (later) => close(batch, later));
      else close(batch, at);
    };
    if (latest === null || latest.isAnswered) clockwork.at(now, due);
    else {
      latest.next = due;
      clockwork.at(now + windowMs, due);
    }
    latest = batch;
    return batch;
  }

  function close(batch: Batch<Call>, now: number): void {
    batch.isClosed = true;
    latestSize = batch.calls.length;
    send(batch.calls, now, (at) => {
      batch.isAnswered = true;
      batch.next?.(at);
    });
  }

  return {
    ask(call, now) {
      const isOver =
        open === null ||
        open.isClosed ||
        open.calls.length >= mostCalls ||
        now - open.openedAt > 2 * windowMs;
      if (open === null || isOver) open = begin(now);
      open.calls.push(call);
    },
  };
}
