/**
 * Letting people in: at once while nobody waits, otherwise from the door in order of place. Here the
 * allowance and the capacity are spent, each admission once, and nowhere else.
 */

import { furthestAheadMs, nextSlot, spendAt } from "./allowance.ts";
import { isSettled, withCohort } from "./cohort.ts";
import { type AtTheDoor, beforeAtTheDoor } from "./door.ts";
import { longestDoorWaitMs, shortestPollMs } from "./polling.ts";
import { freeOf, type Room, type Turn, withState, withTotals } from "./room-state.ts";
import { beginSession } from "./session.ts";
import { type Instant, secondMs } from "./time.ts";
import { endsPerSecond } from "./turnover.ts";

/** A wait told at the door is long enough to be worth it. */
const shortestDoorWaitMs = 250;

/** A reserve at the door against chance: what those who come are fewer than expected, for a while. */
const reserveMs = 3 * secondMs;

/** Whether somebody who comes now, having waited for nothing, would be let through. */
export function passesAtOnce(room: Room, { settings, now }: Omit<Turn, "register">): boolean {
  const { state, door } = room;
  if (settings.queue === "always" || settings.state !== "open") return false;
  if (state.issued > state.serving || door.length > 0) return false;
  if (opensFor(room, now) < Number.POSITIVE_INFINITY) return false;
  const slot = nextSlot(state.allowance, state.rate, now);
  return slot !== null && slot <= now && freeOf(state, settings) !== 0;
}

/** Admits the number that the sequencer just gave, at once. Only when `passesAtOnce`. */
export function admitAtOnce(room: Room, passId: string, turn: Turn): Room {
  const { settings, register, now } = turn;
  const number = room.state.issued;
  register.write(beginSession({ number, passId, claimed: true }, settings, now));
  return withState(countFetched(spend(room, number, now, now)), { serving: number });
}

/**
 * Gives the next slots to those at the door, lowest places first. Nobody is let in over somebody with a
 * lower place who was called a moment ago and may be about to ask.
 * @param asking the numbers whose visitors are asking in this very step, and so fetch the pass now
 */
export function admitFromTheDoor(room: Room, asking: ReadonlySet<number>, turn: Turn): Room {
  const { settings, register, now } = turn;
  const opensUpTo = opensFor(room, now);
  let current = room;
  for (const { place, number, passId } of room.door) {
    const slot = nextSlot(current.state.allowance, current.state.rate, now);
    if (slot === null || slot > now + furthestAheadMs) break;
    if (freeOf(current.state, settings) === 0 || place > opensUpTo) break;
    const claimed = asking.has(number);
    register.write(beginSession({ number, passId, claimed }, settings, slot));
    current = spend(current, place, slot, now);
    if (claimed) current = countFetched(current);
  }
  const admitted = current.state.inside - room.state.inside;
  return admitted === 0 ? room : { ...current, door: room.door.slice(admitted) };
}

/** When somebody at the door should ask again: as their slot comes near, and often enough to be seen. */
export function doorWaitMs(room: Room, { place }: AtTheDoor, { settings, now }: Turn): number {
  const { allowance, rate, cohorts } = room.state;
  const slot = nextSlot(allowance, rate, now);
  const untilSettledMs = Math.max(
    ...cohorts
      .filter((cohort) => cohort.from < place && !isSettled(cohort, room.door, now))
      .map(({ settledAt }) => settledAt - now),
  );
  const behindMs = (beforeAtTheDoor(room.door, place) / rate.perSecond) * secondMs;
  const untilSlotMs =
    slot === null ? longestDoorWaitMs : slot - now + behindMs - furthestAheadMs / 2;
  const untilRoomMs = freeOf(room.state, settings) === 0 ? shortestPollMs : 0;
  const wait = Math.max(untilSettledMs, untilSlotMs, untilRoomMs, shortestDoorWaitMs);
  return Math.ceil(Math.min(wait, longestDoorWaitMs));
}

/**
 * How many can be admitted until those who are called now have come, and a little longer: what the
 * serving number calls ahead for.
 */
export function wantedAtTheDoor({ state }: Room, settledMs: number, { settings, now }: Turn): number {
  if (state.rate.perSecond === 0) return 0;
  const seconds = (settledMs + reserveMs) / secondMs;
  // More than the time allows: somebody stands ready when the next slot comes, and when they turn away.
  const byRate = state.rate.perSecond * seconds + 2;
  const free = freeOf(state, settings);
  const ends = endsPerSecond(state.turnover, now) ?? 0;
  return free === null ? byRate : Math.min(byRate, free + ends * seconds + 1);
}

/** One more pass was fetched by its visitor. */
export const countFetched = (room: Room): Room =>
  withTotals(room, { admitted: room.state.totals.admitted + 1 });

/** The last place that need not wait for somebody lower who may be about to come. */
const opensFor = ({ state, door }: Room, now: Instant): number =>
  Math.min(
    Number.POSITIVE_INFINITY,
    ...state.cohorts.filter((cohort) => !isSettled(cohort, door, now)).map(({ from }) => from),
  );

function spend(room: Room, place: number, slot: Instant, now: Instant): Room {
  const { allowance, rate, inside, cohorts } = room.state;
  return withState(room, {
    allowance: spendAt(allowance, rate, slot, now),
    inside: inside + 1,
    cohorts: withCohort(cohorts, place, (cohort) => ({
      ...cohort,
      admitted: cohort.admitted + 1,
    })),
  });
}
