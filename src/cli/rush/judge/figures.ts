/**
 * All that is measured of a rush, as plain data: what the findings judge and `--json` prints.
 */

import { agreement, type OrderAgreement } from "../../../domain/order-agreement.ts";
import { ticketKey } from "../answers.ts";
import type { Behaviour } from "../crowd.ts";
import type { Lag } from "../lag.ts";
import type { RushRecord } from "../rush.ts";
import type { ShopLog } from "../shop-log.ts";
import type { Outcome, VisitorRecord } from "../visitor-record.ts";
import { type Admission, admittedAt, findAdmissions, jitterOf } from "./admissions.ts";
import { passedByMs } from "./overtaking.ts";
import { type RateUse, rateUse } from "./rate-use.ts";
import { type Honesty, honesty } from "./waits.ts";
import { mostWithin } from "./windows.ts";

export interface Evidence {
  readonly rush: RushRecord;
  /** The highest in force during the rush; null when nobody told. */
  readonly admissionsPerMinute: number | null;
  /** Paths that need no pass; null when nobody told. */
  readonly publicPaths: readonly string[] | null;
  /** The length of a session; null when nobody told. */
  readonly sessionMs: number | null;
  /** Something else than the rate may have held people back: a cap on sessions. */
  readonly capped: boolean;
  /** Null: the shop does not show its log, and the gateway's answers are all there is. */
  readonly shop: ShopLog | null;
}

export interface Figures {
  readonly witness: "shop log" | "gateway answers";
  readonly seconds: number;
  readonly visitors: number;
  readonly behaviours: Readonly<Partial<Record<Behaviour, number>>>;
  readonly outcomes: Readonly<Partial<Record<Outcome, number>>>;
  readonly rate: { readonly perMinute: number; readonly burst: number } | null;
  readonly capped: boolean;
  readonly admissions: {
    readonly total: number;
    /** Without standing in line. */
    readonly atOnce: number;
    /** Of people who are not of this rush. */
    readonly others: number;
    readonly inAnySecond: Most;
    readonly inAnyMinute: Most;
    /** By how much the way to the shop may have bunched them. */
    readonly jitterMs: number;
  };
  readonly order: OrderAgreement & {
    readonly compared: number;
    /** Present visitors passed by somebody behind them, beyond the bound. */
    readonly overtaken: number;
    /** By how much the one who was passed worst. */
    readonly mostPassedMs: number;
    /** Answers in which the number ahead was greater than before. */
    readonly aheadGrew: number;
  };
  readonly tickets: {
    readonly issued: number;
    readonly lost: number;
    /** Given to more than one visitor. */
    readonly shared: number;
    /** Admitted more than once, each under a pass of its own. */
    readonly admittedTwice: number;
  };
  readonly orders: {
    readonly confirmed: number;
    /** Confirmed, but not in the shop's log; null without a log. */
    readonly missing: number | null;
    /** More than one of the same visitor; null without a log. */
    readonly doubled: number | null;
  };
  /** Null without a rate. */
  readonly rateUse: RateUse | null;
  readonly waits: Honesty;
  /** Requests that reached the shop without an assertion, though not public; null: cannot be told. */
  readonly withoutProof: number | null;
  readonly requests: number;
  readonly trouble: Readonly<Record<string, number>>;
  readonly lag: Lag;
}

/** The most within any window of one length. */
export interface Most {
  /** By the instants from which the passes count; null when these are not known. */
  readonly decided: number | null;
  /** As the shop saw them come, or, without its log, as the visitors heard. */
  readonly seen: number;
}

/** One poll interval near the front. */
const overtakingBoundMs = 2_000;

export function measure(evidence: Evidence): Figures {
  const { rush, shop, admissionsPerMinute } = evidence;
  const { visitors } = rush;
  const passed = passedByMs(visitors.flatMap(placeOf));
  const admissions = findAdmissions(rush, shop?.requests ?? [], evidence.sessionMs);
  return {
    witness: shop === null ? "gateway answers" : "shop log",
    seconds: (rush.endedAt - rush.startsAt) / 1_000,
    visitors: visitors.length,
    behaviours: countBy(visitors, ({ plan }) => plan.behaviour),
    outcomes: countBy(visitors, ({ outcome }) => outcome),
    rate:
      admissionsPerMinute === null
        ? null
        : { perMinute: admissionsPerMinute, burst: Math.max(1, admissionsPerMinute / 60) },
    capped: evidence.capped,
    admissions: {
      total: admissions.length,
      atOnce: visitors.filter(({ admittedAtOnce }) => admittedAtOnce).length,
      others: admissions.filter(({ visitor }) => visitor === null).length,
      inAnySecond: most(admissions, 1_000),
      inAnyMinute: most(admissions, 60_000),
      jitterMs: jitterOf(admissions),
    },
    order: {
      ...compareOrder(admissions),
      overtaken: passed.filter((byMs) => byMs > overtakingBoundMs).length,
      mostPassedMs: Math.max(0, ...passed),
      aheadGrew: visitors.reduce((sum, { aheadGrew }) => sum + aheadGrew, 0),
    },
    tickets: ticketFigures(visitors, shop),
    orders: orderFigures(visitors, shop),
    rateUse: admissionsPerMinute === null ? null : useOf(rush, admissions, admissionsPerMinute),
    waits: honesty(visitors.flatMap((visitor) => firstTold(visitor, rush.endedAt))),
    withoutProof: countWithoutProof(evidence),
    requests: rush.requests,
    trouble: Object.fromEntries(rush.trouble),
    lag: rush.lag,
  };
}

const isPresent = (visitor: VisitorRecord): boolean => visitor.plan.behaviour === "stays";

function most(admissions: readonly Admission[], windowMs: number): Most {
  const decided = admissions.flatMap(({ decidedAt }) => decidedAt ?? []);
  return {
    decided: decided.length === 0 ? null : mostWithin(decided, windowMs),
    seen: mostWithin(admissions.map(admittedAt), windowMs),
  };
}

/** Order of admission against order of ticket, of those who stood in line and stayed. */
function compareOrder(admissions: readonly Admission[]): OrderAgreement & { compared: number } {
  const inLine = admissions.flatMap((admission) => {
    const { visitor } = admission;
    if (!visitor?.ticket || visitor.joinedAt === null || !isPresent(visitor)) return [];
    return [{ number: visitor.ticket.number, at: admittedAt(admission) }];
  });
  const times = inLine.sort((a, b) => a.number - b.number).map(({ at }) => at);
  return { compared: times.length, ...agreement(times) };
}

function placeOf(visitor: VisitorRecord) {
  const { ticket, dueAt, doorAt, doorDueAt, admitted } = visitor;
  if (ticket === null) return [];
  const present = isPresent(visitor);
  return [{ place: ticket.number, present, dueAt, doorAt, doorDueAt, admitted }];
}

function ticketFigures(visitors: readonly VisitorRecord[], shop: ShopLog | null) {
  const keys = visitors.flatMap(({ ticket }) => (ticket === null ? [] : [ticketKey(ticket)]));
  const ours = new Set(keys);
  const passes = new Map<string, Set<string>>();
  for (const { admission } of shop?.requests ?? []) {
    if (admission === null || admission.passId === null) continue;
    const key = ticketKey(admission);
    if (ours.has(key)) passes.set(key, (passes.get(key) ?? new Set()).add(admission.passId));
  }
  return {
    issued: keys.length,
    lost: visitors.filter(({ outcome }) => outcome === "lost").length,
    shared: keys.length - ours.size,
    admittedTwice: [...passes.values()].filter(({ size }) => size > 1).length,
  };
}

function orderFigures(visitors: readonly VisitorRecord[], shop: ShopLog | null) {
  const confirmed = visitors.filter(({ outcome }) => outcome === "ordered");
  if (shop === null) return { confirmed: confirmed.length, missing: null, doubled: null };
  const orders = countBy(shop.orders, ({ email }) => email);
  return {
    confirmed: confirmed.length,
    missing: confirmed.filter(({ email }) => orders[email] === undefined).length,
    doubled: visitors.filter(({ email }) => (orders[email] ?? 0) > 1).length,
  };
}

function useOf(rush: RushRecord, admissions: readonly Admission[], perMinute: number): RateUse {
  const waits = rush.visitors.flatMap((visitor) => {
    const { joinedAt, admitted, admittedAtOnce, outcome } = visitor;
    if (joinedAt === null || admittedAtOnce || !isPresent(visitor)) return [];
    if (admitted === null && outcome !== "unfinished") return [];
    return [{ start: joinedAt, end: admitted?.end ?? rush.endedAt }];
  });
  const at = admissions.map((one) => one.decidedAt ?? one.heardAt ?? admittedAt(one));
  return rateUse(waits, at, perMinute);
}

/** What each of the present was told first, and how long it was until they were let in. */
function firstTold(visitor: VisitorRecord, endedAt: number) {
  const [told] = visitor.told;
  if (told === undefined || !isPresent(visitor)) return [];
  const { admitted, outcome } = visitor;
  if (admitted === null && outcome !== "unfinished") return [];
  const hadMs = (admitted?.end ?? endedAt) - told.at;
  return [{ lowMs: told.lowMs, highMs: told.highMs, hadMs, unfinished: admitted === null }];
}

function countWithoutProof({ shop, publicPaths, rush }: Evidence): number | null {
  if (shop === null || publicPaths === null) return null;
  return shop.requests.filter(
    ({ at, url, admission }) =>
      at >= rush.startsAt && admission === null && !publicPaths.includes(url.split("?")[0] ?? url),
  ).length;
}

function countBy<Item, Key extends string>(
  items: readonly Item[],
  keyOf: (item: Item) => Key,
): Partial<Record<Key, number>> {
  const counts: Partial<Record<Key, number>> = {};
  for (const item of items) {
    const key = keyOf(item);
    counts[key] = (counts[key] ?? 0) + 1;
  }
  return counts;
}
