import { expect, test } from "vitest";
import { type Evidence, type Figures, measure } from "../../../src/cli/rush/judge/figures.ts";
import { isBroken, judge } from "../../../src/cli/rush/judge/findings.ts";
import type { ShopRequest } from "../../../src/cli/rush/shop-log.ts";
import { createRecord, type VisitorRecord } from "../../../src/cli/rush/visitor-record.ts";

const sessionMs = 900_000;
const lag = { p50Ms: 0, p99Ms: 1, maxMs: 2, busy: 0.1, wasTheBottleneck: false };

/** Ticket `number`, who waited from 0 on, was let in at `at`, and ordered. */
function visitor(number: number, at: number): VisitorRecord {
  const plan = { index: number, behaviour: "stays", arrivesAfterMs: 0, seed: 0 } as const;
  return {
    ...createRecord(plan, `visitor-${number}@crowd.example`),
    outcome: "ordered",
    ticket: { room: "default", epoch: 1, number },
    joinedAt: 0,
    dueAt: at,
    doorAt: at,
    admitted: { start: at, end: at },
    passEndsAt: at + sessionMs,
  };
}

/** What the shop writes down for ticket `number`. */
function request(number: number, at: number, passId = `pass-${number}`): ShopRequest {
  return { at, url: "/checkout", admission: { room: "default", epoch: 1, number, passId } };
}

/** One a second, in order, at 60 a minute: a minute without a flaw. */
const visitors = Array.from({ length: 60 }, (_, index) => visitor(index + 1, (index + 1) * 1_000));
const requests = visitors.map((_, index) => request(index + 1, (index + 1) * 1_000 + 5));
const orders = visitors.map(({ email }) => ({ email }));

interface Given {
  readonly visitors?: readonly VisitorRecord[];
  readonly requests?: readonly ShopRequest[];
  readonly orders?: readonly { readonly email: string }[];
  readonly evidence?: Partial<Evidence>;
}

function figuresOf(given: Given): Figures {
  return measure({
    rush: {
      visitors: given.visitors ?? visitors,
      samples: [],
      startsAt: 0,
      endedAt: 61_000,
      requests: 0,
      trouble: new Map(),
      lag,
    },
    admissionsPerMinute: 60,
    publicPaths: ["/favicon.ico"],
    sessionMs,
    capped: false,
    shop: { requests: given.requests ?? requests, orders: given.orders ?? orders },
    ...given.evidence,
  });
}

const brokenBy = (given: Given) =>
  judge(figuresOf(given)).flatMap(({ promise, kept }) => (kept === false ? [promise] : []));

test("a minute without a flaw breaks nothing and leaves nothing unjudged", () => {
  const findings = judge(figuresOf({}));
  expect(findings.filter(({ kept }) => kept !== true)).toEqual([]);
  expect(isBroken(findings)).toBe(false);
});

test("a second with more than the rate and the burst breaks the rate, where decided and where seen", () => {
  const bunched = visitors.map((one, index) => (index < 3 ? visitor(index + 1, 1_000) : one));
  const seen = requests.map((one, index) => (index < 3 ? request(index + 1, 1_005) : one));
  expect(brokenBy({ visitors: bunched, requests: seen })).toEqual([
    "admissions begun in any second",
    "admissions seen in any second",
  ]);
});

test("a minute with more than the rate and the burst breaks the rate", () => {
  const faster = Array.from({ length: 70 }, (_, index) => visitor(index + 1, index * 850));
  const seen = faster.map((_, index) => request(index + 1, index * 850 + 5));
  expect(brokenBy({ visitors: faster, requests: seen, orders: faster })).toEqual([
    "admissions begun in any minute",
    "admissions seen in any minute",
  ]);
});

test("what the way to the shop bunched is allowed for by as much as was measured", () => {
  const late = requests.map((one, index) => (index < 10 ? { ...one, at: 10_005 } : one));
  const figures = figuresOf({ requests: late });
  expect(figures.admissions).toMatchObject({
    inAnySecond: { decided: 2, seen: 11 },
    jitterMs: 9_000,
  });
  expect(judge(figures).slice(0, 3)).toMatchObject([
    { allowed: "2" },
    { allowed: "61" },
    { measured: "11", allowed: "11", kept: true },
  ]);
});

test("without a shop log the rate is judged by what the visitors heard", () => {
  const bunched = visitors.map((one, index) => (index < 3 ? visitor(index + 1, 1_000) : one));
  const given = { visitors: bunched, evidence: { shop: null, sessionMs: null } };
  expect(figuresOf(given).witness).toBe("gateway answers");
  expect(brokenBy(given)).toEqual(["admissions seen in any second"]);
});

test("admissions of people from elsewhere count against the rate", () => {
  const strangers = [1, 2, 3].map((number) => request(1_000 + number, 30_100));
  const figures = figuresOf({ requests: [...requests, ...strangers] });
  expect(figures.admissions.others).toBe(3);
  expect(brokenBy({ requests: [...requests, ...strangers] })).toContain(
    "admissions seen in any second",
  );
});

test("what the shop saw before the rush is no admission of the rush", () => {
  const earlier = [1, 2, 3].map((number) => request(1_000 + number, -500));
  expect(figuresOf({ requests: [...earlier, ...requests] }).admissions.total).toBe(60);
});

test("two passes for one ticket break a promise", () => {
  expect(brokenBy({ requests: [...requests, request(7, 50_000, "another")] })).toEqual([
    "tickets admitted more than once",
  ]);
});

test("one ticket for two visitors breaks a promise", () => {
  expect(
    brokenBy({ visitors: [...visitors, { ...visitor(7, 7_000), email: "x@crowd.example" }] }),
  ).toContain("tickets given to two visitors");
});

test("a request without proof breaks a promise, unless its path is public or it came before", () => {
  const bare = (url: string, at: number): ShopRequest => ({ at, url, admission: null });
  const harmless = [bare("/favicon.ico?v=1", 500), bare("/order", -1)];
  expect(brokenBy({ requests: [...requests, ...harmless] })).toEqual([]);
  expect(brokenBy({ requests: [...requests, bare("/order", 500)] })).toEqual([
    "requests at the shop without proof",
  ]);
});

test("a confirmed order that the shop does not know breaks a promise, and so does one it has twice", () => {
  expect(brokenBy({ orders: orders.slice(1) })).toEqual(["orders confirmed but missing"]);
  expect(brokenBy({ orders: [...orders, ...orders.slice(0, 1)] })).toEqual(["orders doubled"]);
});

test("a rate left unused while somebody waits breaks a promise", () => {
  const slow = visitors.map((_, index) => visitor(index + 1, (index + 1) * 1_100));
  expect(brokenBy({ visitors: slow, requests: [] })).toEqual([
    "share of the rate used while enough waited",
  ]);
});

test("an unused rate is not held against the gateway when a cap or this machine was the reason", () => {
  const slow = visitors.map((_, index) => visitor(index + 1, (index + 1) * 1_100));
  expect(brokenBy({ visitors: slow, requests: [], evidence: { capped: true } })).toEqual([]);
});

test("order is compared among those who stayed, by the shop's log", () => {
  const swapped = [request(1, 2_005), request(2, 1_005), ...requests.slice(2)];
  const { order } = figuresOf({ requests: swapped });
  expect(order).toMatchObject({ compared: 60, inversions: 1, overtaken: 0 });
});

test("without a rate, a session length or a log nothing is judged that needs them", () => {
  const findings = judge(
    figuresOf({ evidence: { shop: null, admissionsPerMinute: null, sessionMs: null } }),
  );
  const unjudged = findings.filter(({ kept }) => kept === null).map(({ promise }) => promise);
  expect(unjudged).toEqual([
    "admissions begun in any second",
    "admissions begun in any minute",
    "admissions seen in any second",
    "admissions seen in any minute",
    "share of the rate used while enough waited",
    "orders confirmed but missing",
    "orders doubled",
    "requests at the shop without proof",
  ]);
});
