/**
 * The door: those of the called who are here now, in order of place. Whoever comes first among them by
 * place goes in first, whoever came first to the door.
 *
 * It is kept in memory only. A crash forgets it and costs nobody anything: everybody who stands here
 * was told when to ask again, and comes back.
 */

import type { Instant } from "./time.ts";

export interface AtTheDoor {
  readonly place: number;
  readonly number: number;
  readonly passId: string;
  /** When this visitor should have asked again; after it they count as gone. */
  readonly expectedBy: Instant;
}

/** Sorted by place, each place once. */
export type Door = readonly AtTheDoor[];

export const emptyDoor: Door = [];

export function atTheDoor(door: Door, place: number): AtTheDoor | undefined {
  const found = door[indexOf(door, place)];
  return found?.place === place ? found : undefined;
}

/** Adds somebody, or notes that they asked again (the first pass id stays theirs). */
export function comeToTheDoor(door: Door, visitor: AtTheDoor): Door {
  const index = indexOf(door, visitor.place);
  const known = door[index];
  if (known?.place === visitor.place) {
    return door.with(index, { ...known, expectedBy: visitor.expectedBy });
  }
  return door.toSpliced(index, 0, visitor);
}

export const leaveTheDoor = (door: Door, place: number): Door =>
  atTheDoor(door, place) ? door.toSpliced(indexOf(door, place), 1) : door;

/** Without those who did not ask again. The same list when all did. */
export const withoutGone = (door: Door, now: Instant): Door =>
  door.some((visitor) => isGone(visitor, now))
    ? door.filter((visitor) => !isGone(visitor, now))
    : door;

export const isGone = (visitor: AtTheDoor, now: Instant): boolean => visitor.expectedBy < now;

/** How many stand before this place. */
export const beforeAtTheDoor = (door: Door, place: number): number => indexOf(door, place);

/** How many stand there of these places, both included. */
export const doorBetween = (door: Door, from: number, to: number): number =>
  indexOf(door, to + 1) - indexOf(door, from);

function indexOf(door: Door, place: number): number {
  let low = 0;
  let high = door.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((door[middle]?.place ?? Number.POSITIVE_INFINITY) < place) low = middle + 1;
    else high = middle;
  }
  return low;
}
