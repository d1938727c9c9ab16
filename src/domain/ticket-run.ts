/**
 * What a batcher asks of its room in one call: so many numbers for those that it has gathered. Asking again
 * under the same sequence gives the same run, so a crash on either side doubles no number, and no join gets
 * two. The room keeps one row for each batcher: its last run.
 */

import type { JoinCall, RoomAnswer } from "./calls.ts";
import { withLineState } from "./line.ts";
import { type RecallJoin, takeCalls } from "./room.ts";
import { lineOf, type Room, type Turn, withLine } from "./room-state.ts";
import { type GivenRun, issueTickets } from "./sequencer.ts";
import { bringUpToDate } from "./upkeep.ts";
import { refusalToJoin } from "./visitor-calls.ts";

export interface RunRequest {
  /** Under which the joins found their batcher. */
  readonly epoch: number;
  readonly batcher: number;
  /** Higher with each request but a repeated one. */
  readonly sequence: number;
  readonly wanted: readonly WantedNumbers[];
  /** Joins that need the room's own word: those seen before, and all of them while people are let in at once. */
  readonly calls: readonly JoinCall[];
}

export interface WantedNumbers {
  readonly line: string;
  readonly count: number;
}

export type RunAnswer =
  | {
      readonly kind: "taken";
      /** For all that are wanted, or why there are none. */
      readonly numbers: NumbersAnswer;
      /** One for each call, in the same order. */
      readonly answers: readonly RoomAnswer[];
    }
  /** Asked under another epoch, or overtaken by a later request: nothing was given. */
  | { readonly kind: "void" };

export type NumbersAnswer =
  | { readonly kind: "given"; readonly run: GivenRun }
  | Extract<RoomAnswer, { kind: "refused" }>;

/** Takes what a batcher has gathered. */
export function takeGathered(
  room: Room,
  request: RunRequest,
  recallJoin: RecallJoin,
  turn: Turn,
): { readonly room: Room; readonly answer: RunAnswer } {
  const current = bringUpToDate(room, turn);
  const last = turn.register.lastRun(request.batcher);
  const isOvertaken = last !== undefined && last.sequence > request.sequence;
  if (request.epoch !== current.state.epoch || isOvertaken) {
    return { room: current, answer: { kind: "void" } };
  }
  const { room: numbered, numbers } =
    last?.sequence === request.sequence
      ? { room: current, numbers: { kind: "given", run: last } as const }
      : giveRun(current, request, turn);
  const taken = takeCalls(numbered, request.calls, recallJoin, turn);
  return { room: taken.room, answer: { kind: "taken", numbers, answers: taken.answers } };
}

function giveRun(
  room: Room,
  { batcher, sequence, wanted }: RunRequest,
  turn: Turn,
): { readonly room: Room; readonly numbers: NumbersAnswer } {
  const refusal = refusalToJoin(room, turn);
  if (refusal) return { room, numbers: refusal };
  let current = room;
  const runs = wanted.map(({ line: name, count }) => {
    const line = lineOf(current, name);
    const { run, issued } = issueTickets(line.state.issued, count);
    current = withLine(current, withLineState(line, { issued }));
    return { line: name, ...run };
  });
  const run: GivenRun = { sequence, joinedAt: turn.now, runs };
  if (runs.length > 0) turn.register.writeRun(batcher, run);
  return { room: current, numbers: { kind: "given", run } };
}
