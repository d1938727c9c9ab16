/** What time alone does to a room: rates come into force, sessions run out, cohorts grow old, people go. */

import { allowanceOnThisClock, underNewRate } from "./allowance.ts";
import { countCohort } from "./attendance.ts";
import { cohortsOnThisClock, mergeNeighbours, shownOf } from "./cohort.ts";
import { withoutGone } from "./door.ts";
import { endSession, takeBack } from "./freeing.ts";
import { type Line, withLineState } from "./line.ts";
import { settleMs } from "./polling.ts";
import { holdDraw, withDrawTables } from "./room-draw.ts";
import { isOriginOut, outageOnThisClock, watchOrigin } from "./room-origin.ts";
import {
  backAfterRestart,
  type Room,
  rateInForce,
  type Turn,
  waitForTheDoor,
  withEachLine,
  withState,
} from "./room-state.ts";
import { phaseOf } from "./schedule.ts";
import { newStock, sellAgain, stockNow } from "./stock.ts";
import { secondMs } from "./time.ts";

/** The room as it is now. The very same object when time changed nothing. */
export function bringUpToDate(room: Room, turn: Turn): Room {
  return [
    correctClock,
    withDrawTables,
    followSchedule,
    watchOrigin,
    countStock,
    underRateInForce,
    endRunOut,
    ageLines,
  ].reduce((current, step) => step(current, turn), room);
}

/** A clock that went back: what lies in the future is brought back to where it can be. */
function correctClock(room: Room, { now }: Turn): Room {
  const allowance = allowanceOnThisClock(room.state.allowance, now);
  const backBy = Math.min(room.backBy, backAfterRestart(now));
  const corrected = withEachLine(outageOnThisClock(room, now), (line) => {
    const cohorts = cohortsOnThisClock(line.state.cohorts, now);
    return cohorts === line.state.cohorts ? line : withLineState(line, { cohorts });
  });
  if (allowance === room.state.allowance) return { ...corrected, backBy };
  return { ...withState(corrected, { allowance }), backBy };
}

/** The opening and the end happen once; at the opening those who are there are drawn. */
function followSchedule(room: Room, turn: Turn): Room {
  const { settings, now } = turn;
  const before = room.state.happened;
  const { happened } = phaseOf(settings, { state: settings.state, happened: before }, now);
  if (happened === before) return room;
  const after = withState(room, { happened });
  const opens = happened.opened && !before.opened;
  return opens && settings.order === "draw" ? holdDraw(after, turn) : after;
}

function countStock(room: Room, { settings, now }: Turn): Room {
  if (settings.stock === null) return room;
  const { inside, stock: counted } = room.state;
  const { units } = settings.stock;
  const turn = { settings: settings.stock, now };
  const { stock, units: unitsBefore } = counted ?? {
    // Whoever is inside when the counting begins may buy.
    stock: { ...newStock, buying: inside },
    units,
  };
  const current = units > unitsBefore ? sellAgain(stock, turn) : stockNow(stock, turn);
  if (current === counted?.stock && units === unitsBefore) return room;
  return withState(room, { stock: { stock: current, units } });
}

function underRateInForce(room: Room, turn: Turn): Room {
  const { allowance, rate } = room.state;
  const inForce = rateInForce(room, turn);
  if (inForce.perSecond === rate.perSecond) return room;
  const changed = withState(room, {
    rate: inForce,
    allowance: underNewRate(allowance, rate, inForce, turn.now),
  });
  // During a pause nobody is heard at the door; the called ask for its end every two seconds.
  return rate.perSecond === 0 ? waitForTheDoor(changed, turn.now + settleMs) : changed;
}

/** Sessions whose time is over free their slots; while the shop is out, their clocks stand still. */
function endRunOut(room: Room, turn: Turn): Room {
  if (isOriginOut(room)) return room;
  const runOut = turn.register.runOut(turn.now);
  return runOut.reduce(
    (current, admission) =>
      admission.fetched
        ? endSession(current, admission, { reason: "expired", units: null }, turn)
        : takeBack(current, admission, turn),
    room,
  );
}

const ageLines = (room: Room, turn: Turn): Room =>
  withEachLine(room, (line) =>
    [forgetGone, countSettled, expireCohorts].reduce(
      (current, step) => step(current, room, turn),
      line,
    ),
  );

/** Whoever stood at the door and did not ask again counts as unseen once more. */
function forgetGone(line: Line, _room: Room, { now }: Turn): Line {
  const door = withoutGone(line.door, now);
  return door === line.door ? line : { ...line, door };
}

/** Measures the attendance. While nobody is let in, nobody can show. */
function countSettled(line: Line, { state, backBy }: Room, { now }: Turn): Line {
  if (state.rate.perSecond === 0) return line;
  const { cohorts } = line.state;
  let { attendance } = line.state;
  const counted = cohorts.map((cohort) => {
    const shown = shownOf(cohort, line.door);
    if (now < Math.max(cohort.settledAt, backBy) || shown <= (cohort.counted ?? -1)) return cohort;
    attendance = countCohort(attendance, cohort, line.door);
    return { ...cohort, counted: shown };
  });
  if (attendance === line.state.attendance) return line;
  return withLineState(line, { attendance, cohorts: counted });
}

/** Forgets the oldest cohorts as their claim windows end, but not during a pause, when nobody can enter. */
function expireCohorts(line: Line, { state, backBy }: Room, { settings, now }: Turn): Line {
  const { cohorts } = line.state;
  const windowMs = settings.claimWindowSeconds * secondMs;
  const firstKept = cohorts.findIndex(
    ({ settledAt, calledAt }) => now <= Math.max(settledAt, calledAt + windowMs, backBy),
  );
  const expired = state.rate.perSecond === 0 ? 0 : firstKept === -1 ? cohorts.length : firstKept;
  const kept = mergeNeighbours(expired === 0 ? cohorts : cohorts.slice(expired), now);
  return kept === cohorts ? line : withLineState(line, { cohorts: kept });
}
