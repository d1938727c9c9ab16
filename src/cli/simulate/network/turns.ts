/**
 * Whose turn it is next, of a million who have one turn planned each: a wheel of hundredths of a second. Who
 * falls into the same hundredth comes in no particular order, which is what makes it fast.
 */

export interface Turns {
  /** Within two minutes and a half from the instant that is being worked off. */
  plan(atMs: number, who: number): void;
  /** Everybody whose turn comes before that instant; `take` may plan their next one. */
  runUntil(endMs: number, take: (who: number, nowMs: number) => void): void;
}

const stepMs = 10;
const steps = 2 ** 14;
const nobody = -1;

/** @param fromMs the instant that is worked off first */
export function createTurns(people: number, fromMs = 0): Turns {
  /** The last planned of each step; everybody knows who was planned before them. */
  const last = new Int32Array(steps).fill(nobody);
  const before = new Int32Array(people).fill(nobody);
  let step = Math.floor(fromMs / stepMs) - 1;
  return {
    plan(atMs, who) {
      const wanted = Math.max(step + 1, Math.ceil(atMs / stepMs));
      if (wanted - step >= steps) throw new RangeError(`Cannot plan: ${atMs} ms is too far off`);
      const slot = wanted % steps;
      before[who] = last[slot] ?? nobody;
      last[slot] = who;
    },
    runUntil(endMs, take) {
      for (; step * stepMs < endMs; step++) {
        const slot = step % steps;
        let who = last[slot] ?? nobody;
        last[slot] = nobody;
        while (who !== nobody) {
          const next = before[who] ?? nobody;
          take(who, step * stepMs);
          who = next;
        }
      }
    },
  };
}
