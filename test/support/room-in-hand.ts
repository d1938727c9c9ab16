/**
 * A room that a test holds in its hand: the real core with rows in memory, a clock that the test moves,
 * and every promise looked at after every step.
 */

import type { MemoryRegister } from "../../src/cli/simulate/register.ts";
import { createSimulatedRoom, type Step } from "../../src/cli/simulate/simulated-room.ts";
import { createWatch, type Notes } from "../../src/cli/simulate/watch.ts";
import type { EnterCall, RoomAnswer, RoomCall } from "../../src/domain/calls.ts";
import type { Door } from "../../src/domain/door.ts";
import type { LineState } from "../../src/domain/line.ts";
import type { OriginSight } from "../../src/domain/origin-sight.ts";
import { lineOf, type RoomState } from "../../src/domain/room-state.ts";
import { generalLine, type RoomSettings } from "../../src/domain/settings.ts";
import type { RoomSnapshot } from "../../src/domain/snapshot.ts";

export const start = 1_790_000_000_000;

export interface RoomInHand {
  now: number;
  /** The next steps throw after their writes, until it is set back. */
  fails: boolean;
  readonly last: Step;
  readonly state: RoomState;
  /** The general line. */
  readonly line: LineState;
  readonly door: Door;
  readonly register: MemoryRegister;
  readonly notes: Notes;
  /** Takes calls in one batch. */
  take(...calls: readonly RoomCall[]): readonly RoomAnswer[];
  join(key?: string): RoomAnswer;
  /** Joins so many in one batch; the numbers they got, admitted at once or not. */
  joinMany(count: number): readonly number[];
  enter(number: number): RoomAnswer;
  leave(number: number): RoomAnswer;
  /** Time passes, with a tick at its end. */
  wait(ms: number): void;
  snapshot(): RoomSnapshot;
  /** A gateway tells what it saw of the shop. */
  see(sight: OriginSight): void;
  change(values: Partial<RoomSettings>): void;
  restart(): void;
}

export function roomInHand(settings: Partial<RoomSettings> = {}): RoomInHand {
  const watch = createWatch(start);
  let last: Step | undefined;
  let names = 0;
  const room = createSimulatedRoom({
    settings,
    now: start,
    fails: () => hand.fails,
    onStep(step) {
      last = step;
      watch.afterStep(step);
    },
  });
  const joinCall = (key = `key ${++names}`): RoomCall => ({
    kind: "join",
    line: generalLine,
    key,
    ticketId: `ticket of ${key}`,
    passId: `pass of ${key}`,
    invitation: null,
  });
  const only = ([answer]: readonly RoomAnswer[]): RoomAnswer => {
    if (!answer) throw new TypeError("Cannot go on: the room gave no answer");
    return answer;
  };
  const lastStep = (): Step => {
    if (!last) throw new TypeError("Cannot look: the room has taken no step");
    return last;
  };

  const hand: RoomInHand = {
    now: start,
    fails: false,
    get last() {
      return lastStep();
    },
    get state() {
      return lastStep().after.state;
    },
    get line() {
      return lineOf(lastStep().after, generalLine).state;
    },
    get door() {
      return lineOf(lastStep().after, generalLine).door;
    },
    get register() {
      return lastStep().register;
    },
    get notes() {
      return watch.notes;
    },
    take: (...calls) => room.take(calls, hand.now),
    join: (key) => only(hand.take(joinCall(key))),
    joinMany: (count) =>
      hand
        .take(...Array.from({ length: count }, () => joinCall()))
        .flatMap((answer) => ("joined" in answer && answer.joined ? answer.joined.number : [])),
    enter: (number) => only(hand.take(enterCall(number))),
    leave: (number) => only(hand.take({ kind: "leave", epoch: 1, line: generalLine, number })),
    wait(ms) {
      hand.now += ms;
      room.passTime(hand.now);
    },
    snapshot: () => room.snapshot(hand.now),
    see: (sight) => void room.snapshot(hand.now, sight),
    change: (values) => room.change(values, null, hand.now),
    restart: () => room.restart(hand.now),
  };
  room.passTime(start);
  return hand;
}

let asks = 0;

/** Each time by another page. */
export const enterCall = (number: number, epoch = 1): EnterCall => ({
  kind: "enter",
  epoch,
  line: generalLine,
  number,
  passId: `pass of page ${++asks}`,
  ticket: { joinedAt: start, told: null, wave: null },
});

/** Everybody in line comes when called and asks again as told, until nobody who may enter is left or time is up. */
export function letEverybodyIn(
  room: RoomInHand,
  numbers: readonly number[],
  longestMs: number,
): ReadonlyMap<number, number> {
  const admittedAt = new Map<number, number>();
  const asksAt = new Map(numbers.map((number) => [number, room.now]));
  for (const end = room.now + longestMs; room.now < end && asksAt.size > 0; ) {
    const due = [...asksAt].filter(([, at]) => at <= room.now).map(([number]) => number);
    const answers = room.take(...due.map((number) => enterCall(number)));
    due.forEach((number, index) => {
      const answer = answers[index];
      if (answer?.kind === "admitted") admittedAt.set(number, answer.admission.admittedAt);
      if (answer?.kind === "admitted" || answer?.kind === "void") asksAt.delete(number);
      else {
        const waitMs = answer?.kind === "at-the-door" ? answer.retryAfterMs : 1_000;
        asksAt.set(number, room.now + waitMs);
      }
    });
    room.wait(100);
  }
  return admittedAt;
}
