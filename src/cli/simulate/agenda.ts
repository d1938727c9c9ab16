/**
 * What happens next: a wheel of milliseconds, because a million visitors put tens of millions of things on
 * it. Planning is one write; whatever falls into the same millisecond is sorted when its turn comes. Equal
 * instants come in the order in which they were planned.
 */

export interface Agenda {
  /** Something already past comes next. */
  plan(at: number, who: number): void;
  /** Takes the earliest off; undefined when nothing is planned. */
  next(): { readonly at: number; readonly who: number } | undefined;
}

/** About two minutes, more than any page is told to wait; what lies beyond waits apart for its turn. */
const wheelMs = 2 ** 17;
const nobody = -1;

export function createAgenda(): Agenda {
  const table = createTable();
  /** For each millisecond of this turn of the wheel the last row planned; each row knows the one before. */
  const wheel = new Int32Array(wheelMs).fill(nobody);
  let beyond = nobody;
  /** The millisecond that is being worked off, and its rows in order, the earliest last. */
  let current = Number.NEGATIVE_INFINITY;
  const due: number[] = [];
  /** The wheel holds what is planned from `current` up to here. */
  let turnsAt = Number.NEGATIVE_INFINITY;
  let onWheel = 0;

  function place(row: number): void {
    const millisecond = Math.floor(table.at(row));
    if (millisecond <= current) insert(row);
    else if (millisecond >= turnsAt) {
      table.link(row, beyond);
      beyond = row;
    } else {
      const slot = slotOf(millisecond);
      table.link(row, wheel[slot] ?? nobody);
      wheel[slot] = row;
      onWheel++;
    }
  }

  /** Among what is due now. Mostly it is the last to come, or few come before it. */
  function insert(row: number): void {
    let index = due.length;
    while (index > 0 && table.at(due[index - 1] ?? nobody) <= table.at(row)) index--;
    due.splice(index, 0, row);
  }

  /** Moves on to the next millisecond in which anything happens. */
  function advance(): boolean {
    if (onWheel === 0 && !turnTheWheel()) return false;
    current++;
    let slot = slotOf(current);
    while (wheel[slot] === nobody) {
      current++;
      slot = (slot + 1) & (wheelMs - 1);
    }
    due.length = 0;
    for (let row = wheel[slot] ?? nobody; row !== nobody; row = table.before(row)) due.push(row);
    wheel[slot] = nobody;
    onWheel -= due.length;
    // The last planned is first here, and stays so among equals.
    if (due.length > 1) due.sort(table.latestFirst);
    return true;
  }

  /** Takes up what lies beyond, from its earliest on. */
  function turnTheWheel(): boolean {
    if (beyond === nobody) return false;
    let earliest = Number.POSITIVE_INFINITY;
    for (let row = beyond; row !== nobody; row = table.before(row)) {
      earliest = Math.min(earliest, table.at(row));
    }
    current = Math.floor(earliest) - 1;
    turnsAt = current + 1 + wheelMs;
    const rows: number[] = [];
    for (let row = beyond; row !== nobody; row = table.before(row)) rows.push(row);
    beyond = nobody;
    for (const row of rows.reverse()) place(row);
    return true;
  }

  return {
    plan: (at, who) => place(table.add(at, who)),
    next() {
      if (due.length === 0 && !advance()) return undefined;
      const row = due.pop() ?? nobody;
      const next = { at: table.at(row), who: table.who(row) };
      table.free(row);
      return next;
    },
  };
}

/** Instants are positive and below 2^53; the remainder by a power of two is the same for all of them. */
const slotOf = (millisecond: number): number => millisecond % wheelMs;

/**
 * Rows of an instant and two whole numbers, 16 bytes side by side, so that looking at one fetches one line of
 * memory. A row given back is the next given out.
 */
function createTable() {
  let ats = new Float64Array(2_048);
  let wholes = new Int32Array(ats.buffer);
  let used = 0;
  let free = nobody;

  function grow(): void {
    const larger = new Float64Array(2 * ats.length);
    larger.set(ats);
    ats = larger;
    wholes = new Int32Array(ats.buffer);
  }

  function take(): number {
    const row = free;
    if (row === nobody) {
      if (2 * used === ats.length) grow();
      return used++;
    }
    free = before(row);
    return row;
  }

  const at = (row: number): number => ats[2 * row] ?? 0;
  const who = (row: number): number => wholes[4 * row + 2] ?? 0;
  const before = (row: number): number => wholes[4 * row + 3] ?? nobody;
  function link(row: number, other: number): void {
    wholes[4 * row + 3] = other;
  }

  return {
    add(instant: number, whose: number): number {
      const row = take();
      ats[2 * row] = instant;
      wholes[4 * row + 2] = whose;
      return row;
    },
    free(row: number): void {
      link(row, free);
      free = row;
    },
    at,
    who,
    before,
    link,
    latestFirst: (one: number, other: number): number => at(other) - at(one),
  };
}
