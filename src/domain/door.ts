/**
 * The door: those of the called who are here now, in order of place. Whoever comes first among them by
 * place goes in first, whoever came first to the door.
 *
 * It is kept in memory only. A crash forgets it and costs nobody anything: everybody who stands here
 * was told when to ask again, and comes back.
 */

import { heardBy, longestDoorWaitMs } from "./polling.ts";
import type { TicketNote } from "./ticket.ts";
import { type Instant, secondMs } from "./time.ts";

export interface AtTheDoor {
  readonly place: number;
  readonly number: number;
  readonly passId: string;
  /** When they were told to ask again. */
  readonly asksAt: Instant;
  /** When they first asked. */
  readonly cameAt: Instant;
  readonly ticket: TicketNote;
}

/** Sorted by place, each place once. */
export type Door = readonly AtTheDoor[];

/** How much later than told somebody may ask again before they count as gone. */
const patienceMs = 3 * secondMs;

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
    return door.with(index, { ...known, asksAt: visitor.asksAt });
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

/** Later than any network explains: whoever was told to ask by now and did not holds nobody up. */
export const isOverdue = (visitor: AtTheDoor, now: Instant): boolean =>
  heardBy(visitor.asksAt) <= now;

/** Told to ask long ago, or (by a clock that went back) later than anybody is told to. */
const isGone = ({ asksAt }: AtTheDoor, now: Instant): boolean =>
  asksAt + patienceMs < now || asksAt > now + longestDoorWaitMs;

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
