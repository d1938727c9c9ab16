/**
 * The room: composes the parts of the domain into the steps of one line. A step is taken by the room's
 * only sequencer; the caller runs it as one transaction, and nobody hears of it before that is durable.
 */

import { admitFromTheDoor, wantedAtTheDoor } from "./admitting.ts";
import type { Joined, RoomAnswer, RoomCall } from "./calls.ts";
import { noteTold, settledAfterCall, type Told } from "./poll-history.ts";
import { isDoorKnown, type Room, type Turn, withState } from "./room-state.ts";
import { paceOf } from "./room-view.ts";
import { callPlaces, placesToCall } from "./serving-number.ts";
import { bringUpToDate } from "./upkeep.ts";
import { answerAtTheDoor, hear, repeated } from "./visitor-calls.ts";

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

function callAhead(room: Room, turn: Turn): Room {
  const { issued, serving, totals, cohorts } = room.state;
  if (serving === issued || !isDoorKnown(room, turn.now)) return room;
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
