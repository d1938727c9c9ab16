/**
 * What happens next: a binary heap of instants, in two plain arrays of numbers, because a million
 * visitors put tens of millions of things on it. Equal instants come in the order of planning.
 */

export interface Agenda {
  plan(at: number, who: number): void;
  /** Takes the earliest off; undefined when nothing is planned. */
  next(): { readonly at: number; readonly who: number } | undefined;
}

export function createAgenda(): Agenda {
  const times: number[] = [];
  const whos: number[] = [];
  const turns: number[] = [];
  let planned = 0;

  const isBefore = (a: number, b: number): boolean => {
    const [timeA = 0, timeB = 0] = [times[a], times[b]];
    return timeA === timeB ? (turns[a] ?? 0) < (turns[b] ?? 0) : timeA < timeB;
  };

  function swap(a: number, b: number): void {
    for (const values of [times, whos, turns]) {
      const held = values[a] ?? 0;
      values[a] = values[b] ?? 0;
      values[b] = held;
    }
  }

  function rise(index: number): void {
    let child = index;
    while (child > 0) {
      const parent = (child - 1) >> 1;
      if (!isBefore(child, parent)) return;
      swap(child, parent);
      child = parent;
    }
  }

  function sink(index: number): void {
    let parent = index;
    for (;;) {
      const left = 2 * parent + 1;
      if (left >= times.length) return;
      const right = left + 1;
      const child = right < times.length && isBefore(right, left) ? right : left;
      if (!isBefore(child, parent)) return;
      swap(child, parent);
      parent = child;
    }
  }

  return {
    plan(at, who) {
      times.push(at);
      whos.push(who);
      turns.push(planned++);
      rise(times.length - 1);
    },
    next() {
      const [at] = times;
      const [who] = whos;
      if (at === undefined || who === undefined) return undefined;
      swap(0, times.length - 1);
      times.pop();
      whos.pop();
      turns.pop();
      sink(0);
      return { at, who };
    },
  };
}
