/**
 * Whether an object is heard. One that has said nothing to anybody for two seconds, though it was asked, is silent:
 * whoever waits is told so, and whoever comes after that at once. One that is slow is not: it answers somebody.
 */

import type { RoomSnapshot } from "../domain/snapshot.ts";
import { secondMs } from "../domain/time.ts";
import { after } from "./after.ts";
import type { Visit } from "./visit.ts";

export interface Hearing {
  /** Puts a question to the object, and hears the answer. */
  ask<T>(question: () => Promise<T>): Promise<T>;
  isSilent(): boolean;
  /**
   * The answer, waited for as long as the object is heard.
   * @throws what the answer throws, and when the object is silent
   */
  inTime<T>(answer: Promise<T>): Promise<T>;
}

/** A room of which nothing came for so long does not answer, whether anybody asked or not. */
const unheardAfterMs = 5 * secondMs;

export const isSilent = ({ now }: Visit, { asOf }: RoomSnapshot): boolean =>
  now - asOf > unheardAfterMs;

const silentAfterMs = 1_750;
/** Where the whole machine stood still, the answers come behind the clock: one more look. */
const lastLookMs = 250;
/** Whoever comes has the snapshot asked for, and its answer ends the silence; this is for when nobody has. */
const forgottenAfterMs = 10 * secondMs;

export function createHearing(clock: () => number): Hearing {
  let heardAt = Number.NEGATIVE_INFINITY;
  /** The first question since to which nothing came. */
  let askedAt: number | undefined;
  let silentAt = Number.NEGATIVE_INFINITY;

  return {
    async ask(question) {
      const since = clock();
      askedAt ??= since;
      try {
        const answer = await question();
        heardAt = clock();
        askedAt = undefined;
        silentAt = Number.NEGATIVE_INFINITY;
        return answer;
      } catch (error) {
        // To fail is an answer, but not when a time limit on the way gave it.
        if (clock() - since < silentAfterMs) askedAt = undefined;
        throw error;
      }
    },
    isSilent: () => clock() - silentAt < forgottenAfterMs,
    async inTime(answer) {
      const begunAt = clock();
      const silentMs = () => clock() - Math.max(heardAt, Math.min(begunAt, askedAt ?? begunAt));
      for (;;) {
        const wasSilentMs = silentMs();
        const waitMs = Math.max(lastLookMs, silentAfterMs - wasSilentMs);
        const answered = await Promise.race([answer, after(waitMs)]);
        if (answered !== undefined) return answered;
        if (wasSilentMs >= silentAfterMs && silentMs() >= silentAfterMs) {
          silentAt = clock();
          throw new Error("The object does not answer");
        }
      }
    },
  };
}
