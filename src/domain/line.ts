/** One line of a room: its numbers, who was called, and who stands at its door. */

import { type Attendance, nothingMeasured } from "./attendance.ts";
import type { Cohort } from "./cohort.ts";
import { type Door, emptyDoor } from "./door.ts";
import { type LineDraw, placeOf } from "./draw.ts";
import type { PollHistory } from "./poll-history.ts";
import type { Instant } from "./time.ts";

/** Durable: written in the transaction of the step that changes it. */
export interface LineState {
  readonly name: string;
  /** The last ticket number given. */
  readonly issued: number;
  /** Every place up to it has been called. */
  readonly serving: number;
  readonly cohorts: readonly Cohort[];
  readonly attendance: Attendance;
  /** People who have their pass, in this epoch. Never goes down. */
  readonly admitted: number;
  /** Said that they leave: all of them, and those of them who are still to be called. */
  readonly left: number;
  readonly leftUncalled: number;
  /** Which numbers were drawn at the opening; null: none. */
  readonly drawn: { readonly after: number; readonly count: number } | null;
}

/** The durable state, and what a crash may forget: the door, what pages were told lately, the table of the draw. */
export interface Line {
  readonly state: LineState;
  readonly door: Door;
  readonly told: PollHistory;
  readonly draw: LineDraw | null;
}

export const newLine = (name: string): Line => ({
  state: {
    name,
    issued: 0,
    serving: 0,
    cohorts: [],
    attendance: nothingMeasured,
    admitted: 0,
    left: 0,
    leftUncalled: 0,
    drawn: null,
  },
  door: emptyDoor,
  told: [],
  draw: null,
});

/** The line with some of its durable numbers changed. */
export const withLineState = (line: Line, change: Partial<LineState>): Line => ({
  ...line,
  state: { ...line.state, ...change },
});

/** The order of calling. */
export const placeIn = ({ draw }: Line, number: number): number => placeOf(draw, number);

/** Whether somebody is in line, at the door or on the way to it: then the line has a share of the rate. */
export const isWaiting = ({ state, door }: Line, now: Instant): boolean =>
  state.issued > state.serving ||
  door.length > 0 ||
  state.cohorts.some(({ settledAt }) => now < settledAt);
