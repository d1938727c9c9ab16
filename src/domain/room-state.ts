/** What a room is at one instant, and what every step of it is given. */

import { type Access, accessOf, mayEnter } from "./access.ts";
import type { Register } from "./admission.ts";
import { type Allowance, fullAllowance, perMinute, type Rate } from "./allowance.ts";
import type { Calibration } from "./calibration.ts";
import { nothingTold } from "./calibration.ts";
import { emptyDoor } from "./door.ts";
import type { Hmac } from "./draw-rounds.ts";
import { type FairShares, noLeads } from "./fair-shares.ts";
import { type Forecasts, noForecasts } from "./forecast.ts";
import { type Line, type LineState, newLine } from "./line.ts";
import {
  mayBeUnderWayUntil,
  noneUnderWay,
  type OrdersUnderWay,
  underWayAfterRestart,
} from "./orders-under-way.ts";
import { healthyPerMinute, type OriginHealth } from "./origin-health.ts";
import type { GatheredSight } from "./origin-sight.ts";
import { heardBy, longestDoorWaitMs } from "./polling.ts";
import { type Happened, nothingHappened } from "./schedule.ts";
import type { RoomSettings } from "./settings.ts";
import { mayStillOrder, type Stock, sessionsThatMayBegin } from "./stock.ts";
import type { Instant } from "./time.ts";
import { noTurnover, type Turnover } from "./turnover.ts";

/** Durable, and shared by all lines: written in the transaction of the step that changes it. */
export interface RoomState {
  /** One life of the room; tickets of another one are void. */
  readonly epoch: number;
  readonly allowance: Allowance;
  /** The rate that the allowance was last counted under. */
  readonly rate: Rate;
  /** Whose turn it is when there are several lines. */
  readonly shares: FairShares;
  /** Sessions that hold a slot now. */
  readonly inside: number;
  /** Known for certain: whoever comes first after a restart need not wait for anybody who stood there. */
  readonly isDoorEmpty: boolean;
  /** Until then a write of somebody may be on its way to the shop: after a restart the room waits to hear of it. */
  readonly orderUnderWayUntil: Instant;
  readonly turnover: Turnover;
  readonly happened: Happened;
  readonly draw: RoomDraw;
  /** Under which invited subjects are hashed, in hexadecimal. */
  readonly subjectKey: string;
  /** Over how many batchers the joins of this epoch are spread; 0: none. */
  readonly batchers: number;
  /** Under which a join is hashed to find its batcher, in hexadecimal: nobody can aim at one. */
  readonly batcherKey: string;
  /** Null: nothing was ever counted. */
  readonly stock: CountedStock | null;
  /** Null: nobody ever looked. */
  readonly health: WatchedOrigin | null;
  /** The latest outages of the shop, oldest first; `until` is null while it lasts. */
  readonly outages: readonly Outage[];
  readonly calibration: Calibration;
  readonly forecasts: Forecasts;
}

/** The chance in the draw: committed with the epoch, revealed at the opening. */
export interface RoomDraw {
  /** In hexadecimal; a secret until `heldAt`. */
  readonly seed: string;
  readonly commitment: string;
  readonly heldAt: Instant | null;
  readonly publicRandomness: string;
}

export interface CountedStock {
  readonly stock: Stock;
  /** What the merchant had set when it was last looked at: more than that sells again. */
  readonly units: number;
}

export interface WatchedOrigin {
  readonly health: OriginHealth;
  readonly observedAt: Instant;
  /** Admissions up to then. */
  readonly admitted: number;
}

export interface Outage {
  readonly since: Instant;
  readonly until: Instant | null;
}

/** The durable state, and what a crash may forget. */
export interface Room {
  readonly state: RoomState;
  readonly lines: readonly Line[];
  /** By then everybody who stood at a door that was forgotten has come back to it. */
  readonly backBy: Instant;
  /** What the gateways saw of the shop since it was last looked at; null for nothing. */
  readonly sight: GatheredSight | null;
  readonly orders: OrdersUnderWay;
}

/** What is written: all of the room that must not be lost. */
export interface SavedRoom extends RoomState {
  readonly lines: readonly LineState[];
}

/** What a step is given: the merchant's settings, the rows of the epoch, the room's name, and the time. */
export interface Turn {
  readonly settings: RoomSettings;
  readonly register: Register;
  readonly name: string;
  readonly hmac: Hmac;
  readonly now: Instant;
}

/** Chance, from outside, for one epoch. */
export interface EpochChance {
  readonly seed: string;
  /** SHA-256 of the seed's bytes, in hexadecimal. */
  readonly commitment: string;
  readonly subjectKey: string;
  readonly batcherKey: string;
}

export function newRoom(
  epoch: number,
  { seed, commitment, subjectKey, batcherKey }: EpochChance,
  now: Instant,
): Room {
  return {
    state: {
      epoch,
      allowance: fullAllowance(now),
      rate: perMinute(0),
      shares: noLeads,
      inside: 0,
      isDoorEmpty: true,
      orderUnderWayUntil: now,
      turnover: noTurnover,
      happened: nothingHappened,
      draw: { seed, commitment, heldAt: null, publicRandomness: "" },
      subjectKey,
      batchers: 0,
      batcherKey,
      stock: null,
      health: null,
      outages: [],
      calibration: nothingTold,
      forecasts: noForecasts,
    },
    lines: [],
    backBy: now,
    sight: null,
    orders: noneUnderWay(now),
  };
}

export const savedOf = ({ state, lines }: Room): SavedRoom => ({
  ...state,
  lines: lines.map((line) => line.state),
});

/** Whether there is anything to write. */
export const isSaved = (before: Room, after: Room): boolean =>
  before.state === after.state &&
  before.lines.length === after.lines.length &&
  before.lines.every((line, index) => line.state === after.lines[index]?.state);

/** The same durable state after a restart: whoever was at the door comes back to it when they were told to ask. */
export function afterRestart({ lines, ...state }: SavedRoom, now: Instant): Room {
  const room: Room = {
    state,
    lines: lines.map((line) => ({ state: line, door: emptyDoor, told: [], draw: null })),
    backBy: now,
    sight: null,
    orders: underWayAfterRestart(state.orderUnderWayUntil, now),
  };
  return state.isDoorEmpty ? room : waitForTheDoor(room, backAfterRestart(now));
}

export const backAfterRestart = (now: Instant): Instant => heardBy(now + longestDoorWaitMs);

/** Whoever of the called stood at the door, unseen since then, is back at this instant at the latest. */
export const waitForTheDoor = (room: Room, backBy: Instant): Room =>
  room.lines.some(mayHaveSomebodyAtTheDoor)
    ? { ...room, backBy: Math.max(room.backBy, backBy) }
    : room;

/** Whether somebody was called who is neither in, nor was, nor has left: no-shows stay among them. */
const mayHaveSomebodyAtTheDoor = ({ state }: Line): boolean =>
  state.serving > state.admitted + (state.left - state.leftUncalled);

/** Whether who stands at the door is known: until then nobody is called or let in. */
export const isDoorKnown = ({ backBy }: Room, now: Instant): boolean => now >= backBy;

/** What the next restart has to know of what is in memory only: the door, and orders on their way. */
export function noteForRestart(room: Room, now: Instant): Room {
  const isDoorEmpty = isDoorKnown(room, now) && room.lines.every(({ door }) => door.length === 0);
  const { state, orders } = room;
  const orderUnderWayUntil = mayBeUnderWayUntil(orders, state.orderUnderWayUntil, now);
  return isDoorEmpty === state.isDoorEmpty && orderUnderWayUntil === state.orderUnderWayUntil
    ? room
    : withState(room, { isDoorEmpty, orderUnderWayUntil });
}

/** The room with some of its durable numbers changed. */
export const withState = (room: Room, change: Partial<RoomState>): Room => ({
  ...room,
  state: { ...room.state, ...change },
});

/** The line of this name; a line in which nobody ever was is a new one. */
export const lineOf = ({ lines }: Room, name: string): Line =>
  lines.find(({ state }) => state.name === name) ?? newLine(name);

/** The room with this line in the place of the one of the same name, or at the end. */
export function withLine(room: Room, line: Line): Room {
  const index = room.lines.findIndex(({ state }) => state.name === line.state.name);
  return { ...room, lines: index < 0 ? [...room.lines, line] : room.lines.with(index, line) };
}

/** The room with each line changed; the very same when none was. */
export function withEachLine(room: Room, change: (line: Line) => Line): Room {
  const lines = room.lines.map(change);
  return lines.every((line, index) => line === room.lines[index]) ? room : { ...room, lines };
}

/** People of all lines who have their pass. */
export const admittedIn = ({ lines }: Room): number =>
  lines.reduce((sum, { state }) => sum + state.admitted, 0);

export const isSoldOut = ({ stock }: RoomState, { stock: counted }: RoomSettings): boolean =>
  counted !== null && stock !== null && stock.stock.soldOutAt !== null;

export const accessNow = (
  { state }: Room,
  { settings, now }: Pick<Turn, "settings" | "now">,
): Access =>
  accessOf({ happened: state.happened, soldOut: isSoldOut(state, settings) }, settings, now);

/** Sessions that may still begin; null without a cap. */
export function freeOf({ inside, stock }: RoomState, settings: RoomSettings): number | null {
  const byCapacity = settings.capacity === null ? null : Math.max(0, settings.capacity - inside);
  if (settings.stock === null || stock === null) return byCapacity;
  const byStock = sessionsThatMayBegin(stock.stock, settings.stock);
  return byCapacity === null ? byStock : Math.min(byCapacity, byStock);
}

/** Slots that are taken, and may all come free with the next second. */
export const mayComeFree = ({ inside, stock }: RoomState, settings: RoomSettings): number =>
  settings.stock === null || stock === null ? inside : Math.max(inside, mayStillOrder(stock.stock));

/** What is admitted in a minute while anybody is: the merchant's rate, as far as the shop can take it. */
export function effectivePerMinute(
  { health }: RoomState,
  { originHealth, admissionsPerMinute }: RoomSettings,
): number {
  if (originHealth === "off" || health === null) return admissionsPerMinute;
  return healthyPerMinute(health.health, { settings: originHealth, admissionsPerMinute });
}

/** The rate that is in force: zero while the room lets nobody in. */
export const rateInForce = (room: Room, turn: Pick<Turn, "settings" | "now">): Rate =>
  perMinute(mayEnter(accessNow(room, turn)) ? effectivePerMinute(room.state, turn.settings) : 0);
