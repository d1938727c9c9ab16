/**
 * How long the shop may keep us waiting. The limit runs only while we wait for the shop, never while the
 * visitor is still sending or the answer is on its way.
 */

import { defaultSettings, type RoomSettings } from "../domain/settings.ts";
import { secondMs } from "../domain/time.ts";

export interface TimeLimit {
  /**
   * Rejects when the shop let the time pass. Whoever answers the visitor then ends the request, and with it
   * the platform drops what was still asked of the shop: an `AbortSignal` would do no more, and costs every
   * request a quarter of what it costs to be passed on.
   */
  readonly passed: Promise<never>;
  /** It is the shop's turn now. */
  run(): void;
  /** It is not the shop's turn. */
  rest(): void;
  /** Its answer is there: whatever may still be on its way, in either direction, takes its time. */
  end(): void;
}

export const originLimitMs = (settings: RoomSettings | null): number =>
  (settings ?? defaultSettings).originTimeoutSeconds * secondMs;

export function createTimeLimit(ms: number): TimeLimit {
  const { promise: passed, reject } = Promise.withResolvers<never>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isOver = false;
  const rest = () => {
    if (timer !== undefined) clearTimeout(timer);
  };
  return {
    passed,
    rest,
    end() {
      isOver = true;
      rest();
    },
    run() {
      rest();
      if (isOver) return;
      timer = setTimeout(() => reject(new Error("The shop did not answer in time")), ms);
    },
  };
}
