/** Waiting for a gateway on a clock that stands still: for tests with vitest's fake timers. */

import { vi } from "vitest";

/** Taken before any test stops the clock. */
const { setTimeout: realTimeout } = globalThis;
const realNow = performance.now.bind(performance);

const breathMs = 3;

/** Lets a gateway's patience run out so that no test waits for it, but never before work in hand is done. */
export async function soon<T>(answering: T | Promise<T>, ms = 10_000): Promise<T> {
  const answer = Promise.resolve(answering);
  let done = false;
  const end = () => {
    done = true;
  };
  answer.then(end, end);
  for (let passed = 0; passed < ms; passed += 50) {
    await breath();
    if (done) break;
    await vi.advanceTimersByTimeAsync(50);
  }
  return answer;
}

/**
 * Time for the work in hand: signatures are calculated on threads of their own. Where the breath itself comes
 * late the machine is busy, and they may be late as well: then another is taken.
 */
async function breath(): Promise<void> {
  for (let taken = 0; taken < 10; taken++) {
    const begunAt = realNow();
    await new Promise((resolve) => realTimeout(resolve, breathMs));
    if (realNow() - begunAt < 3 * breathMs) return;
  }
}
