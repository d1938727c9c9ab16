/** What can be seen of a room from outside: by gateways, and on the merchant's screen. */

import { passesAtOnce } from "./admitting.ts";
import { perMinute } from "./allowance.ts";
import { attendanceShare, cautiousShare, measuredShare } from "./attendance.ts";
import { unseenOf } from "./cohort.ts";
import type { Pace } from "./estimate.ts";
import { freeOf, type Room, type Turn } from "./room-state.ts";
import { expectedOf } from "./serving-number.ts";
import type { RoomSnapshot } from "./snapshot.ts";
import { endsPerSecond } from "./turnover.ts";

/** The room as gateways need to know it, but for the settings, which the caller adds. */
export function snapshotOf(
  room: Room,
  turn: Omit<Turn, "register">,
): Omit<RoomSnapshot, "settings" | "settingsVersion" | "revoked"> {
  const { epoch, issued, serving, cohorts } = room.state;
  return {
    asOf: turn.now,
    epoch,
    issued,
    serving,
    calls: cohorts.map(({ from, to, calledAt }) => ({ from, to, calledAt })),
    pace: paceOf(room, turn),
    passesAtOnce: passesAtOnce(room, turn),
  };
}

/** What the waits are worked out from. */
export function paceOf(room: Room, { settings, now }: Omit<Turn, "register">): Pace {
  const { state, door } = room;
  const attendance = attendanceShare(state.attendance);
  return {
    // Of a pause too: whoever is near the front should not sleep through its end.
    admissionsPerSecond: perMinute(settings.admissionsPerMinute).perSecond,
    free: freeOf(state, settings),
    endsPerSecond: endsPerSecond(state.turnover, state.inside, now),
    endsMeasured: state.turnover.ends,
    attendance,
    cautiousAttendance: cautiousShare(state.attendance),
    measuredOn: state.attendance.called,
    atTheDoor: door.length,
    onTheWay: expectedOf(room, now) / attendance,
  };
}

/** Counts of people for the merchant's screen. */
export interface HeadCount {
  readonly waiting: number;
  readonly called: number;
  readonly inside: number;
  readonly attendance: number | null;
}

export function countHeads({ state, door }: Room): HeadCount {
  return {
    waiting: state.issued - state.serving - state.totals.leftUncalled,
    called: door.length + state.cohorts.reduce((sum, cohort) => sum + unseenOf(cohort, door), 0),
    inside: state.inside,
    attendance: measuredShare(state.attendance),
  };
}
