/**
 * The rows of one epoch in memory: the same promises as the store on disk, for properties and simulation.
 */

import type { Admission, Register } from "../../domain/admission.ts";
import { secondMs } from "../../domain/time.ts";

export interface MemoryRegister extends Register {
  readonly rows: ReadonlyMap<number, Admission>;
  /** Numbers of those whose session is not over. */
  readonly active: ReadonlySet<number>;
  /** Of those, the ones whose visitor does not have the pass yet. */
  readonly lent: ReadonlySet<number>;
  readonly departed: ReadonlySet<number>;
  /** Numbers that the last transaction wrote a first row of, in order. */
  inserted(): readonly number[];
  /** All or nothing: what `change` wrote is undone when it throws. */
  transaction<T>(change: () => T): T;
}

export function memoryRegister(): MemoryRegister {
  const rows = new Map<number, Admission>();
  const active = new Set<number>();
  const lent = new Set<number>();
  const departed = new Set<number>();
  const ends = endsBySecond();
  let undo: (() => void)[] = [];
  let inserted: number[] = [];

  function put(number: number, row: Admission | undefined): void {
    const before = rows.get(number);
    if (before?.ended === null) {
      active.delete(number);
      lent.delete(number);
      ends.remove(before);
    }
    if (row) rows.set(number, row);
    else rows.delete(number);
    if (row?.ended === null) {
      active.add(number);
      if (!row.fetched) lent.add(number);
      ends.add(row);
    }
  }

  function change(number: number, row: Admission | undefined): void {
    const before = rows.get(number);
    undo.push(() => put(number, before));
    put(number, row);
  }

  return {
    rows,
    active,
    lent,
    departed,
    find: (number) => rows.get(number),
    write(admission) {
      if (!rows.has(admission.number)) inserted.push(admission.number);
      change(admission.number, admission);
    },
    remove: (number) => change(number, undefined),
    runOut: (now) =>
      ends
        .upTo(now)
        .flatMap((number) => rows.get(number) ?? [])
        .filter(({ endsAt }) => endsAt <= now)
        .sort((a, b) => a.endsAt - b.endsAt),
    hasLeft: (number) => departed.has(number),
    markLeft(number) {
      if (departed.has(number)) return;
      undo.push(() => departed.delete(number));
      departed.add(number);
    },
    leftBetween(from, to) {
      let count = 0;
      for (let number = from; number <= to; number++) if (departed.has(number)) count++;
      return count;
    },
    inserted: () => inserted,
    transaction(run) {
      undo = [];
      inserted = [];
      try {
        return run();
      } catch (error) {
        for (const back of undo.reverse()) back();
        throw error;
      }
    },
  };
}

/** Active numbers by the second in which they end, so that asking who ran out costs what ran out. */
function endsBySecond() {
  const buckets = new Map<number, Set<number>>();
  let earliest = Number.POSITIVE_INFINITY;
  const secondOf = ({ endsAt }: Admission) => Math.floor(endsAt / secondMs);
  return {
    add(row: Admission) {
      const second = secondOf(row);
      const bucket = buckets.get(second) ?? new Set();
      buckets.set(second, bucket.add(row.number));
      earliest = Math.min(earliest, second);
    },
    remove(row: Admission) {
      buckets.get(secondOf(row))?.delete(row.number);
    },
    upTo(now: number): number[] {
      const last = Math.floor(now / secondMs);
      // Whatever is empty by now is not looked at again.
      while (earliest <= last && !buckets.get(earliest)?.size) buckets.delete(earliest++);
      const found: number[] = [];
      for (let second = earliest; second <= last; second++) {
        for (const number of buckets.get(second) ?? []) found.push(number);
      }
      return found;
    },
  };
}
