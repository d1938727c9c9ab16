/** What time alone does to a room: rates come into force, sessions run out, cohorts grow old, people go. */

import type { Register } from "./admission.ts";
import { allowanceOnThisClock, underNewRate } from "./allowance.ts";
import { countCohort } from "./attendance.ts";
import { cohortsOnThisClock, mergeNeighbours, shownOf, withCohort } from "./cohort.ts";
import { withoutGone } from "./door.ts";
import { settleMs } from "./polling.ts";
import {
  backAfterRestart,
  type Room,
  rateInForce,
  type Turn,
  waitForTheDoor,
  withState,
} from "./room-state.ts";
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

/** A clock that went back: what lies in the future is brought back to where it can be. */
function correctClock(room: Room, { now }: Turn): Room {
  const { state } = room;
  const allowance = allowanceOnThisClock(state.allowance, now);
  const cohorts = cohortsOnThisClock(state.cohorts, now);
  const backBy = Math.min(room.backBy, backAfterRestart(now));
  const isCorrect = allowance === state.allowance && cohorts === state.cohorts;
  return { ...(isCorrect ? room : withState(room, { allowance, cohorts })), backBy };
}

function underRateInForce(room: Room, { settings, now }: Turn): Room {
  const { allowance, rate } = room.state;
  const inForce = rateInForce(settings);
  if (inForce.perSecond === rate.perSecond) return room;
  const changed = withState(room, {
    rate: inForce,
    allowance: underNewRate(allowance, rate, inForce, now),
  });
  // During a pause nobody is heard at the door; the called ask for its end every two seconds.
  return rate.perSecond === 0 ? waitForTheDoor(changed, now + settleMs) : changed;
}

/** Sessions whose time is over free their slots. */
function endRunOut(room: Room, { register, now }: Turn): Room {
  const runOut = register.runOut(now);
  if (runOut.length === 0) return room;
  const { inside, turnover } = room.state;
  const freed = withState(room, {
    inside: inside - runOut.length,
    turnover: countEnds(turnover, { ends: runOut.length, inside }, now),
  });
  return runOut.reduce((current, admission) => {
    if (!admission.fetched) return takeBack(current, admission.number, register);
    register.write({ ...admission, ended: "expired" });
    return current;
  }, freed);
}

/** A session that its visitor never came for is as if it had not been: the ticket may try again. */
export function takeBack(room: Room, number: number, register: Register): Room {
  register.remove(number);
  return withState(room, {
    cohorts: withCohort(room.state.cohorts, number, (cohort) => ({
      ...cohort,
      admitted: cohort.admitted - 1,
    })),
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
    if (now < Math.max(cohort.settledAt, room.backBy) || shown <= (cohort.counted ?? -1))
      return cohort;
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
    ({ settledAt, calledAt }) => now <= Math.max(settledAt, calledAt + windowMs, room.backBy),
  );
  const expired = rate.perSecond === 0 ? 0 : firstKept === -1 ? cohorts.length : firstKept;
  const kept = mergeNeighbours(expired === 0 ? cohorts : cohorts.slice(expired), now);
  return kept === cohorts ? room : withState(room, { cohorts: kept });
}
