/**
 * The time of a rush: the wall clock with fractions of a millisecond, so that our instants compare
 * with the shop's on the same machine; and sleeping that the end of the rush interrupts.
 */

import { performance } from "node:perf_hooks";

export interface RushClock {
  /** Milliseconds since 1970, with fractions. */
  now(): number;
  /** @throws RunEnded when the rush ends first */
  sleepUntil(instant: number): Promise<void>;
  readonly ended: boolean;
  /** Wakes everybody who sleeps. Whoever sleeps afterwards is woken at once. */
  end(): void;
}

/** Travels up through a visitor's life when the rush is over before it. */
export class RunEnded extends Error {
  constructor() {
    super("The rush is over");
    this.name = "RunEnded";
  }
}

export function createRushClock(): RushClock {
  const now = () => performance.timeOrigin + performance.now();
  // A set instead of listeners on one AbortSignal: removing one of 20,000 listeners walks them all.
  const sleepers = new Set<() => void>();
  let ended = false;

  return {
    now,
    sleepUntil: (instant) =>
      new Promise((resolve, reject) => {
        if (ended) {
          reject(new RunEnded());
          return;
        }
        const interrupt = () => {
          clearTimeout(timer);
          reject(new RunEnded());
        };
        const timer = setTimeout(
          () => {
            sleepers.delete(interrupt);
            resolve();
          },
          Math.max(0, instant - now()),
        );
        sleepers.add(interrupt);
      }),
    get ended() {
      return ended;
    },
    end() {
      ended = true;
      for (const interrupt of sleepers) interrupt();
      sleepers.clear();
    },
  };
}
