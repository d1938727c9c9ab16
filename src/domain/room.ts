/**
 * The room: composes the parts of the domain into what happens when visitors join, come to the door,
 * go in, stay and leave. Everything here is one step of one room, taken by its only sequencer; the
 * caller runs it as one transaction, and nobody hears of it before that is durable.
 */

import type { Admission, EndReason } from "./admission.ts";
import {
  admitAtOnce,
  admitFromTheDoor,
  doorWait,
  passesAtOnce,
  wantedAtTheDoor,
} from "./admitting.ts";
import { perMinute } from "./allowance.ts";
import { attendanceShare, cautiousShare, measuredShare } from "./attendance.ts";
import type { Joined, RoomAnswer, RoomCall } from "./calls.ts";
import { unseenOf, withCohort } from "./cohort.ts";
import { atTheDoor, comeToTheDoor, leaveTheDoor } from "./door.ts";
import type { Pace } from "./estimate.ts";
import { noteTold, settledAfterCall, type Told } from "./poll-history.ts";
import { freeOf, type Room, type Turn, withState } from "./room-state.ts";
import { issueTickets } from "./sequencer.ts";
import { callPlaces, expectedOf, placesToCall } from "./serving-number.ts";
import { fetchSession, renewSession } from "./session.ts";
import type { RoomSnapshot } from "./snapshot.ts";
import { countEnds, endsPerSecond } from "./turnover.ts";
import { bringUpToDate, takeBack } from "./upkeep.ts";

/** Joins of the last minute by their key, so that a repeated join is the same join. */
export type RecallJoin = (key: string) => Joined | undefined;

/** Time passes: what is due happens, and the next places are called. */
export function passTime(room: Room, turn: Turn): Room {
  const current = admitFromTheDoor(bringUpToDate(room, turn), new Set(), turn);
  return noteWhatIsTold(callAhead(current, turn), turn);
}

/**
 * Takes a batch of calls in the order in which they came.
 * @returns the room after it and one answer for each call, in the same order
 */
export function takeCalls(
  room: Room,
  calls: readonly RoomCall[],
  recallJoin: RecallJoin,
  turn: Turn,
): { readonly room: Room; readonly answers: readonly RoomAnswer[] } {
  const joins = new Map<string, RoomAnswer>();
  const known = (key: string): RoomAnswer | undefined =>
    joins.get(key) ?? repeated(recallJoin(key), turn);

  // First everybody is heard, so that the allowance is spent in order of place and not of arrival.
  let current = bringUpToDate(room, turn);
  const heard = calls.map((call) => {
    const before = call.kind === "join" ? known(call.key) : undefined;
    if (before) return before;
    const step = hear(current, call, turn);
    current = step.room;
    if (call.kind === "join" && "joined" in step.answer) joins.set(call.key, step.answer);
    return step.answer;
  });

  const asking = new Set(
    calls.flatMap((call, index) =>
      call.kind === "enter" && heard[index]?.kind === "at-the-door" ? [call.number] : [],
    ),
  );
  current = callAhead(admitFromTheDoor(current, asking, turn), turn);

  const answers = heard.map((answer, index) => {
    const call = calls[index];
    if (call?.kind !== "enter" || answer.kind !== "at-the-door") return answer;
    const step = answerAtTheDoor(current, call.number, turn);
    current = step.room;
    return step.answer;
  });
  return { room: current, answers };
}

interface Step {
  readonly room: Room;
  readonly answer: RoomAnswer;
}

function hear(room: Room, call: RoomCall, turn: Turn): Step {
  switch (call.kind) {
    case "pass":
      return passOrJoin(room, call, turn);
    case "join":
      return passOrJoin(room, call, turn);
    case "enter":
      return comeIn(room, call, turn);
    case "leave":
      return leave(room, call, turn);
    case "renew":
      return renew(room, call, turn);
    case "end":
      return end(room, call, turn);
  }
}

function passOrJoin(
  room: Room,
  call: Extract<RoomCall, { kind: "pass" | "join" }>,
  turn: Turn,
): Step {
  const { settings, register, now } = turn;
  const atOnce = passesAtOnce(room, turn);
  if (call.kind === "pass" && !atOnce) return { room, answer: { kind: "busy" } };
  if (settings.state !== "open" && settings.state !== "paused") {
    return { room, answer: { kind: "refused", state: settings.state } };
  }
  const { run, issued } = issueTickets(room.state.issued, 1);
  const numbered = withState(room, { issued });
  const joined =
    call.kind === "join" ? { number: run.first, ticketId: call.ticketId, joinedAt: now } : null;
  if (!atOnce && joined) return { room: numbered, answer: { kind: "joined", joined } };

  const admitted = admitAtOnce(numbered, call.passId, turn);
  const admission = register.find(run.first);
  if (!admission) throw new TypeError("Cannot admit at once: the register did not keep the row");
  return {
    room: admitted,
    answer: { kind: "admitted", admission, ...(joined && { joined }) },
  };
}

/**
 * A join with a key seen a moment ago: the same number, and the same admission if there was one. Whoever
 * left since then, or whose session is over, joins anew.
 */
function repeated(joined: Joined | undefined, { register }: Turn): RoomAnswer | undefined {
  if (!joined || register.hasLeft(joined.number)) return undefined;
  const admission = register.find(joined.number);
  if (!admission?.fetched) return { kind: "joined", joined };
  return admission.ended === null ? { kind: "admitted", admission, joined } : undefined;
}

function comeIn(room: Room, call: Extract<RoomCall, { kind: "enter" }>, turn: Turn): Step {
  const { settings, register, now } = turn;
  const { state, door } = room;
  if (isVoid(room, call, turn)) return { room, answer: { kind: "void" } };
  const admission = register.find(call.number);
  if (admission) return fetchPass(room, admission, turn);
  if (call.number > state.serving) return { room, answer: { kind: "not-called" } };
  if (settings.state !== "open" && settings.state !== "draining") {
    return { room, answer: { kind: "refused", state: settings.state } };
  }
  const visitor = {
    place: call.number,
    number: call.number,
    passId: call.passId,
    asksAt: now,
  };
  return {
    room: { ...room, door: comeToTheDoor(door, visitor) },
    answer: { kind: "at-the-door", retryAfterMs: 0, waitMs: null },
  };
}

function answerAtTheDoor(room: Room, number: number, turn: Turn): Step {
  const admission = turn.register.find(number);
  if (admission) return { room, answer: { kind: "admitted", admission } };
  const visitor = atTheDoor(room.door, number);
  if (!visitor) return { room, answer: { kind: "void" } };
  const wait = doorWait(room, visitor, turn);
  const door = comeToTheDoor(room.door, { ...visitor, asksAt: turn.now + wait.retryAfterMs });
  return { room: { ...room, door }, answer: { kind: "at-the-door", ...wait } };
}

function fetchPass(room: Room, admission: Admission, { settings, register, now }: Turn): Step {
  if (admission.fetched) return { room, answer: stayOf(admission) };
  const fetched = fetchSession(admission, settings, now);
  register.write(fetched);
  const { totals } = room.state;
  return {
    room: withState(room, { totals: { ...totals, admitted: totals.admitted + 1 } }),
    answer: stayOf(fetched),
  };
}

function leave(room: Room, call: Extract<RoomCall, { kind: "leave" }>, turn: Turn): Step {
  const { register } = turn;
  const { number } = call;
  if (isVoid(room, call, turn)) return { room, answer: { kind: "done" } };
  const admission = register.find(number);
  if (admission?.fetched) return end(room, { ...call, kind: "end", reason: "left" }, turn);

  const freed = admission ? freeSlot(takeBack(room, number, register), turn) : room;
  register.markLeft(number);
  const { totals, serving, cohorts } = freed.state;
  const isCalled = number <= serving;
  const gone = withState(freed, {
    totals: {
      ...totals,
      left: totals.left + 1,
      leftUncalled: totals.leftUncalled + (isCalled ? 0 : 1),
    },
    cohorts: withCohort(cohorts, number, (cohort) => ({ ...cohort, left: cohort.left + 1 })),
  });
  return { room: { ...gone, door: leaveTheDoor(room.door, number) }, answer: { kind: "done" } };
}

function renew(
  room: Room,
  call: Extract<RoomCall, { kind: "renew" }>,
  { settings, register, now }: Turn,
): Step {
  const admission = call.epoch === room.state.epoch ? register.find(call.number) : undefined;
  if (!admission?.fetched) return { room, answer: { kind: "void" } };
  const renewed = renewSession(admission, settings, now);
  if (renewed !== admission) register.write(renewed);
  return { room, answer: stayOf(renewed) };
}

const stayOf = (admission: Admission): RoomAnswer =>
  admission.ended === null
    ? { kind: "admitted", admission }
    : { kind: "ended", reason: admission.ended };

function end(room: Room, call: Extract<RoomCall, { kind: "end" }>, turn: Turn): Step {
  const { register } = turn;
  const admission = call.epoch === room.state.epoch ? register.find(call.number) : undefined;
  if (!admission?.fetched || admission.ended !== null) return { room, answer: { kind: "done" } };
  register.write({ ...admission, ended: call.reason satisfies EndReason });
  return { room: freeSlot(room, turn), answer: { kind: "done" } };
}

function freeSlot(room: Room, { now }: Turn): Room {
  const { inside, turnover } = room.state;
  return withState(room, {
    inside: inside - 1,
    turnover: countEnds(turnover, { ends: 1, inside }, now),
  });
}

/** Of another epoch, never issued, or given up. */
const isVoid = (
  { state }: Room,
  { epoch, number }: { readonly epoch: number; readonly number: number },
  { register }: Turn,
): boolean => epoch !== state.epoch || number > state.issued || register.hasLeft(number);

function callAhead(room: Room, turn: Turn): Room {
  const { issued, serving, totals, cohorts } = room.state;
  if (serving === issued) return room;
  const present = toldBy(room, turn);
  const settledAt = (place: number) => settledAfterCall(room.told, present, place);
  const wanted = wantedAtTheDoor(room, settledAt(serving + 1) - turn.now, turn);
  const to = serving + placesToCall(room, wanted, turn.now);
  if (to === serving) return room;
  const called = callPlaces({ from: serving + 1, to }, turn, settledAt);
  const left = called.reduce((sum, cohort) => sum + cohort.left, 0);
  return withState(room, {
    serving: to,
    cohorts: [...cohorts, ...called],
    totals: { ...totals, leftUncalled: totals.leftUncalled - left },
  });
}

function noteWhatIsTold(room: Room, turn: Turn): Room {
  const told = noteTold(room.told, toldBy(room, turn));
  return told === room.told ? room : { ...room, told };
}

const toldBy = (room: Room, turn: Turn): Told => ({
  at: turn.now,
  serving: room.state.serving,
  issued: room.state.issued,
  pace: paceOf(room, turn),
});

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
