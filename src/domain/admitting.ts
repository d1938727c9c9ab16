/**
 * Letting people in: at once while nobody waits, otherwise from the door in order of place. Here the
 * allowance and the capacity are spent, each admission once, and nowhere else.
 */

import type { WayIn } from "./admission.ts";
import { furthestAheadMs, nextSlot, spendAt } from "./allowance.ts";
import { countArrival } from "./arrival.ts";
import { type Cohort, cohortOf, unseenOf, withCohort } from "./cohort.ts";
import { type AtTheDoor, beforeAtTheDoor, everybodyAt, isOverdue, leaveTheDoor } from "./door.ts";
import { type Line, withLineState } from "./line.ts";
import { nextTurn, shareOf } from "./line-shares.ts";
import { longestDoorWaitMs, networkMs, shortestPollMs } from "./polling.ts";
import {
  accessNow,
  freeOf,
  isDoorKnown,
  lineOf,
  type Room,
  type Turn,
  withLine,
  withState,
} from "./room-state.ts";
import { beginSession } from "./session.ts";
import { beginBuying } from "./stock.ts";
import { type Instant, secondMs } from "./time.ts";
import { countEnds, endsPerSecond } from "./turnover.ts";

/** A wait told at the door is long enough to be worth it. */
const shortestDoorWaitMs = 250;

/** A reserve at the door against chance: what those who come are fewer than expected, for a while. */
const reserveMs = 3 * secondMs;

/** Whether somebody who comes now, having waited for nothing, would be let through. */
export function passesAtOnce(room: Room, turn: Pick<Turn, "settings" | "now">): boolean {
  const { state, lines } = room;
  const { settings, now } = turn;
  if (settings.queue === "always" || accessNow(room, turn) !== "open") return false;
  if (!isDoorKnown(room, now)) return false;
  const isQuiet = (line: Line) =>
    line.state.issued === line.state.serving &&
    line.door.length === 0 &&
    opensFor(line, now) === Number.POSITIVE_INFINITY;
  if (!lines.every(isQuiet)) return false;
  const slot = nextSlot(state.allowance, state.rate, now);
  return slot !== null && slot <= now && freeOf(state, settings) !== 0;
}

/** Admits the number that the sequencer just gave, at once. Only when `passesAtOnce`. */
export function admitAtOnce(room: Room, name: string, visitor: AtOnce, turn: Turn): Room {
  const line = lineOf(room, name);
  const number = line.state.issued;
  const { passId, wave } = visitor;
  const ticket = { joinedAt: turn.now, told: null, wave };
  const head = { line, number, place: number, passId, cameAt: turn.now, ticket };
  const admitted = admit(room, head, { slot: turn.now, fetched: true }, turn);
  return withLine(admitted, withLineState(lineOf(admitted, name), { serving: number }));
}

interface AtOnce {
  readonly passId: string;
  readonly wave: string | null;
}

/** By line, the numbers whose visitors are asking in this very step, and so have the pass. */
export type Asking = ReadonlyMap<string, ReadonlySet<number>>;

/**
 * Gives the next slots to those at the door: of each line the lowest places first, of several lines as
 * their weights say. Nobody is let in over somebody with a lower place who was called a moment ago and
 * may be about to ask. A slot waits for the visitor whose turn it is until it is about to begin; then it
 * is lent to them if they may still be on the way to ask, and the next one's if they were told to ask by
 * now and did not.
 */
export function admitFromTheDoor(room: Room, asking: Asking, turn: Turn): Room {
  const { settings, now } = turn;
  if (!isDoorKnown(room, now)) return room;
  const queues = room.lines.map((line) => {
    const { name } = line.state;
    return { line: name, heads: headsOf(line, asking.get(name), now) };
  });
  const heads = new Map(queues.map(({ line, heads }) => [line, heads.next().value]));
  let current = room;
  for (;;) {
    const slot = nextSlot(current.state.allowance, current.state.rate, now);
    if (slot === null || slot > now + furthestAheadMs) break;
    if (freeOf(current.state, settings) === 0) break;
    const ready = queues.map(({ line }) => ({ line, isReady: heads.get(line) !== undefined }));
    const next = nextTurn(current.state.shares, ready, settings);
    const head = next && heads.get(next.line);
    if (!next || !head) break;
    // Asking now, or kept by a gateway that asks for them within a moment: the pass is theirs already.
    const fetched = head.isHeld || (asking.get(next.line)?.has(head.number) ?? false);
    if (!fetched && slot > now + networkMs) break;
    const line = lineOf(current, next.line);
    const shared =
      next.shares === current.state.shares ? current : withState(current, { shares: next.shares });
    current = admit(shared, { ...head, line }, { slot, fetched }, turn);
    heads.set(next.line, queues.find((queue) => queue.line === next.line)?.heads.next().value);
  }
  return current;
}

/** Who may have the next slots of a line, one after the other. */
function* headsOf(
  line: Line,
  asking: ReadonlySet<number> | undefined,
  now: Instant,
): Generator<AtTheDoor, undefined> {
  const opensUpTo = opensFor(line, now);
  for (const visitor of everybodyAt(line.door)) {
    if (visitor.place > opensUpTo) return;
    if (asking?.has(visitor.number) || !isOverdue(visitor, now)) yield visitor;
  }
}

/** Whether somebody of a line may have the next slot, without asking in this very step. */
export const hasReady = (line: Line, now: Instant): boolean =>
  !headsOf(line, undefined, now).next().done;

/** When somebody at the door should ask again, and how long until their slot; see `calls.ts`. */
export function doorWait(
  room: Room,
  line: Line,
  { place }: AtTheDoor,
  { settings, now }: Turn,
): { readonly retryAfterMs: number; readonly waitMs: number | null } {
  const { allowance, rate } = room.state;
  const slot = nextSlot(allowance, rate, now);
  const unsettled = line.state.cohorts.filter(
    (one) => one.from < place && !isSettled(one, line, now),
  );
  const settledAt = Math.max(now, room.backBy, ...unsettled.map((one) => one.settledAt));
  const untilSettledMs = settledAt - now;
  const perSecond = rate.perSecond * shareOf(room, line, { settings, now });
  const behindMs = (beforeAtTheDoor(line.door, place) / perSecond) * secondMs;
  const untilSlotMs = slot === null ? null : slot - now + behindMs;
  const isFull = freeOf(room.state, settings) === 0;
  // As the slot comes near, and often enough to be seen.
  const wait = Math.max(
    untilSettledMs,
    untilSlotMs === null ? longestDoorWaitMs : untilSlotMs - furthestAheadMs / 2,
    isFull ? shortestPollMs : 0,
    shortestDoorWaitMs,
  );
  return {
    retryAfterMs: Math.ceil(Math.min(wait, longestDoorWaitMs)),
    waitMs: isFull || untilSlotMs === null ? null : Math.max(untilSlotMs, untilSettledMs),
  };
}

/**
 * How many of a line can be admitted until those who are called now have come, and a little longer: what
 * the serving number calls ahead for.
 */
export function wantedAtTheDoor(
  room: Room,
  line: Line,
  settledMs: number,
  { settings, now }: Turn,
): number {
  const { state } = room;
  if (state.rate.perSecond === 0) return 0;
  const share = shareOf(room, line, { settings, now });
  const seconds = (settledMs + reserveMs) / secondMs;
  // More than the time allows: somebody stands ready when the next slot comes, and when they turn away.
  const byRate = state.rate.perSecond * share * seconds + 2;
  const free = freeOf(state, settings);
  const ends = endsPerSecond(state.turnover, state.inside, now) ?? 0;
  return free === null ? byRate : Math.min(byRate, (free + ends * seconds) * share + 1);
}

/** The last place of a line that need not wait for somebody lower who may be about to come. */
function opensFor(line: Line, now: Instant): number {
  let last = Number.POSITIVE_INFINITY;
  for (const cohort of line.state.cohorts) {
    if (cohort.from < last && !isSettled(cohort, line, now)) last = cohort.from;
  }
  return last;
}

/** Nobody of it can still be on the way with a page that is open: all have come, or had the time to. */
const isSettled = (cohort: Cohort, { door }: Line, now: Instant): boolean =>
  now >= cohort.settledAt || unseenOf(cohort, door) === 0;

interface Head extends Omit<AtTheDoor, "asksAt" | "isHeld"> {
  readonly line: Line;
}

function admit(
  room: Room,
  { line, place, number, passId, cameAt, ticket }: Head,
  { slot, fetched }: { readonly slot: Instant; readonly fetched: boolean },
  { settings, register, now }: Turn,
): Room {
  const { allowance, rate, inside, turnover, stock } = room.state;
  const { name, cohorts } = line.state;
  const calledAt = cohortOf(cohorts, place)?.calledAt ?? null;
  const way: WayIn = { ...ticket, place, calledAt, cameAt };
  const admission = beginSession({ line: name, number, passId, fetched, way }, settings, slot);
  register.write(admission);
  const shared = withState(room, {
    allowance: spendAt(allowance, rate, slot),
    inside: inside + 1,
    turnover: countEnds(turnover, { ends: 0, inside }, now),
    stock:
      settings.stock && stock
        ? { ...stock, stock: beginBuying(stock.stock, { settings: settings.stock, now }) }
        : stock,
  });
  const after = withLine(shared, {
    ...withLineState(line, {
      cohorts: withCohort(cohorts, place, (cohort) => ({
        ...cohort,
        admitted: cohort.admitted + 1,
      })),
    }),
    door: leaveTheDoor(line.door, place),
  });
  return fetched ? countArrival(after, admission) : after;
}
