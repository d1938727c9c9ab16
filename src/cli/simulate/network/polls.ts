/**
 * A line that stands at so many people for as long as the run lasts: as many join as are let in. Each page asks
 * when the gateway's code says so, and when nobody answers, when its own code says so.
 */

import { backOnlineDelayMs, retryDelayMs } from "../../../client/waiting-room-steps.ts";
import { pollInTurnMs, pollIntervalMs } from "../../../domain/polling.ts";
import { createRandom } from "../../rush/random.ts";
import { begun } from "../scenario.ts";
import { nearFrontMs } from "./inputs.ts";
import { createTurns } from "./turns.ts";

/**
 * How an outage is noticed. `at once`: every page loses the gateway in the same instant. `in turn`: each when
 * it asks next. `offline`: the browsers know that they have no network, and all get it back in one instant.
 */
export type Noticing = "at once" | "in turn" | "offline";

export interface Crowd {
  readonly seed: number;
  readonly waiting: number;
  readonly waitMs: number;
  readonly seconds: number;
  /** At the beginning of what is counted; null: none. */
  readonly outage: { readonly seconds: number; readonly noticing: Noticing } | null;
  readonly onSecond?: () => void;
}

export interface PollFigures {
  readonly seconds: number;
  /** Polls in each tenth of a second. */
  readonly answered: Uint32Array;
  readonly failed: Uint32Array;
  /** Answered within the last seconds before the call, or after it. */
  readonly nearFront: number;
  /** Called at a poll; somebody else has joined in their place. */
  readonly letIn: number;
}

/** Longer than the longest interval: by then everybody has been told when to ask, most of them twice. */
export const warmUpMs = 75_000;

export function playPolls({
  seed,
  waiting,
  waitMs,
  seconds,
  outage,
  onSecond,
}: Crowd): PollFigures {
  const random = createRandom(seed);
  let turns = createTurns(waiting);
  const answered = new Uint32Array(seconds * 10);
  const failed = new Uint32Array(seconds * 10);
  const numbers = Int32Array.from({ length: waiting }, (_, index) => index + 1);
  const failures = new Uint8Array(waiting);
  const outageMs = outage === null ? 0 : outage.seconds * 1_000;
  const perMs = waiting / waitMs;
  let letIn = 0;
  let nearFront = 0;

  /** The line stands still while nobody can enter. */
  const untilCalled = (number: number, ms: number) =>
    (number - perMs * (ms <= warmUpMs ? ms : Math.max(warmUpMs, ms - outageMs))) / perMs;

  function answer(who: number, ms: number): void {
    failures[who] = 0;
    count(answered, ms - warmUpMs);
    let number = numbers[who] ?? 0;
    let untilCalledMs = untilCalled(number, ms);
    if (untilCalledMs <= nearFrontMs && ms >= warmUpMs) nearFront += 1;
    if (untilCalledMs <= 0) {
      if (ms >= warmUpMs) letIn += 1;
      number += waiting;
      numbers[who] = number;
      untilCalledMs = waitMs;
    }
    const told = pollInTurnMs(untilCalledMs, { number, now: begun + ms, chance: random() });
    turns.plan(ms + told, who);
  }

  function fail(who: number, ms: number): void {
    const times = Math.min((failures[who] ?? 0) + 1, 255);
    failures[who] = times;
    count(failed, ms - warmUpMs);
    turns.plan(ms + retryDelayMs(times, random()), who);
  }

  for (let who = 0; who < waiting; who++) {
    const untilCalledMs = untilCalled(numbers[who] ?? 0, 0);
    const told = pollInTurnMs(untilCalledMs, { number: who, now: begun, chance: random() });
    turns.plan(told * random(), who);
  }
  for (let ms = 0; ms < warmUpMs; ms += 1_000) {
    turns.runUntil(ms + 1_000, answer);
    onSecond?.();
  }
  const endsMs = warmUpMs + outageMs;
  // Nobody comes as they were told: everything that was planned is void.
  if (outage && outage.noticing !== "in turn") turns = createTurns(waiting, warmUpMs);
  if (outage?.noticing === "at once") for (let who = 0; who < waiting; who++) fail(who, warmUpMs);
  if (outage?.noticing === "offline") for (let who = 0; who < waiting; who++) comeBack(who);
  const take = (who: number, ms: number) => (ms < endsMs ? fail(who, ms) : answer(who, ms));
  for (let ms = warmUpMs; ms < warmUpMs + seconds * 1_000; ms += 1_000) {
    turns.runUntil(ms + 1_000, take);
    onSecond?.();
  }
  return { seconds, answered, failed, nearFront, letIn };

  function comeBack(who: number): void {
    const toldMs = pollIntervalMs(untilCalled(numbers[who] ?? 0, warmUpMs));
    turns.plan(endsMs + backOnlineDelayMs(toldMs, random()), who);
  }
}

const count = (tenths: Uint32Array, ms: number): void => {
  const tenth = Math.floor(ms / 100);
  if (tenth >= 0) tenths[tenth] = (tenths[tenth] ?? 0) + 1;
};

/** Of the tenths of a second between two instants: the fullest, over what they hold on average. */
export function peakToMean(tenths: Uint32Array, fromSeconds: number, toSeconds: number): number {
  const part = tenths.subarray(fromSeconds * 10, toSeconds * 10);
  const mean = part.reduce((sum, each) => sum + each, 0) / part.length;
  return part.reduce((most, each) => Math.max(most, each), 0) / mean;
}
