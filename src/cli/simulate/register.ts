/**
 * The rows of one epoch in memory: the same promises as the store on disk, for properties and simulation.
 */

import type { Admission, Register } from "../../domain/admission.ts";
import { generalLine } from "../../domain/settings.ts";
import type { Joined } from "../../domain/ticket.ts";
import { secondMs } from "../../domain/time.ts";

export interface MemoryRegister extends Register {
  readonly rows: ReadonlyMap<PlaceName, Admission>;
  /** Those whose session is not over. */
  readonly active: ReadonlySet<PlaceName>;
  /** Of those, the ones whose visitor does not have the pass yet. */
  readonly lent: ReadonlySet<PlaceName>;
  readonly departed: ReadonlyMap<PlaceName, number>;
  /** Admissions that the last transaction wrote a first row of, in order. */
  inserted(): readonly PlaceName[];
  /** All or nothing: what `change` wrote is undone when it throws. */
  transaction<T>(change: () => T): T;
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
  const leavers = new Map<string, Map<number, number>>();
  const invited = new Map<string, Joined>();
  const sales = new Set<string>();
  const ends = endsBySecond();
  let undo: (() => void)[] = [];
  let inserted: PlaceName[] = [];

  function put(name: PlaceName, row: Admission | undefined): void {
    const before = rows.get(name);
    if (before?.ended === null) {
      active.delete(name);
      lent.delete(name);
      ends.remove(name, before);
    }
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
    put(name, row);
  }

  function putDeparted(line: string, number: number, place: number | undefined): void {
    const name = nameOf(line, number);
    const those = leavers.get(line) ?? new Map<number, number>();
    leavers.set(line, those);
    if (place === undefined) {
      departed.delete(name);
      those.delete(number);
    } else {
      departed.set(name, place);
      those.set(number, place);
    }
  }

  return {
    rows,
    active,
    lent,
    departed,
    find: (line, number) => rows.get(nameOf(line, number)),
    write(admission) {
      const name = nameOf(admission.line, admission.number);
      if (!rows.has(name)) inserted.push(name);
      change(name, admission);
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
    leftOf: (line) => [...(leavers.get(line)?.keys() ?? [])],
    leftBetween(line, from, to) {
      let count = 0;
      for (const place of leavers.get(line)?.values() ?? []) {
        if (place >= from && place <= to) count++;
      }
      return count;
    },
    findInvited: (subject) => invited.get(subject),
    writeInvited(subject, joined) {
      const before = invited.get(subject);
      undo.push(() => (before ? invited.set(subject, before) : invited.delete(subject)));
      invited.set(subject, joined);
    },
    isNewSale(key) {
      if (sales.has(key)) return false;
      undo.push(() => sales.delete(key));
      sales.add(key);
      return true;
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
