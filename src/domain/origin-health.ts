/**
 * How much the shop can take at the moment: the rate in force moves between the merchant's floor and
 * the merchant's rate as the shop's own answers tell. A shop that is not there, or asks for rest, gets
 * nobody, and is led up from the floor afterwards. Every move has a reason that the merchant can read.
 *
 * The room hands in what was seen about once a second, also when that is nothing.
 */

import {
  afterStop,
  isComplete,
  isFailing,
  type LimitBounds,
  type LimitReason,
  noLimit,
  type OriginLimit,
  stepLimit,
} from "./origin-limit.ts";
import { noOutage, type OutageNews, type OutageWatch, watchForOutage } from "./origin-outage.ts";
import { addSights, nothingSeen, type OriginSight } from "./origin-sight.ts";
import type { OriginHealthSettings } from "./settings.ts";
import { type Instant, secondMs } from "./time.ts";

export interface OriginHealth {
  readonly limit: OriginLimit;
  readonly watch: OutageWatch;
  /** The shop asked for rest: when it did last, and until when. */
  readonly rest: { readonly askedAt: Instant; readonly until: Instant } | null;
  /** What was seen since the last step of the limit, and how many were admitted meanwhile. */
  readonly interval: {
    readonly since: Instant;
    readonly sight: OriginSight;
    readonly admitted: number;
  };
  /** The last hundred, oldest first. */
  readonly moves: readonly Move[];
}

/** One change of the rate in force. */
export interface Move {
  readonly at: Instant;
  readonly fromPerMinute: number;
  readonly toPerMinute: number;
  readonly reason: MoveReason;
}

export type MoveReason =
  | LimitReason
  | OutageNews
  | { readonly kind: "retry-after"; readonly seconds: number }
  | { readonly kind: "rest-over" };

/** What every step is given. */
export interface HealthTurn {
  readonly settings: OriginHealthSettings;
  /** The merchant's rate. */
  readonly admissionsPerMinute: number;
  readonly now: Instant;
}

/** A `Retry-After` of a week is a mistake, or meant for others. */
const longestRestSeconds = 3_600;
const movesKept = 100;

export const goodHealth = (now: Instant): OriginHealth => ({
  limit: noLimit,
  watch: noOutage,
  rest: null,
  interval: { since: now, sight: nothingSeen, admitted: 0 },
  moves: [],
});

/** Whether the shop is not there at all: then the clocks of its sessions stand still. */
export const isOutage = ({ watch }: OriginHealth): boolean => watch.outage !== null;

/** Whether nobody is let in, by an outage or because the shop asked for rest. */
const isStopped = (health: OriginHealth): boolean => isOutage(health) || health.rest !== null;

/** The rate in force: the merchant's, as far as the shop can take it. */
export function healthyPerMinute(
  health: OriginHealth,
  { settings, admissionsPerMinute }: Omit<HealthTurn, "now">,
): number {
  if (isStopped(health)) return 0;
  const limit = Math.max(health.limit.perMinute ?? admissionsPerMinute, settings.floorPerMinute);
  return Math.min(limit, admissionsPerMinute);
}

/** Takes what was seen of the shop, and how many were admitted, since the last time. */
export function observeOrigin(
  before: OriginHealth,
  seen: { readonly sight: OriginSight; readonly admitted: number },
  turn: HealthTurn,
): OriginHealth {
  const noted = note(before, seen, turn.now);
  const health = heedRetryAfter(heedOutage(noted, seen.sight, turn), seen.sight, turn);
  if (isStopped(health)) return { ...health, interval: goodHealth(turn.now).interval };
  return step(health, turn);
}

function note(
  health: OriginHealth,
  { sight, admitted }: { readonly sight: OriginSight; readonly admitted: number },
  now: Instant,
): OriginHealth {
  const { interval, rest } = health;
  return {
    ...health,
    interval: {
      since: Math.min(interval.since, now),
      sight: addSights(interval.sight, sight),
      admitted: interval.admitted + admitted,
    },
    // The clock went back: as long a rest from now.
    rest:
      rest && now < rest.askedAt ? { askedAt: now, until: now + rest.until - rest.askedAt } : rest,
  };
}

function heedOutage(health: OriginHealth, sight: OriginSight, turn: HealthTurn): OriginHealth {
  const { watch, news } = watchForOutage(health.watch, sight, turn.now);
  if (!news) return { ...health, watch };
  const limit =
    news.kind === "outage" ? afterStop(health.limit, boundsOf(health, turn)) : health.limit;
  return move(health, { watch, limit }, news, turn);
}

/** Obeys a `Retry-After`, unless it is the voice of one corner of a shop that is well. */
function heedRetryAfter(health: OriginHealth, sight: OriginSight, turn: HealthTurn): OriginHealth {
  const isOver = health.rest !== null && health.rest.until <= turn.now;
  const current = isOver ? move(health, { rest: null }, { kind: "rest-over" }, turn) : health;
  if (sight.retryAfterSeconds === null || !isFailing(health.interval.sight)) return current;
  const seconds = Math.min(sight.retryAfterSeconds, longestRestSeconds);
  const until = turn.now + seconds * secondMs;
  const rest = { askedAt: turn.now, until: Math.max(current.rest?.until ?? until, until) };
  const limit = afterStop(current.limit, boundsOf(current, turn));
  return move(current, { rest, limit }, { kind: "retry-after", seconds }, turn);
}

function step(health: OriginHealth, turn: HealthTurn): OriginHealth {
  const { since, sight, admitted } = health.interval;
  const interval = { lengthMs: turn.now - since, sight, admitted };
  if (!isComplete(interval)) return health;
  const next = { ...health, interval: goodHealth(turn.now).interval };
  const stepped = stepLimit(health.limit, interval, boundsOf(health, turn));
  return stepped ? move(next, { limit: stepped.limit }, stepped.reason, turn) : next;
}

const boundsOf = (health: OriginHealth, turn: HealthTurn): LimitBounds => ({
  floorPerMinute: Math.min(turn.settings.floorPerMinute, turn.admissionsPerMinute),
  admissionsPerMinute: turn.admissionsPerMinute,
  inForcePerMinute: healthyPerMinute(health, turn),
});

/** Changes the health, and writes it down when that changes the rate in force, or tells of an outage. */
function move(
  health: OriginHealth,
  change: Partial<OriginHealth>,
  reason: MoveReason,
  turn: HealthTurn,
): OriginHealth {
  const moved = { ...health, ...change };
  const fromPerMinute = healthyPerMinute(health, turn);
  const toPerMinute = healthyPerMinute(moved, turn);
  // An outage is told also when nobody was let in before it, by the shop's own wish.
  const isNews = reason.kind === "outage" || reason.kind === "back";
  if (fromPerMinute === toPerMinute && !isNews) return moved;
  const written = { at: turn.now, fromPerMinute, toPerMinute, reason };
  return { ...moved, moves: [...moved.moves, written].slice(-movesKept) };
}
