/** What the memory of a register keeps of passes that were not given in its epoch. */

import type { Admission, PassRows } from "../../domain/admission.ts";

export interface OtherEpochs {
  of(epoch: number): PassRows;
  /** Units that were sold to them. */
  readonly unitsSold: number;
}

/** @param undoable is handed what takes a change back */
export function createOtherEpochs(undoable: (back: () => void) => void): OtherEpochs {
  const rows = new Map<string, Admission>();
  const sales = new Set<string>();

  function put(name: string, row: Admission | undefined): void {
    const before = rows.get(name);
    undoable(() => (before ? rows.set(name, before) : rows.delete(name)));
    if (row) rows.set(name, row);
    else rows.delete(name);
  }

  return {
    of: (epoch) => ({
      find: (line, number) => rows.get(`${epoch} ${line} ${number}`),
      write: (row) => put(`${epoch} ${row.line} ${row.number}`, row),
      isNewSale(key) {
        const name = `${epoch} ${key}`;
        if (sales.has(name)) return false;
        undoable(() => sales.delete(name));
        sales.add(name);
        return true;
      },
      forget(before) {
        for (const [name, { endsAt }] of rows) {
          if (name.startsWith(`${epoch} `) && endsAt < before) put(name, undefined);
        }
      },
    }),
    get unitsSold() {
      return [...rows.values()].reduce((sum, { units }) => sum + (units ?? 0), 0);
    },
  };
}
