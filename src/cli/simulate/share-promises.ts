/** Of several lines: while the same of them have somebody ready, each gets its share, to two admissions. */

import { hasReady } from "../../domain/admitting.ts";
import { lineOf, type Room } from "../../domain/room-state.ts";
import { weightOfLine } from "../../domain/settings.ts";
import type { Instant } from "../../domain/time.ts";
import type { Check } from "./promises.ts";
import type { Step } from "./simulated-room.ts";

export interface SharePromises {
  afterStep(step: Step): void;
}

/** A line is never a whole admission from its share: one at the beginning of a stretch and one at its end. */
const furthest = 2;
const rounding = 1e-6;

export function createSharePromises(check: Check, happened: (what: string) => void): SharePromises {
  /** The lines that are ready, with their weights, and how many of each were let in since that is so. */
  let stretch = "";
  let weights = new Map<string, number>();
  const admitted = new Map<string, number>();

  function begin(name: string, ready: Map<string, number>): void {
    stretch = name;
    weights = ready;
    admitted.clear();
  }

  return {
    afterStep({ after, settings, register, now }) {
      if (after.lines.length < 2) return;
      const ready = new Map(
        readyIn(after, now).map((name) => [name, weightOfLine(settings, name)] as const),
      );
      const name = JSON.stringify([...ready]);
      const inserted = register.inserted();
      // Whoever came and was let in within one step was ready, too, though nobody sees it afterwards.
      const isSame = name === stretch && inserted.every(({ line }) => ready.has(line));
      if (!isSame) return begin(name, ready);
      for (const { line } of inserted) admitted.set(line, (admitted.get(line) ?? 0) + 1);
      if (weights.size > 1 && inserted.length > 0) happened("several lines ready");
      const total = [...weights.values()].reduce((sum, weight) => sum + weight, 0);
      const all = [...admitted.values()].reduce((sum, count) => sum + count, 0);
      for (const [line, weight] of weights) {
        const due = (all * weight) / total;
        const had = admitted.get(line) ?? 0;
        check(
          Math.abs(had - due) < furthest + rounding,
          "each line has its share",
          () => `${line} had ${had} of ${all}, ${due} were due`,
        );
      }
    },
  };
}

/** By what nothing but a look at the door tells; who is ready after a step was ready all through it. */
const readyIn = (room: Room, now: Instant): readonly string[] =>
  room.lines
    .map(({ state }) => state.name)
    .filter((name) => hasReady(lineOf(room, name), now))
    .toSorted();
