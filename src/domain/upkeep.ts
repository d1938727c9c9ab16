/** What time alone does to a room: rates come into force, sessions run out, cohorts grow old, people go. */

import { underNewRate } from "./allowance.ts";
import { countCohort } from "./attendance.ts";
import { cohortOf, isSettled, mergeOldCohorts, unseenOf, withCohort } from "./cohort.ts";
import { isGone, withoutGone } from "./door.ts";
import { type Room, rateInForce, type Turn, withState, withTotals } from "./room-state.ts";
import { secondMs } from "./time.ts";
import { countEnds } from "./turnover.ts";

/** The room as it is now. The very same object when time changed nothing that is durable. */
export function bringUpToDate(room: Room, turn: Turn): Room {
  return [underRateInForce, endRunOut, forgetGone, countSettled, expireCohorts].reduce(
    (current, step) => step(current, turn),
    room,
  );
}

function underRateInForce(room: Room, { settings, now }: Turn): Room {
  const { allowance, rate } = room.state;
  const inForce = rateInForce(settings);
  if (inForce.perSecond === rate.perSecond) return room;
  return withState(room, {
    rate: inForce,
    allowance: underNewRate(allowance, rate, inForce, now),
  });
}

/** Sessions whose time is over free their slots. One that nobody fetched is taken back: its ticket may try again. */
function endRunOut(room: Room, { register, now }: Turn): Room {
  const runOut = register.runOut(now);
  if (runOut.length === 0) return room;
  for (const admission of runOut) {
    if (admission.claimed) register.write({ ...admission, ended: "expired" });
    else register.remove(admission.number);
  }
  const { inside, turnover, totals } = room.state;
  const neverFetched = runOut.filter(({ claimed }) => !claimed).length;
  return withState(room, {
    inside: inside - runOut.length,
    turnover: countEnds(turnover, runOut.length, now),
    totals: { ...totals, noShows: totals.noShows + neverFetched },
  });
}

/** Whoever stood at the door and did not ask again counts as unseen once more. */
function forgetGone(room: Room, { now }: Turn): Room {
  const door = withoutGone(room.door, now);
  if (door === room.door) return room;
  const gone = room.door.filter((visitor) => isGone(visitor, now));
  return gone.reduce((current, { place }) => unsee(current, place), { ...room, door });
}

/** Takes back that somebody had come: their cohort has one unseen more, or there is one no-show more. */
export function unsee(room: Room, place: number): Room {
  const { cohorts, totals } = room.state;
  return cohortOf(cohorts, place)
    ? withState(room, {
        cohorts: withCohort(cohorts, place, (cohort) => ({ ...cohort, shown: cohort.shown - 1 })),
      })
    : withTotals(room, { noShows: totals.noShows + 1 });
}

function countSettled(room: Room, { now }: Turn): Room {
  const { cohorts, attendance } = room.state;
  const ripe = cohorts.filter((cohort) => !cohort.counted && now >= cohort.settledAt);
  if (ripe.length === 0) return room;
  return withState(room, {
    attendance: ripe.reduce(countCohort, attendance),
    cohorts: cohorts.map((cohort) =>
      ripe.includes(cohort) ? { ...cohort, counted: true } : cohort,
    ),
  });
}

function expireCohorts(room: Room, { settings, now }: Turn): Room {
  const { cohorts, totals } = room.state;
  const windowMs = settings.claimWindowSeconds * secondMs;
  const over = cohorts.filter(
    (cohort) => now > Math.max(cohort.settledAt, cohort.calledAt + windowMs),
  );
  const kept = mergeOldCohorts(over.length === 0 ? cohorts : cohorts.slice(over.length), now);
  if (kept === cohorts) return room;
  const unseen = over.reduce((sum, cohort) => sum + unseenOf(cohort), 0);
  return withState(room, {
    cohorts: kept,
    totals: { ...totals, noShows: totals.noShows + unseen },
  });
}

/** Whether anybody who was called may be about to come. */
export const everybodySettled = (room: Room, now: number): boolean =>
  room.state.cohorts.every((cohort) => isSettled(cohort, now));
