/**
 * A shop with moods, as far as a gateway sees it: it answers so many requests a second and lets the rest
 * wait, until the wait is too long and it refuses them; and at times it is slower, fails, hangs, asks for
 * rest or is not there.
 */

import { type Instant, secondMs } from "../../domain/time.ts";
import type { Random } from "../rush/random.ts";
import { begun } from "./scenario.ts";

export interface ShopOptions {
  readonly requestsPerSecond: number;
  /** How long an answer takes while it is well. */
  readonly usualMs: number;
  /** From one page to the next, on average. */
  readonly thinkMs: number;
  readonly moods: readonly Mood[];
}

/** One at a time, for a while. */
export interface Mood {
  readonly fromMs: number;
  readonly untilMs: number;
  readonly kind: "slow" | "failing" | "hanging" | "resting" | "gone";
}

export interface ShopAnswer {
  readonly afterMs: number;
  /** Null: none came. */
  readonly response: Response | null;
}

export interface Shop {
  ask(now: Instant): ShopAnswer;
  /** How often it was asked within the second from then on; of the latest mood only. */
  askedSince(instant: Instant): number;
  /** When the last good answer to what it was asked so far is there. */
  readonly answersUntil: Instant;
}

/** A gateway waits no longer for the head of an answer. */
const longestWaitMs = 30 * secondMs;
/** Beyond it the shop refuses. */
const longestQueueMs = 5 * secondMs;
const refusedAfterMs = 5;
/** What is left of the shop while it is slow. */
const slowShare = 0.2;
const failingShare = 0.5;
const restSeconds = 20;

const good = new Response(null, { status: 200 });
const failed = new Response(null, { status: 500 });
const overloaded = new Response(null, { status: 503 });
const resting = new Response(null, {
  status: 503,
  headers: { "Retry-After": String(restSeconds) },
});

/** Moods in which nothing at all is answered well. */
export const isSilent = ({ kind }: Mood): boolean => kind === "hanging" || kind === "gone";

export function createShop(
  { requestsPerSecond, usualMs, moods }: ShopOptions,
  random: Random,
): Shop {
  /** When all that it has taken on is answered. */
  let busyUntil = begun;
  /** When it was asked since the latest mood began. */
  let asked: Instant[] = [];
  let latestMood: Mood | undefined;
  let answersUntil = begun;

  function queue(now: Instant, perSecond: number): ShopAnswer {
    const waitMs = Math.max(0, busyUntil - now);
    if (waitMs > longestQueueMs) return { afterMs: refusedAfterMs, response: overloaded };
    busyUntil = now + waitMs + secondMs / perSecond;
    const afterMs = usualMs * (0.5 + random()) + waitMs;
    answersUntil = Math.max(answersUntil, now + afterMs);
    return { afterMs, response: good };
  }

  return {
    ask(now) {
      const mood = moods.find(({ fromMs, untilMs }) => {
        const sinceMs = now - begun;
        return fromMs <= sinceMs && sinceMs < untilMs;
      });
      if (mood !== latestMood) asked = [];
      latestMood = mood;
      if (mood && isSilent(mood)) asked.push(now);
      switch (mood?.kind) {
        case "gone":
          return { afterMs: refusedAfterMs, response: null };
        case "hanging":
          return { afterMs: longestWaitMs, response: null };
        case "resting":
          return { afterMs: refusedAfterMs, response: resting };
        case "failing":
          if (random() < failingShare) return { afterMs: usualMs, response: failed };
          return queue(now, requestsPerSecond);
        case "slow":
          return queue(now, requestsPerSecond * slowShare);
        default:
          return queue(now, requestsPerSecond);
      }
    },
    get answersUntil() {
      return answersUntil;
    },
    askedSince: (instant) => asked.filter((at) => instant <= at && at < instant + secondMs).length,
  };
}
