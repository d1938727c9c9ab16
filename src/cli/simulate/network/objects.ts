/** Objects on the network: one thread each, a queue in front of it, and a count of who asked. */

import type { StepCost } from "./inputs.ts";

export interface ObjectFigures {
  readonly objects: number;
  /** All of them together, of the whole time. */
  readonly calls: number;
  /** Of the one that was asked most, in its worst second; and on average. */
  readonly peakPerSecond: number;
  readonly meanPerSecond: number;
  /** The most calls that lay before one of them at once. */
  readonly longestQueue: number;
  /** Of the busiest one. */
  readonly utilisation: number;
}

export interface SimulatedObject {
  /** A call arrives. @returns when its step is done */
  take(now: number, cost: StepCost, visitors: number): number;
}

export interface ObjectClass {
  object(index: number): SimulatedObject;
  figures(seconds: number): ObjectFigures;
}

export function createObjectClass(objects: number): ObjectClass {
  const all = Array.from({ length: objects }, createObject);
  return {
    object(index) {
      const one = all[index];
      if (one === undefined) throw new RangeError(`There is no object ${index} of ${objects}`);
      return one;
    },
    figures(seconds) {
      const seen = all.map((one) => one.seen());
      const most = (value: (one: Seen) => number) => Math.max(0, ...seen.map(value));
      return {
        objects,
        calls: seen.reduce((sum, { calls }) => sum + calls, 0),
        peakPerSecond: most(({ peak }) => peak),
        meanPerSecond: most(({ calls }) => calls) / seconds,
        longestQueue: most(({ longestQueue }) => longestQueue),
        utilisation: most(({ busyMs }) => busyMs) / (seconds * 1_000),
      };
    },
  };
}

interface Seen {
  readonly calls: number;
  readonly peak: number;
  readonly longestQueue: number;
  readonly busyMs: number;
}

function createObject() {
  const perSecond: number[] = [];
  /** When those that are not done will be, the next one first. */
  let pending: number[] = [];
  let doneAt = 0;
  let longestQueue = 0;
  let busyMs = 0;

  return {
    take(now: number, { fixedMs, perVisitorMs }: StepCost, visitors: number): number {
      const second = Math.floor(now / 1_000);
      perSecond[second] = (perSecond[second] ?? 0) + 1;
      const costMs = fixedMs + perVisitorMs * visitors;
      busyMs += costMs;
      doneAt = Math.max(now, doneAt) + costMs;
      if ((pending[0] ?? 0) <= now) pending = pending.filter((at) => at > now);
      longestQueue = Math.max(longestQueue, pending.length);
      pending.push(doneAt);
      return doneAt;
    },
    seen(): Seen {
      const counts = Object.values(perSecond);
      return {
        calls: counts.reduce((sum, count) => sum + count, 0),
        peak: counts.reduce((most, count) => Math.max(most, count), 0),
        longestQueue,
        busyMs,
      };
    },
  };
}
