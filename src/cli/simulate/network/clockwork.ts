/** What happens when, on a virtual clock: the simulator's wheel, with things to do in place of people. */

import type { Random } from "../../rush/random.ts";
import { createAgenda } from "../agenda.ts";
import type { Way } from "./inputs.ts";

export interface Clockwork {
  at(ms: number, run: (now: number) => void): void;
  /** Until nothing is left before that instant. */
  runUntil(endMs: number): void;
}

export function createClockwork(): Clockwork {
  const agenda = createAgenda();
  const actions: ((now: number) => void)[] = [];
  const free: number[] = [];
  let held: { readonly at: number; readonly who: number } | undefined;
  return {
    at(ms, run) {
      const slot = free.pop() ?? actions.length;
      actions[slot] = run;
      agenda.plan(ms, slot);
    },
    runUntil(endMs) {
      for (held ??= agenda.next(); held && held.at < endMs; held = agenda.next()) {
        const { at, who } = held;
        const action = actions[who];
        free.push(who);
        action?.(at);
      }
    },
  };
}

/** How long one message takes. */
export function wayOf({ medianMs, sigma }: Way, random: Random): number {
  const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  return medianMs * Math.exp(sigma * normal);
}
