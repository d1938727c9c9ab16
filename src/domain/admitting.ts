/**
 * Letting people in: at once while nobody waits, otherwise from the door in order of place. Here the
 * allowance and the capacity are spent, each admission once, and nowhere else.
 */

import { furthestAheadMs, nextSlot, type Rate, spendAt } from "./allowance.ts";
import { isSettled } from "./cohort.ts";
import { type AtTheDoor, beforeAtTheDoor } from "./door.ts";
import { settleMs, shortestPollMs } from "./polling.ts";
import { freeOf, type Room, type Turn, withState, withTotals } from "./room-state.ts";
import { beginSession } from "./session.ts";
import { type Instant, secondMs } from "./time.ts";
import { everybodySettled } from "./upkeep.ts";

/** A wait told at the door lies between these: long enough to be worth it, short enough to notice who left. */
const shortestDoorWaitMs = 250;
const longestDoorWaitMs = 5 * secondMs;

/** Whether somebody who comes now, having waited for nothing, would be let through. */
export function passesAtOnce(room: Room, { settings, now }: Omit<Turn, "register">): boolean {
  const { state, door } = room;
  if (settings.queue === "always" || settings.state !== "open") return false;
  if (state.issued > state.serving || door.length > 0 || !everybodySettled(room, now)) return false;
  const slot = nextSlot(state.allowance, state.rate, now);
  return slot !== null && slot <= now && freeOf(state, settings) !== 0;
}

/** Admits the number that the sequencer just gave, at once. Only when `passesAtOnce`. */
export function admitAtOnce(room: Room, passId: string, turn: Turn): Room {
  const { settings, register, now } = turn;
  const number = room.state.issued;
  register.write(beginSession({ number, passId, claimed: true }, settings, now));
  return withState(countFetched(spend(room, now, now)), { serving: number });
}

/**
 * Gives the next slots to those at the door, lowest places first. Nobody is let in over somebody with a
 * lower place who was called a moment ago and may be about to ask.
 * @param asking the numbers whose visitors are asking in this very step, and so fetch the pass now
 */
export function admitFromTheDoor(room: Room, asking: ReadonlySet<number>, turn: Turn): Room {
  const { settings, register, now } = turn;
  let current = room;
  for (const visitor of room.door) {
    const slot = nextSlot(current.state.allowance, current.state.rate, now);
    if (slot === null || slot > now + furthestAheadMs) break;
    if (freeOf(current.state, settings) === 0) break;
    if (!mayGoFirst(current, visitor.place, now)) break;
    const { number, passId } = visitor;
    const claimed = asking.has(number);
    register.write(beginSession({ number, passId, claimed }, settings, slot));
    current = spend(current, slot, now);
    if (claimed) current = countFetched(current);
  }
  const admitted = current.state.inside - room.state.inside;
  return admitted === 0 ? room : { ...current, door: room.door.slice(admitted) };
}

/** When somebody at the door should ask again: as their slot comes near, and often enough to be seen. */
export function doorWaitMs(room: Room, { place }: AtTheDoor, { settings, now }: Turn): number {
  const { allowance, rate, cohorts } = room.state;
  const slot = nextSlot(allowance, rate, now);
  const unsettled = cohorts.findLast((cohort) => cohort.from < place && !isSettled(cohort, now));
  const untilSettledMs = unsettled ? unsettled.settledAt - now : 0;
  const untilSlotMs =
    slot === null ? longestDoorWaitMs : slot - now + behindMs(room, place, rate) - furthestAheadMs / 2;
  const untilRoomMs = freeOf(room.state, settings) === 0 ? shortestPollMs : 0;
  const wait = Math.max(untilSettledMs, untilSlotMs, untilRoomMs, shortestDoorWaitMs);
  return Math.ceil(Math.min(wait, longestDoorWaitMs));
}

/** How many the next few seconds can admit: what the serving number calls ahead for. */
export function wantedAtTheDoor(
  { state }: Room,
  { settings }: Turn,
  endsPerSecond: number,
): number {
  if (state.rate.perSecond === 0) return 0;
  const horizonSeconds = (settleMs + 3 * secondMs) / secondMs;
  // More than the time allows: somebody stands ready when the next slot comes, and when they turn away.
  const byRate = state.rate.perSecond * horizonSeconds + 2;
  const free = freeOf(state, settings);
  return free === null ? byRate : Math.min(byRate, free + endsPerSecond * horizonSeconds + 1);
}

/** One more pass was fetched by its visitor. */
export const countFetched = (room: Room): Room =>
  withTotals(room, { admitted: room.state.totals.admitted + 1 });

const behindMs = (room: Room, place: number, rate: Rate): number =>
  (beforeAtTheDoor(room.door, place) / rate.perSecond) * secondMs;

const mayGoFirst = ({ state }: Room, place: number, now: Instant): boolean =>
  state.cohorts.every((cohort) => cohort.from >= place || isSettled(cohort, now));

function spend(room: Room, slot: Instant, now: Instant): Room {
  const { allowance, rate, inside } = room.state;
  return withState(room, { allowance: spendAt(allowance, rate, slot, now), inside: inside + 1 });
}
