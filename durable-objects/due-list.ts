/** What is due some day, the earliest first: a binary heap, so that a million wait at the price of none. */

import type { Instant } from "../src/domain/time.ts";

/** Where to look when its time has come. */
export interface Due {
  readonly line: string;
  readonly number: number;
  readonly endsAt: Instant;
}

export class DueList {
  /** Nobody stands before the one at half of their own position. */
  readonly #heap: Due[] = [];

  add(due: Due): void {
    const heap = this.#heap;
    let at = heap.length;
    for (;;) {
      const above = (at - 1) >> 1;
      const parent = heap[above];
      if (parent === undefined || parent.endsAt <= due.endsAt) break;
      heap[at] = parent;
      at = above;
    }
    heap[at] = due;
  }

  /** The earliest first. */
  takeUpTo(now: Instant): readonly Due[] {
    const taken: Due[] = [];
    for (;;) {
      const [first] = this.#heap;
      if (first === undefined || first.endsAt > now) return taken;
      taken.push(first);
      this.#removeFirst();
    }
  }

  #removeFirst(): void {
    const heap = this.#heap;
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return;
    let at = 0;
    for (;;) {
      const left = heap[2 * at + 1];
      const right = heap[2 * at + 2];
      const isRight = left !== undefined && right !== undefined && right.endsAt < left.endsAt;
      const child = isRight ? right : left;
      if (child === undefined || child.endsAt >= last.endsAt) break;
      heap[at] = child;
      at = 2 * at + (isRight ? 2 : 1);
    }
    heap[at] = last;
  }
}
