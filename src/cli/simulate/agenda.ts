/**
 * What happens next: a binary heap of instants in plain arrays of numbers, because a million visitors
 * put tens of millions of things on it. Equal instants come in the order in which they were planned.
 */

export interface Agenda {
  plan(at: number, who: number): void;
  /** Takes the earliest off; undefined when nothing is planned. */
  next(): { readonly at: number; readonly who: number } | undefined;
}

export function createAgenda(): Agenda {
  // Three columns of one table: a row is something planned.
  const times: number[] = [];
  const turns: number[] = [];
  const whos: number[] = [];
  let planned = 0;

  const isEarlier = (at: number, turn: number, row: number): boolean => {
    const time = times[row] ?? Number.POSITIVE_INFINITY;
    return at === time ? turn < (turns[row] ?? 0) : at < time;
  };

  function write(row: number, at: number, turn: number, who: number): void {
    times[row] = at;
    turns[row] = turn;
    whos[row] = who;
  }

  const move = (from: number, to: number): void =>
    write(to, times[from] ?? 0, turns[from] ?? 0, whos[from] ?? 0);

  return {
    plan(at, who) {
      const turn = planned++;
      let row = times.length;
      while (row > 0) {
        const parent = (row - 1) >> 1;
        if (!isEarlier(at, turn, parent)) break;
        move(parent, row);
        row = parent;
      }
      write(row, at, turn, who);
    },
    next() {
      const [at] = times;
      const [who] = whos;
      if (at === undefined || who === undefined) return undefined;
      const [lastAt = 0, lastTurn = 0, lastWho = 0] = [times.pop(), turns.pop(), whos.pop()];
      const { length } = times;
      let row = 0;
      for (let child = 1; child < length; child = 2 * row + 1) {
        const right = child + 1;
        if (right < length && isEarlier(times[right] ?? 0, turns[right] ?? 0, child)) child = right;
        if (isEarlier(lastAt, lastTurn, child)) break;
        move(child, row);
        row = child;
      }
      if (length > 0) write(row, lastAt, lastTurn, lastWho);
      return { at, who };
    },
  };
}
