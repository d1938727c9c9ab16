/**
 * What the shop said of a session and the room has not heard, because it did not answer: an order is
 * complete, a visitor may not stay. Kept until the room answers again, and said then. Repeating is
 * safe: the room counts each of them once.
 */

import type { RoomCall } from "../domain/calls.ts";

export interface Unheard {
  keep(word: RoomCall): void;
  /** Whether anything is. */
  isKept(): boolean;
  /** Says what is kept, now that the room answers. Never rejects. */
  say(send: (words: readonly RoomCall[]) => Promise<unknown>): Promise<void>;
}

interface KeptWord {
  readonly word: RoomCall;
  readonly tries: number;
}

/** A few megabytes at most; beyond, the oldest is forgotten, and its slot is free when its session ends. */
const mostKept = 10_000;
const mostAtOnce = 500;
/** A word that a room in order cannot bear is not said for ever. */
const mostTries = 5;

export function createUnheard(): Unheard {
  let kept: readonly KeptWord[] = [];
  const keepAll = (words: readonly KeptWord[]) => {
    kept = [...kept, ...words].slice(-mostKept);
  };
  return {
    keep: (word) => keepAll([{ word, tries: 0 }]),
    isKept: () => kept.length > 0,
    async say(send) {
      // Taken before they are said: nobody else says them meanwhile.
      const words = kept.slice(0, mostAtOnce);
      if (words.length === 0) return;
      kept = kept.slice(mostAtOnce);
      try {
        await send(words.map(({ word }) => word));
      } catch {
        const again = words.map(({ word, tries }) => ({ word, tries: tries + 1 }));
        keepAll(again.filter(({ tries }) => tries < mostTries));
      }
    },
  };
}
