/**
 * Letting people in: at once while nobody waits, otherwise from the door in order of place. Here the
 * allowance and the capacity are spent, each admission once, and nowhere else.
 */

import { furthestAheadMs, nextSlot, spendAt } from "./allowance.ts";
import { type Cohort, unseenOf, withCohort } from "./cohort.ts";
import { type AtTheDoor, beforeAtTheDoor, isOverdue, leaveTheDoor } from "./door.ts";
import { longestDoorWaitMs, networkMs, shortestPollMs } from "./polling.ts";
import { freeOf, isDoorKnown, type Room, type Turn, withState } from "./room-state.ts";
import { beginSession } from "./session.ts";
import { type Instant, secondMs } from "./time.ts";
import { countEnds, endsPerSecond } from "./turnover.ts";

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
  const number = room.state.issued;
  const visitor = { place: number, number, passId };
  const admitted = admit(room, visitor, { slot: turn.now, fetched: true }, turn);
  return withState(admitted, { serving: number });
}

/**
 * Gives the next slots to those at the door, lowest places first. Nobody is let in over somebody with a
 * lower place who was called a moment ago and may be about to ask. A slot waits for the visitor whose
 * turn it is until it is about to begin; then it is lent to them if they may still be on the way to ask,
 * and the next one's if they were told to ask by now and did not.
 * @param asking the numbers whose visitors are asking in this very step, and so have the pass
 */
export function admitFromTheDoor(room: Room, asking: ReadonlySet<number>, turn: Turn): Room {
  const { settings, now } = turn;
  const opensUpTo = opensFor(room, now);
  let current = room;
  for (const visitor of room.door) {
    const slot = nextSlot(current.state.allowance, current.state.rate, now);
    if (slot === null || slot > now + furthestAheadMs || visitor.place > opensUpTo) break;
    if (freeOf(current.state, settings) === 0) break;
    const fetched = asking.has(visitor.number);
    if (!fetched && isOverdue(visitor, now)) continue;
    if (!fetched && slot > now + networkMs) break;
    current = admit(current, visitor, { slot, fetched }, turn);
  }
  return current;
}

/** When somebody at the door should ask again, and how long until their slot; see `calls.ts`. */
export function doorWait(
  room: Room,
  { place }: AtTheDoor,
  { settings, now }: Turn,
): { readonly retryAfterMs: number; readonly waitMs: number | null } {
  const { allowance, rate, cohorts } = room.state;
  const slot = nextSlot(allowance, rate, now);
  const unsettled = cohorts.filter((one) => one.from < place && !isSettled(one, room, now));
  const settledAt = Math.max(now, room.backBy, ...unsettled.map((one) => one.settledAt));
  const untilSettledMs = settledAt - now;
  const behindMs = (beforeAtTheDoor(room.door, place) / rate.perSecond) * secondMs;
  const untilSlotMs = slot === null ? null : slot - now + behindMs;
  const isFull = freeOf(room.state, settings) === 0;
  // As the slot comes near, and often enough to be seen.
  const wait = Math.max(
    untilSettledMs,
    untilSlotMs === null ? longestDoorWaitMs : untilSlotMs - furthestAheadMs / 2,
    isFull ? shortestPollMs : 0,
    shortestDoorWaitMs,
  );
  return {
    retryAfterMs: Math.ceil(Math.min(wait, longestDoorWaitMs)),
    waitMs: isFull || untilSlotMs === null ? null : Math.max(untilSlotMs, untilSettledMs),
  };
}

/**
 * How many can be admitted until those who are called now have come, and a little longer: what the
 * serving number calls ahead for.
 */
export function wantedAtTheDoor(
  { state }: Room,
  settledMs: number,
  { settings, now }: Turn,
): number {
  if (state.rate.perSecond === 0) return 0;
  const seconds = (settledMs + reserveMs) / secondMs;
  // More than the time allows: somebody stands ready when the next slot comes, and when they turn away.
  const byRate = state.rate.perSecond * seconds + 2;
  const free = freeOf(state, settings);
  const ends = endsPerSecond(state.turnover, state.inside, now) ?? 0;
  return free === null ? byRate : Math.min(byRate, free + ends * seconds + 1);
}

/** The last place that need not wait for somebody lower who may be about to come. */
function opensFor(room: Room, now: Instant): number {
  if (!isDoorKnown(room, now)) return 0;
  const { cohorts } = room.state;
  const unsettled = cohorts.filter((cohort) => !isSettled(cohort, room, now));
  return Math.min(Number.POSITIVE_INFINITY, ...unsettled.map(({ from }) => from));
}

/** Nobody of it can still be on the way with a page that is open: all have come, or had the time to. */
const isSettled = (cohort: Cohort, { door }: Room, now: Instant): boolean =>
  now >= cohort.settledAt || unseenOf(cohort, door) === 0;

function admit(
  room: Room,
  { place, number, passId }: Omit<AtTheDoor, "asksAt">,
  { slot, fetched }: { readonly slot: Instant; readonly fetched: boolean },
  { settings, register, now }: Turn,
): Room {
  const { allowance, rate, inside, cohorts, totals, turnover } = room.state;
  register.write(beginSession({ number, passId, fetched }, settings, slot));
  return {
    ...withState(room, {
      allowance: spendAt(allowance, rate, slot),
      inside: inside + 1,
      turnover: countEnds(turnover, { ends: 0, inside }, now),
      totals: { ...totals, admitted: totals.admitted + (fetched ? 1 : 0) },
      cohorts: withCohort(cohorts, place, (cohort) => ({
        ...cohort,
        admitted: cohort.admitted + 1,
      })),
    }),
    door: leaveTheDoor(room.door, place),
  };
}
