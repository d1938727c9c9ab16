/** Waiting for a gateway on a clock that stands still: for tests with vitest's fake timers. */

import { vi } from "vitest";

/** Taken before any test stops the clock. */
const { setTimeout: realTimeout } = globalThis;
const breath = () => new Promise((resolve) => realTimeout(resolve, 3));

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
