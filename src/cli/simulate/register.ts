/**
 * The rows of one epoch in memory: the same promises as the store on disk, for properties and simulation.
 */

import type { Admission, Register } from "../../domain/admission.ts";
import type { GivenRun } from "../../domain/sequencer.ts";
import { generalLine } from "../../domain/settings.ts";
import type { Joined } from "../../domain/ticket.ts";
import { secondMs } from "../../domain/time.ts";
import { createOtherEpochs } from "./other-epochs.ts";

export interface MemoryRegister extends Register {
  readonly rows: ReadonlyMap<PlaceName, Admission>;
  /** Those whose session is not over. */
  readonly active: ReadonlySet<PlaceName>;
  /** Of those, the ones whose visitor does not have the pass yet. */
  readonly lent: ReadonlySet<PlaceName>;
  readonly departed: ReadonlyMap<PlaceName, number>;
  /** What the last transaction did to the rows, in order. */
  changes(): readonly RowChange[];
  /** Admissions that it wrote a first row of, in order. */
  inserted(): readonly Admission[];
  /** Units that the rows say were sold, and how many besides: in other sales, or to passes of other epochs. */
  readonly unitsSold: number;
  readonly salesOutside: number;
  /** All or nothing: what `change` wrote is undone when it throws. */
  transaction<T>(change: () => T): T;
}

/** Undefined where there was no row, or is none any more. */
export interface RowChange {
  readonly before: Admission | undefined;
  readonly after: Admission | undefined;
}

/** A number of a line. Of the general line the number itself, because a million names are many. */
type PlaceName = number | string;

const nameOf = (line: string, number: number): PlaceName =>
  line === generalLine ? number : `${line} ${number}`;

export function memoryRegister(): MemoryRegister {
  const rows = new Map<PlaceName, Admission>();
  const active = new Set<PlaceName>();
  const lent = new Set<PlaceName>();
  /** The place of each who left, and by line who it is. */
  const departed = new Map<PlaceName, number>();
  const leavers = new Map<string, Leavers>();
  const invited = new Map<string, Joined>();
  const runs = new Map<number, GivenRun>();
  const sales = new Set<string>();
  const ends = endsBySecond();
  let unitsSold = 0;
  let undo: (() => void)[] = [];
  const others = createOtherEpochs((back) => undo.push(back));
  let changes: RowChange[] = [];

  function put(name: PlaceName, row: Admission | undefined): void {
    const before = rows.get(name);
    if (before?.ended === null) {
      active.delete(name);
      lent.delete(name);
      ends.remove(name, before);
    }
    unitsSold += (row?.units ?? 0) - (before?.units ?? 0);
    if (row) rows.set(name, row);
    else rows.delete(name);
    if (row?.ended === null) {
      active.add(name);
      if (!row.fetched) lent.add(name);
      ends.add(name, row);
    }
  }

  function change(name: PlaceName, row: Admission | undefined): void {
    const before = rows.get(name);
    undo.push(() => put(name, before));
    changes.push({ before, after: row });
    put(name, row);
  }

  const leaversOf = (line: string): Leavers => {
    const those = leavers.get(line) ?? createLeavers();
    leavers.set(line, those);
    return those;
  };

  function putDeparted(line: string, number: number, place: number | undefined): void {
    const name = nameOf(line, number);
    leaversOf(line).put(number, { before: departed.get(name), after: place });
    if (place === undefined) departed.delete(name);
    else departed.set(name, place);
  }

  return {
    rows,
    active,
    lent,
    departed,
    find: (line, number) => rows.get(nameOf(line, number)),
    write(admission) {
      change(nameOf(admission.line, admission.number), admission);
    },
    remove: (line, number) => change(nameOf(line, number), undefined),
    runOut: (now) =>
      ends
        .upTo(now)
        .flatMap((name) => rows.get(name) ?? [])
        .filter(({ endsAt }) => endsAt <= now)
        .sort((a, b) => a.endsAt - b.endsAt),
    extendSessions(byMs) {
      for (const name of [...active]) {
        const row = rows.get(name);
        if (row) change(name, { ...row, endsAt: row.endsAt + byMs });
      }
    },
    hasLeft: (line, number) => departed.has(nameOf(line, number)),
    markLeft(line, number, place) {
      const before = departed.get(nameOf(line, number));
      undo.push(() => putDeparted(line, number, before));
      putDeparted(line, number, place);
    },
    leftOf: (line) => leaversOf(line).numbers(),
    leftBetween: (line, from, to) => leaversOf(line).countBetween(from, to),
    findInvited: (subject) => invited.get(subject),
    writeInvited(subject, joined) {
      const before = invited.get(subject);
      undo.push(() => (before ? invited.set(subject, before) : invited.delete(subject)));
      invited.set(subject, joined);
    },
    lastRun: (batcher) => runs.get(batcher),
    writeRun(batcher, run) {
      const before = runs.get(batcher);
      undo.push(() => (before ? runs.set(batcher, before) : runs.delete(batcher)));
      runs.set(batcher, run);
    },
    isNewSale(key) {
      if (sales.has(key)) return false;
      undo.push(() => sales.delete(key));
      sales.add(key);
      return true;
    },
    ofEpoch: others.of,
    changes: () => changes,
    inserted: () => changes.flatMap(({ before, after }) => (before || !after ? [] : after)),
    get unitsSold() {
      return unitsSold;
    },
    get salesOutside() {
      return sales.size + others.unitsSold;
    },
    transaction(run) {
      undo = [];
      changes = [];
      try {
        return run();
      } catch (error) {
        for (const back of undo.reverse()) back();
        throw error;
      }
    },
  };
}

type Leavers = ReturnType<typeof createLeavers>;

/** Those of a line who said that they left, by blocks of places: counting looks at no more than it counts. */
function createLeavers() {
  const places = new Map<number, number>();
  const blocks = new Map<number, Map<number, number>>();
  const blockOf = (place: number) => Math.floor(place / placesOfABlock);
  return {
    put(
      number: number,
      { before, after }: { before: number | undefined; after: number | undefined },
    ) {
      if (before !== undefined) blocks.get(blockOf(before))?.delete(number);
      if (after === undefined) {
        places.delete(number);
        return;
      }
      places.set(number, after);
      const block = blocks.get(blockOf(after)) ?? new Map<number, number>();
      blocks.set(blockOf(after), block.set(number, after));
    },
    numbers: () => [...places.keys()],
    countBetween(from: number, to: number): number {
      let count = 0;
      for (let block = blockOf(from); block <= blockOf(to); block++) {
        for (const place of blocks.get(block)?.values() ?? []) {
          if (place >= from && place <= to) count++;
        }
      }
      return count;
    },
  };
}

const placesOfABlock = 256;

/** Active numbers by the second in which they end, so that asking who ran out costs what ran out. */
function endsBySecond() {
  const buckets = new Map<number, Set<PlaceName>>();
  let earliest = Number.POSITIVE_INFINITY;
  const secondOf = ({ endsAt }: Admission) => Math.floor(endsAt / secondMs);
  return {
    add(name: PlaceName, row: Admission) {
      const second = secondOf(row);
      const bucket = buckets.get(second) ?? new Set();
      buckets.set(second, bucket.add(name));
      earliest = Math.min(earliest, second);
    },
    remove(name: PlaceName, row: Admission) {
      buckets.get(secondOf(row))?.delete(name);
    },
    upTo(now: number): PlaceName[] {
      const last = Math.floor(now / secondMs);
      // Whatever is empty by now is not looked at again.
      while (earliest <= last && !buckets.get(earliest)?.size) buckets.delete(earliest++);
      const found: PlaceName[] = [];
      for (let second = earliest; second <= last; second++) {
        for (const name of buckets.get(second) ?? []) found.push(name);
      }
      return found;
    },
  };
}
