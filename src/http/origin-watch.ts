/**
 * What this gateway sees of a room's shop, counted until the room asks for it: about once a second, with
 * the snapshot. Only when the merchant has set a target for the shop.
 */

import { addSights, isNothing, nothingSeen, type OriginSight } from "../domain/origin-sight.ts";
import type { Instant } from "../domain/time.ts";

export interface OriginWatch {
  /** A request goes to the shop. */
  ask(targetMs: number): AskedRequest;
  /** What was seen since the last time; undefined for nothing. */
  take(): OriginSight | undefined;
  /** The room did not hear it: to be told again. */
  putBack(seen: OriginSight | undefined): void;
}

export interface AskedRequest {
  /** The head of the answer is there; null: none came. */
  answered(response: Response | null): void;
  /** The visitor went away; nothing is known of the shop. */
  gaveUp(): void;
}

interface Pending {
  readonly askedAt: Instant;
  readonly targetMs: number;
  /** Each request is slow once. */
  isSlow: boolean;
}

/**
 * Past any time limit of the shop. The platform drops a request whose visitor has gone without another
 * word to us, and what nobody waits for any more must not fill the memory.
 */
const longestMs = 11 * 60_000;

export function createOriginWatch(clock: () => Instant): OriginWatch {
  let seen = nothingSeen;
  let goodAt = Number.NEGATIVE_INFINITY;
  /** Since when the shop was asked and gave no good answer. */
  let unheardSince: Instant | null = null;
  const pending = new Set<Pending>();
  const count = (sight: Partial<OriginSight>) => {
    seen = addSights(seen, { ...nothingSeen, ...sight });
  };

  function countSlow(request: Pending): void {
    if (request.isSlow || clock() - request.askedAt <= request.targetMs) return;
    request.isSlow = true;
    count({ slow: 1 });
  }

  return {
    ask(targetMs) {
      const request: Pending = { askedAt: clock(), targetMs, isSlow: false };
      pending.add(request);
      unheardSince ??= request.askedAt;
      count({ asked: 1 });
      return {
        gaveUp() {
          pending.delete(request);
        },
        answered(response) {
          countSlow(request);
          pending.delete(request);
          const hasFailed = response === null || response.status >= 500;
          if (hasFailed) {
            const retryAfterSeconds = response?.status === 503 ? retryAfterOf(response) : null;
            count({ failed: 1, retryAfterSeconds });
            return;
          }
          count({ answered: 1 });
          goodAt = clock();
          unheardSince = pending.size > 0 ? goodAt : null;
        },
      };
    },
    take() {
      for (const request of pending) {
        countSlow(request);
        if (clock() - request.askedAt > longestMs) pending.delete(request);
      }
      const taken = seen;
      seen = nothingSeen;
      if (isNothing(taken)) return undefined;
      return {
        ...taken,
        goodAgoMs: taken.answered > 0 ? clock() - goodAt : null,
        unheardForMs: unheardSince === null ? null : clock() - unheardSince,
      };
    },
    putBack(taken) {
      if (taken) seen = addSights(seen, taken);
    },
  };
}

/** Whole seconds; a date would be in the shop's clock, which is not ours. */
function retryAfterOf({ headers }: Response): number | null {
  const seconds = Number(headers.get("Retry-After") ?? Number.NaN);
  return Number.isInteger(seconds) && seconds > 0 ? seconds : null;
}
