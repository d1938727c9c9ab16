/**
 * How many visitors are where, right now, for the progress bar and the picture.
 */

const phases = [
  "coming",
  "joining",
  "waiting",
  "away",
  "called",
  "inside",
  "ordered",
  "left",
  "gone",
] as const;

/** `away`: the tab is closed or asleep for a while. `gone`: ended without an order. */
export type Phase = (typeof phases)[number];

export interface Tally {
  readonly counts: Readonly<Record<Phase, number>>;
  move(from: Phase, to: Phase): void;
}

export function createTally(visitors: number): Tally {
  const counts: Record<Phase, number> = {
    coming: visitors,
    joining: 0,
    waiting: 0,
    away: 0,
    called: 0,
    inside: 0,
    ordered: 0,
    left: 0,
    gone: 0,
  };
  return {
    counts,
    move(from, to) {
      counts[from]--;
      counts[to]++;
    },
  };
}

/** Of the crowd, those whose part is over. */
export function finished({ ordered, left, gone }: Tally["counts"]): number {
  return ordered + left + gone;
}
