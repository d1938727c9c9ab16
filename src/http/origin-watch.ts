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
  /** The room knows that it was asked. */
  isTold: boolean;
}

/**
 * Past any time limit of the shop. The platform drops a request whose visitor has gone without another
 * word to us, and what nobody waits for any more must not fill the memory.
 */
const longestMs = 11 * 60_000;

/** A good answer that a quiet gateway tells later than this would pass for one of now, and hide a silence. */
const goodForMs = 2_000;

export function createOriginWatch(clock: () => Instant): OriginWatch {
  /** All but the good answers, and what was asked for them. */
  let seen = nothingSeen;
  let good = nothingSeen;
  let goodAt = Number.NEGATIVE_INFINITY;
  const pending = new Set<Pending>();
  const count = (sight: Partial<OriginSight>) => {
    seen = addSights(seen, { ...nothingSeen, ...sight });
  };
  const countGood = (asked: number, answered: number) => {
    good = addSights(freshGood(), { ...nothingSeen, asked, answered });
  };
  const freshGood = () => (clock() - goodAt > goodForMs ? nothingSeen : good);
  const untold = ({ isTold }: Pending) => (isTold ? 0 : 1);

  function countSlow(request: Pending): void {
    if (request.isSlow || clock() - request.askedAt <= request.targetMs) return;
    request.isSlow = true;
    count({ slow: 1 });
  }

  return {
    ask(targetMs) {
      const request: Pending = { askedAt: clock(), targetMs, isSlow: false, isTold: false };
      pending.add(request);
      return {
        gaveUp() {
          if (pending.delete(request)) count({ asked: untold(request) });
        },
        answered(response) {
          countSlow(request);
          pending.delete(request);
          const asked = untold(request);
          if (response !== null && response.status < 500) {
            countGood(asked, 1);
            goodAt = clock();
            return;
          }
          const retryAfterSeconds = response?.status === 503 ? retryAfterOf(response) : null;
          count({ asked, failed: 1, retryAfterSeconds });
        },
      };
    },
    take() {
      for (const request of pending) {
        countSlow(request);
        count({ asked: untold(request) });
        request.isTold = true;
        if (clock() - request.askedAt > longestMs) pending.delete(request);
      }
      const taken = addSights(seen, freshGood());
      [seen, good] = [nothingSeen, nothingSeen];
      return isNothing(taken) ? undefined : taken;
    },
    putBack(taken) {
      if (!taken) return;
      const { answered } = taken;
      const asked = Math.min(taken.asked, answered);
      countGood(asked, answered);
      seen = addSights(seen, { ...taken, answered: 0, asked: taken.asked - asked });
    },
  };
}

/** Whole seconds; a date would be in the shop's clock, which is not ours. */
function retryAfterOf({ headers }: Response): number | null {
  const seconds = Number(headers.get("Retry-After") ?? Number.NaN);
  return Number.isInteger(seconds) && seconds > 0 ? seconds : null;
}
