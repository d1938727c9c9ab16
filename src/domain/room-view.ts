/** What can be seen of a room from outside: by gateways, and on the merchant's screen. */

import { passesAtOnce } from "./admitting.ts";
import { perMinute } from "./allowance.ts";
import { cautiousShare, measuredShare, shareForWaits } from "./attendance.ts";
import type { Calibration } from "./calibration.ts";
import { unseenOf } from "./cohort.ts";
import type { OtherLine, Pace } from "./estimate.ts";
import { isWaiting, type Line, newLine } from "./line.ts";
import { sharesNow } from "./line-shares.ts";
import type { Move } from "./origin-health.ts";
import {
  accessNow,
  admittedIn,
  effectivePerMinute,
  freeOf,
  lineOf,
  mayComeFree,
  type Room,
  type Turn,
} from "./room-state.ts";
import { expectedOf } from "./serving-number.ts";
import { weightOfLine } from "./settings.ts";
import type { LineSnapshot, RoomSnapshot } from "./snapshot.ts";
import { leftOf, spokenFor } from "./stock.ts";
import { supplyOf } from "./supply.ts";
import type { Instant } from "./time.ts";
import { endsPerSecond } from "./turnover.ts";

type View = Pick<Turn, "settings" | "now">;

/** The room as gateways need to know it, but for what the caller adds: the settings, and what it counts itself. */
export function snapshotOf(
  room: Room,
  turn: View,
): Omit<RoomSnapshot, "settings" | "settingsVersion" | "revoked" | "arrivalsLastMinute"> {
  const { epoch, draw, stock, outages, batchers, batcherKey } = room.state;
  const { settings, now } = turn;
  return {
    asOf: now,
    epoch,
    access: accessNow(room, turn),
    lines: Object.fromEntries(
      linesIn(room, turn).map((line) => [line.state.name, lineSnapshotOf(room, line, turn)]),
    ),
    passesAtOnce: passesAtOnce(room, turn),
    draw: {
      commitment: draw.commitment,
      held:
        draw.heldAt === null ? null : { seed: draw.seed, publicRandomness: draw.publicRandomness },
    },
    supply: settings.stock && stock ? supplyOf(stock.stock, settings.stock) : null,
    outages,
    batching: batchers === 0 ? null : { batchers, key: batcherKey },
  };
}

/** Those that exist, and those that the merchant set up though nobody was in them yet. */
const linesIn = (room: Room, { settings }: View): readonly Line[] => [
  ...room.lines,
  ...settings.lines
    .filter(({ name }) => !room.lines.some(({ state }) => state.name === name))
    .map(({ name }) => newLine(name)),
];

function lineSnapshotOf(room: Room, line: Line, turn: View): LineSnapshot {
  const { issued, serving, cohorts, drawn } = line.state;
  return {
    issued,
    serving,
    calls: cohorts.map(({ from, to, calledAt }) => ({ from, to, calledAt })),
    pace: paceOf(room, line, turn),
    drawn,
  };
}

/** What the waits in a line are worked out from. */
export function paceOf(room: Room, line: Line, { settings, now }: View): Pace {
  const { state } = room;
  const { issued, serving, leftUncalled, attendance } = line.state;
  const share = shareForWaits(attendance);
  return {
    // Of a pause too: whoever is near the front should not sleep through its end.
    admissionsPerSecond: perMinute(effectivePerMinute(state, settings)).perSecond,
    free: freeOf(state, settings),
    mayComeFree: mayComeFree(state, settings),
    endsPerSecond: endsPerSecond(state.turnover, state.inside, now),
    endsMeasured: state.turnover.ends,
    others: othersOf(room, line, { settings, now }),
    attendance: share,
    measuredOn: attendance.called,
    calledBefore: serving,
    cautiousAttendance: cautiousShare(attendance),
    atTheDoor: line.door.length,
    onTheWay: expectedOf(line, now) / share,
    // Who it was is not known here: taken to be spread evenly.
    leftShare: leftUncalled / Math.max(1, issued - serving),
    margins: state.forecasts.margins,
  };
}

function othersOf(room: Room, line: Line, { settings, now }: View): readonly OtherLine[] {
  const { name } = line.state;
  const own = weightOfLine(settings, name);
  return room.lines
    .filter((other) => other.state.name !== name && isWaiting(other, now))
    .map((other) => ({
      line: other.state.name,
      turns: weightOfLine(settings, other.state.name) / own,
      coming: comingIn(other, now),
    }));
}

/** How many of a line are still to be let in. */
function comingIn(line: Line, now: Instant): number {
  const { issued, serving, leftUncalled, attendance } = line.state;
  const uncalled = issued - serving - leftUncalled;
  return line.door.length + expectedOf(line, now) + uncalled * shareForWaits(attendance);
}

/** Figures for the merchant's screen. Counts are people. */
export interface RoomFigures {
  readonly waiting: number;
  readonly called: number;
  readonly inside: number;
  readonly attendance: number | null;
  readonly joined: number;
  readonly admitted: number;
  readonly left: number;
  readonly effectivePerMinute: number;
  readonly lines: readonly LineFigures[];
  readonly stock: StockFigures | null;
  readonly originHealth: { readonly isOut: boolean; readonly moves: readonly Move[] } | null;
  readonly calibration: Calibration;
}

export interface LineFigures {
  readonly line: string;
  readonly waiting: number;
  readonly called: number;
  readonly joined: number;
  readonly admitted: number;
  readonly left: number;
  /** Of the rate, 0 to 1: when every line has people, and now. */
  readonly shareDue: number;
  readonly shareNow: number;
  readonly attendance: number | null;
}

export interface StockFigures {
  readonly left: number;
  readonly sold: number;
  /** Units that those inside may still buy. */
  readonly spokenFor: number;
  readonly soldOutAt: Instant | null;
}

export function figuresOf(room: Room, { settings, now }: View): RoomFigures {
  const { state } = room;
  const lines = sharesNow(room, { settings, now }).map(({ line, due, now: share }) => ({
    ...lineFiguresOf(lineOf(room, line)),
    shareDue: due,
    shareNow: share,
  }));
  const sum = (count: (line: LineFigures) => number) =>
    lines.reduce((total, line) => total + count(line), 0);
  const all = room.lines.reduce(
    ({ called, shown }, { state: { attendance } }) => ({
      called: called + attendance.called,
      shown: shown + attendance.shown,
    }),
    { called: 0, shown: 0 },
  );
  return {
    waiting: sum(({ waiting }) => waiting),
    called: sum(({ called }) => called),
    inside: state.inside,
    attendance: measuredShare(all),
    joined: sum(({ joined }) => joined),
    admitted: admittedIn(room),
    left: sum(({ left }) => left),
    effectivePerMinute: effectivePerMinute(state, settings),
    lines,
    stock: stockFiguresOf(room, settings),
    originHealth:
      settings.originHealth === "off" || state.health === null
        ? null
        : {
            isOut: state.health.health.watch.outage !== null,
            moves: state.health.health.moves,
          },
    calibration: state.calibration,
  };
}

function lineFiguresOf({ state, door }: Line): Omit<LineFigures, "shareDue" | "shareNow"> {
  const { name, issued, serving, leftUncalled, cohorts, admitted, left, attendance } = state;
  return {
    line: name,
    waiting: issued - serving - leftUncalled,
    called: door.length + cohorts.reduce((sum, cohort) => sum + unseenOf(cohort, door), 0),
    joined: issued,
    admitted,
    left,
    attendance: measuredShare(attendance),
  };
}

function stockFiguresOf({ state }: Room, settings: Turn["settings"]): StockFigures | null {
  if (settings.stock === null || state.stock === null) return null;
  const { stock } = state.stock;
  return {
    left: leftOf(stock, settings.stock),
    sold: stock.sold,
    spokenFor: spokenFor(stock),
    soldOutAt: stock.soldOutAt,
  };
}
