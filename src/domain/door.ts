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
  /** When they were told to ask again; of several pages with one ticket, the one that was told the latest. */
  readonly asksAt: Instant;
  /** Their gateway has them wait for that, and asks: whoever is let in until then is sure to hear of it. */
  readonly isHeld: boolean;
  /** When they first asked. */
  readonly cameAt: Instant;
  readonly ticket: TicketNote;
}

/**
 * Sorted by place, each place once. In a room of 60,000 a minute thousands stand here and each of them
 * knocks every few seconds, so it is kept in short groups: a knock makes one of them anew, not the whole.
 */
export interface Door {
  readonly length: number;
  /** None is empty. */
  readonly groups: readonly Group[];
  /** For each group, how many stand in those before it. */
  readonly before: readonly number[];
  /** Nobody was told to ask earlier than this, and nobody later: what is between is not looked through. */
  readonly asks: { readonly from: Instant; readonly until: Instant };
}

type Group = readonly AtTheDoor[];

/** How much later than told somebody may ask again before they count as gone. */
const patienceMs = 3 * secondMs;

/** Beyond it a group is parted: about the root of the largest door there is. */
const mostOfAGroup = 128;

const nobodyAsks: Door["asks"] = {
  from: Number.POSITIVE_INFINITY,
  until: Number.NEGATIVE_INFINITY,
};

export const emptyDoor: Door = { length: 0, groups: [], before: [], asks: nobodyAsks };

/** Everybody, in order of place. */
export function* everybodyAt({ groups }: Door): Generator<AtTheDoor, undefined> {
  for (const group of groups) yield* group;
}

export function atTheDoor(door: Door, place: number): AtTheDoor | undefined {
  const group = door.groups[groupOf(door, place)] ?? [];
  const found = group[indexIn(group, place)];
  return found?.place === place ? found : undefined;
}

/** Adds somebody, or notes that they asked again (the first pass id stays theirs). */
export function comeToTheDoor(door: Door, visitor: AtTheDoor): Door {
  const index = groupOf(door, visitor.place);
  const group = door.groups[index] ?? [];
  const at = indexIn(group, visitor.place);
  const known = group[at];
  if (known?.place === visitor.place) {
    const asksAgain = { ...known, ...latestAsk(known, visitor) };
    const groups = door.groups.with(index, group.with(at, asksAgain));
    return { ...door, groups, asks: includingAsk(door.asks, asksAgain) };
  }
  const asks = includingAsk(door.asks, visitor);
  const longer = group.toSpliced(at, 0, visitor);
  const half = longer.length > mostOfAGroup ? mostOfAGroup / 2 : longer.length;
  return doorOf(door.groups.toSpliced(index, 1, longer.slice(0, half), longer.slice(half)), asks);
}

/** Another page of theirs may be gone: who goes by it would pass the one that stays. Unless the clock went back. */
function latestAsk(known: AtTheDoor, visitor: AtTheDoor): Pick<AtTheDoor, "asksAt" | "isHeld"> {
  const isLater =
    known.asksAt > visitor.asksAt && known.asksAt <= visitor.asksAt + longestDoorWaitMs;
  const { asksAt, isHeld } = isLater ? known : visitor;
  return { asksAt, isHeld };
}

export function leaveTheDoor(door: Door, place: number): Door {
  if (!atTheDoor(door, place)) return door;
  const index = groupOf(door, place);
  const group = door.groups[index] ?? [];
  const shorter = group.toSpliced(indexIn(group, place), 1);
  return doorOf(door.groups.with(index, shorter), door.asks);
}

/** Without those who did not ask again. The same door when it is plain that all did. */
export function withoutGone(door: Door, now: Instant): Door {
  if (door.length === 0) return door;
  const { from, until } = door.asks;
  if (!isGone({ asksAt: from }, now) && !isGone({ asksAt: until }, now)) return door;
  const groups = door.groups.map((group) => group.filter((visitor) => !isGone(visitor, now)));
  return doorOf(groups, groups.flat().reduce(includingAsk, nobodyAsks));
}

const includingAsk = (
  { from, until }: Door["asks"],
  { asksAt }: Pick<AtTheDoor, "asksAt">,
): Door["asks"] => ({ from: Math.min(from, asksAt), until: Math.max(until, asksAt) });

/** Later than any network explains: whoever was told to ask by now and did not holds nobody up. */
export const isOverdue = (visitor: AtTheDoor, now: Instant): boolean =>
  heardBy(visitor.asksAt) <= now;

/** Told to ask long ago, or (by a clock that went back) later than anybody is told to. */
const isGone = ({ asksAt }: Pick<AtTheDoor, "asksAt">, now: Instant): boolean =>
  asksAt + patienceMs < now || asksAt > now + longestDoorWaitMs;

/** How many stand before this place. */
export function beforeAtTheDoor(door: Door, place: number): number {
  const index = groupOf(door, place);
  return (door.before[index] ?? 0) + indexIn(door.groups[index] ?? [], place);
}

/** How many stand there of these places, both included. */
export const doorBetween = (door: Door, from: number, to: number): number =>
  door.length === 0 ? 0 : beforeAtTheDoor(door, to + 1) - beforeAtTheDoor(door, from);

function doorOf(all: readonly Group[], asks: Door["asks"]): Door {
  const groups = all.filter((group) => group.length > 0);
  const before: number[] = [];
  let length = 0;
  for (const group of groups) {
    before.push(length);
    length += group.length;
  }
  return { length, groups, before, asks };
}

/** The group in which a place stands or would stand: the last that begins at or before it, or the first. */
function groupOf({ groups }: Door, place: number): number {
  let low = 0;
  let high = groups.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((groups[middle]?.[0]?.place ?? Number.POSITIVE_INFINITY) <= place) low = middle;
    else high = middle - 1;
  }
  return low;
}

function indexIn(group: Group, place: number): number {
  let low = 0;
  let high = group.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((group[middle]?.place ?? Number.POSITIVE_INFINITY) < place) low = middle + 1;
    else high = middle;
  }
  return low;
}
