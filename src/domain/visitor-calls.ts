/**
 * What each call of a visitor does to the room: joining, coming to the door, fetching the pass, staying
 * and leaving. Each is one step; repeating it has the same answer and no second effect.
 */

import type { Admission, EndReason } from "./admission.ts";
import { admitAtOnce, doorWait, passesAtOnce } from "./admitting.ts";
import type { Joined, RoomAnswer, RoomCall } from "./calls.ts";
import { withCohort } from "./cohort.ts";
import { atTheDoor, comeToTheDoor, leaveTheDoor } from "./door.ts";
import { type Room, type Turn, withState } from "./room-state.ts";
import { issueTickets } from "./sequencer.ts";
import { fetchSession, renewSession } from "./session.ts";
import { countEnds } from "./turnover.ts";
import { takeBack } from "./upkeep.ts";

/** The room after one call, and what is said to whoever asked. */
export interface Step {
  readonly room: Room;
  readonly answer: RoomAnswer;
}

/** Takes one call. Whoever knocks at the door is answered only when all of the batch were heard. */
export function hear(room: Room, call: RoomCall, turn: Turn): Step {
  switch (call.kind) {
    case "pass":
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
export function repeated(joined: Joined | undefined, { register }: Turn): RoomAnswer | undefined {
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

/** The answer to a knock, once the slots were given out. */
export function answerAtTheDoor(room: Room, number: number, turn: Turn): Step {
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
