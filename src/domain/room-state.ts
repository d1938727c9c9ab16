/** What a room is at one instant, and what every step of it is given. */

import type { Register } from "./admission.ts";
import { type Allowance, fullAllowance, perMinute, type Rate } from "./allowance.ts";
import { type Attendance, nothingMeasured } from "./attendance.ts";
import type { Cohort } from "./cohort.ts";
import { type Door, emptyDoor } from "./door.ts";
import type { PollHistory } from "./poll-history.ts";
import { heardBy, longestDoorWaitMs } from "./polling.ts";
import type { RoomSettings } from "./settings.ts";
import type { Instant } from "./time.ts";
import { noTurnover, type Turnover } from "./turnover.ts";

/** Durable: written in the transaction of the step that changes it. */
export interface RoomState {
  /** One life of the line; tickets of another one are void. */
  readonly epoch: number;
  /** The last ticket number given. */
  readonly issued: number;
  /** Every place up to it has been called. */
  readonly serving: number;
  readonly allowance: Allowance;
  /** The rate that the allowance was last counted under. */
  readonly rate: Rate;
  /** Sessions that hold a slot now. */
  readonly inside: number;
  readonly cohorts: readonly Cohort[];
  readonly attendance: Attendance;
  readonly turnover: Turnover;
  readonly totals: Totals;
}

/** Counts of people, in this epoch. */
export interface Totals {
  /** Have their pass. Never goes down. */
  readonly admitted: number;
  /** Said that they leave: all of them, and those of them who are still to be called. */
  readonly left: number;
  readonly leftUncalled: number;
}

/** The durable state, and what a crash may forget: the door, and what pages were told lately. */
export interface Room {
  readonly state: RoomState;
  readonly door: Door;
  /** By then everybody who stood at a door that was forgotten has come back to it. */
  readonly backBy: Instant;
  readonly told: PollHistory;
}

/** What a step is given: the merchant's settings, the rows of the epoch, and the time. */
export interface Turn {
  readonly settings: RoomSettings;
  readonly register: Register;
  readonly now: Instant;
}

export const newRoom = (epoch: number, now: Instant): Room => ({
  state: {
    epoch,
    issued: 0,
    serving: 0,
    allowance: fullAllowance(now),
    rate: perMinute(0),
    inside: 0,
    cohorts: [],
    attendance: nothingMeasured,
    turnover: noTurnover,
    totals: { admitted: 0, left: 0, leftUncalled: 0 },
  },
  door: emptyDoor,
  backBy: now,
  told: [],
});

/** The same durable state after a restart: whoever was at the door comes back to it when they were told to ask. */
export const afterRestart = (state: RoomState, now: Instant): Room =>
  waitForTheDoor({ state, door: emptyDoor, backBy: now, told: [] }, backAfterRestart(now));

export const backAfterRestart = (now: Instant): Instant => heardBy(now + longestDoorWaitMs);

/** Whoever of the called stood at the door, unseen since then, is back at this instant at the latest. */
export const waitForTheDoor = (room: Room, backBy: Instant): Room =>
  room.state.cohorts.length === 0 ? room : { ...room, backBy };

/** Whether who stands at the door is known: until then nobody is called or let in. */
export const isDoorKnown = ({ backBy }: Room, now: Instant): boolean => now >= backBy;

/** The room with some of its durable numbers changed. */
export const withState = (room: Room, change: Partial<RoomState>): Room => ({
  ...room,
  state: { ...room.state, ...change },
});

/** Sessions that may still begin; null without a cap. */
export const freeOf = ({ inside }: RoomState, { capacity }: RoomSettings): number | null =>
  capacity === null ? null : Math.max(0, capacity - inside);

/** The rate that is in force: the merchant's, while the state lets anybody in. */
export const rateInForce = ({ state, admissionsPerMinute }: RoomSettings): Rate =>
  perMinute(state === "open" || state === "draining" ? admissionsPerMinute : 0);
