/** The rows of one epoch in memory: the same promises as the store on disk, for properties and simulation. */

import type { Admission, Register } from "../../src/domain/admission.ts";

export function memoryRegister(): Register & { readonly rows: ReadonlyMap<number, Admission> } {
  const rows = new Map<number, Admission>();
  const active = new Map<number, Admission>();
  const left = new Set<number>();
  return {
    rows,
    find: (number) => rows.get(number),
    write(admission) {
      rows.set(admission.number, admission);
      if (admission.ended === null) active.set(admission.number, admission);
      else active.delete(admission.number);
    },
    remove(number) {
      rows.delete(number);
      active.delete(number);
    },
    runOut: (now) =>
      [...active.values()].filter((row) => row.endsAt <= now).sort((a, b) => a.endsAt - b.endsAt),
    hasLeft: (number) => left.has(number),
    markLeft: (number) => void left.add(number),
    leftBetween(from, to) {
      let count = 0;
      for (const number of left) if (from <= number && number <= to) count++;
      return count;
    },
  };
}
