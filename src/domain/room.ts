/**
 * The room: composes the parts of the domain into the steps of one line. A step is taken by the room's
 * only sequencer; the caller runs it as one transaction, and nobody hears of it before that is durable.
 */

import { awaitsDraw } from "./access.ts";
import { type Asking, admitFromTheDoor, wantedAtTheDoor } from "./admitting.ts";
import type { JoinCall, RoomAnswer, RoomCall } from "./calls.ts";
import { forecastWaits } from "./forecasting.ts";
import { type Line, withLineState } from "./line.ts";
import { noteTold, settledAfterCall, type Told } from "./poll-history.ts";
import {
  accessNow,
  isDoorKnown,
  noteForRestart,
  type Room,
  type Turn,
  withEachLine,
} from "./room-state.ts";
import { paceOf } from "./room-view.ts";
import { callPlaces, placesToCall } from "./serving-number.ts";
import type { Joined } from "./ticket.ts";
import { bringUpToDate } from "./upkeep.ts";
import { answerAtTheDoor, givenIn, hear, repeated } from "./visitor-calls.ts";

/** Joins of the last minute by their key, so that a repeated join is the same join. */
export type RecallJoin = (key: string) => Joined | undefined;

/** Time passes: what is due happens, and the next places are called. */
export function passTime(room: Room, turn: Turn): Room {
  const current = admitFromTheDoor(bringUpToDate(room, turn), new Map(), turn);
  const after = forecastWaits(noteWhatIsTold(callAhead(current, turn), turn), turn);
  return noteForRestart(after, turn.now);
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
  const known = (call: JoinCall): RoomAnswer | undefined =>
    joins.get(call.key) ?? repeated(room, recallJoin(call.key) ?? givenIn(room, call), turn);

  // First everybody is heard, so that the allowance is spent in order of place and not of arrival.
  let current = bringUpToDate(room, turn);
  const heard = calls.map((call) => {
    const before = call.kind === "join" ? known(call) : undefined;
    if (before) return before;
    const step = hear(current, call, turn);
    current = step.room;
    if (call.kind === "join" && "joined" in step.answer) joins.set(call.key, step.answer);
    return step.answer;
  });

  current = callAhead(admitFromTheDoor(current, askingIn(calls, heard), turn), turn);

  const answers = heard.map((answer, index) => {
    const call = calls[index];
    if (call?.kind !== "enter" || answer.kind !== "at-the-door") return answer;
    const step = answerAtTheDoor(current, call, turn);
    current = step.room;
    return step.answer;
  });
  // The answer carries a snapshot, and pages are told from it before time passes again.
  return { room: noteForRestart(noteWhatIsTold(current, turn), turn.now), answers };
}

function askingIn(calls: readonly RoomCall[], heard: readonly RoomAnswer[]): Asking {
  const asking = new Map<string, Set<number>>();
  calls.forEach((call, index) => {
    if (call.kind !== "enter" || heard[index]?.kind !== "at-the-door") return;
    const numbers = asking.get(call.line) ?? new Set();
    asking.set(call.line, numbers.add(call.number));
  });
  return asking;
}

const callAhead = (room: Room, turn: Turn): Room =>
  isDoorKnown(room, turn.now) ? withEachLine(room, (line) => callNext(room, line, turn)) : room;

function callNext(room: Room, line: Line, turn: Turn): Line {
  const { name, issued, serving, leftUncalled, cohorts } = line.state;
  if (serving === issued || room.state.rate.perSecond === 0) return line;
  const present = toldBy(room, line, turn);
  const settledAt = (place: number) => settledAfterCall(line.told, present, place);
  const wanted = wantedAtTheDoor(room, line, settledAt(serving + 1) - turn.now, turn);
  const to = serving + placesToCall(line, wanted, turn.now);
  if (to === serving) return line;
  const called = callPlaces({ line: name, from: serving + 1, to }, turn, settledAt);
  const left = called.reduce((sum, cohort) => sum + cohort.left, 0);
  return withLineState(line, {
    serving: to,
    cohorts: [...cohorts, ...called],
    leftUncalled: leftUncalled - left,
  });
}

const noteWhatIsTold = (room: Room, turn: Turn): Room =>
  withEachLine(room, (line) => {
    const told = noteTold(line.told, toldBy(room, line, turn));
    return told === line.told ? line : { ...line, told };
  });

function toldBy(room: Room, line: Line, turn: Turn): Told {
  const { serving, issued } = line.state;
  const { draw } = room.state;
  const access = accessNow(room, turn);
  const isBefore = access === "not-open" || access === "pre-queue";
  return {
    at: turn.now,
    serving,
    issued,
    pace: paceOf(room, line, turn),
    opensAt: isBefore ? turn.settings.opensAt : null,
    hasPlaces: !awaitsDraw(access, { order: turn.settings.order, isDrawn: draw.heldAt !== null }),
  };
}
