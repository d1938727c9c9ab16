/** What time alone does to a room: rates come into force, sessions run out, cohorts grow old, people go. */

import { underNewRate } from "./allowance.ts";
import { countCohort } from "./attendance.ts";
import { askAgainBy, mergeNeighbours, onThisClock, shownOf } from "./cohort.ts";
import { withoutGone } from "./door.ts";
import { settleMs } from "./polling.ts";
import { type Room, rateInForce, type Turn, withState } from "./room-state.ts";
import { secondMs } from "./time.ts";
import { countEnds } from "./turnover.ts";

/** The room as it is now. The very same object when time changed nothing. */
export function bringUpToDate(room: Room, turn: Turn): Room {
  return [
    correctClock,
    underRateInForce,
    endRunOut,
    forgetGone,
    countSettled,
    expireCohorts,
  ].reduce((current, step) => step(current, turn), room);
}

function correctClock(room: Room, { now }: Turn): Room {
  const cohorts = onThisClock(room.state.cohorts, now);
  return cohorts === room.state.cohorts ? room : withState(room, { cohorts });
}

function underRateInForce(room: Room, { settings, now }: Turn): Room {
  const { allowance, rate, cohorts } = room.state;
  const inForce = rateInForce(settings);
  if (inForce.perSecond === rate.perSecond) return room;
  return withState(room, {
    rate: inForce,
    allowance: underNewRate(allowance, rate, inForce, now),
    // During a pause the called ask every two seconds, and nobody is heard at the door.
    cohorts: rate.perSecond === 0 ? askAgainBy(cohorts, now + settleMs) : cohorts,
  });
}

/** Sessions whose time is over free their slots. */
function endRunOut(room: Room, { register, now }: Turn): Room {
  const runOut = register.runOut(now);
  if (runOut.length === 0) return room;
  for (const admission of runOut) register.write({ ...admission, ended: "expired" });
  const { inside, turnover } = room.state;
  return withState(room, {
    inside: inside - runOut.length,
    turnover: countEnds(turnover, { ends: runOut.length, inside }, now),
  });
}

/** Whoever stood at the door and did not ask again counts as unseen once more. */
function forgetGone(room: Room, { now }: Turn): Room {
  const door = withoutGone(room.door, now);
  return door === room.door ? room : { ...room, door };
}

/** Measures the attendance. While nobody is let in, nobody can show. */
function countSettled(room: Room, { now }: Turn): Room {
  const { cohorts, rate } = room.state;
  if (rate.perSecond === 0) return room;
  let { attendance } = room.state;
  const counted = cohorts.map((cohort) => {
    const shown = shownOf(cohort, room.door);
    if (now < cohort.settledAt || shown <= (cohort.counted ?? -1)) return cohort;
    attendance = countCohort(attendance, cohort, room.door);
    return { ...cohort, counted: shown };
  });
  if (attendance === room.state.attendance) return room;
  return withState(room, { attendance, cohorts: counted });
}

/** Forgets the oldest cohorts as their claim windows end, but not during a pause, when nobody can enter. */
function expireCohorts(room: Room, { settings, now }: Turn): Room {
  const { cohorts, rate } = room.state;
  const windowMs = settings.claimWindowSeconds * secondMs;
  const firstKept = cohorts.findIndex(
    ({ settledAt, calledAt }) => now <= Math.max(settledAt, calledAt + windowMs),
  );
  const expired = rate.perSecond === 0 ? 0 : firstKept === -1 ? cohorts.length : firstKept;
  const kept = mergeNeighbours(expired === 0 ? cohorts : cohorts.slice(expired), now);
  return kept === cohorts ? room : withState(room, { cohorts: kept });
}
