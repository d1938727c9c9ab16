/**
 * How long the shop may keep us waiting. The limit runs only while we wait for the shop, never while the
 * visitor is still sending or the answer is on its way.
 */

export interface TimeLimit {
  /** Aborted when the shop let the time pass. */
  readonly signal: AbortSignal;
  /** It is the shop's turn now. */
  run(): void;
  /** It is not the shop's turn. */
  rest(): void;
  /** Its answer is there: whatever may still be on its way, in either direction, takes its time. */
  end(): void;
}

export function createTimeLimit(ms: number): TimeLimit {
  const controller = new AbortController();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isOver = false;
  const rest = () => {
    if (timer !== undefined) clearTimeout(timer);
  };
  return {
    signal: controller.signal,
    rest,
    end() {
      isOver = true;
      rest();
    },
    run() {
      rest();
      if (isOver) return;
      timer = setTimeout(() => controller.abort(new Error("The shop did not answer in time")), ms);
    },
  };
}
