import { afterAll, expect, test } from "vitest";
import { type Evidence, measure } from "../../../src/cli/rush/judge/figures.ts";
import { judge } from "../../../src/cli/rush/judge/findings.ts";
import { type RushPlan, type RushRecord, startRush } from "../../../src/cli/rush/rush.ts";
import { type Sin, type StandIn, startStandIn } from "./stand-in-gateway.ts";

const perSecond = 20;
const plan: Omit<RushPlan, "url"> = {
  visitors: 50,
  overMs: 300,
  seed: 1,
  leave: 0,
  late: 0,
  returning: 0,
  path: "/checkout",
  queuedStatus: 200,
  limitMs: 20_000,
};

const standIns: StandIn[] = [];
afterAll(() => Promise.all(standIns.map((standIn) => standIn.close())));

async function rushAt(standIn: StandIn, more: Partial<RushPlan> = {}): Promise<RushRecord> {
  return startRush({ ...plan, ...more, url: standIn.url }, () => {}).record;
}

async function standIn(sin?: Sin, rate = perSecond): Promise<StandIn> {
  const started = await startStandIn(rate, sin);
  standIns.push(started);
  return started;
}

function findings(rush: RushRecord, orders: readonly string[], promised: number) {
  const evidence: Evidence = {
    rush,
    admissionsPerMinute: promised * 60,
    publicPaths: [],
    sessionMs: null,
    capped: false,
    shop: { requests: [], orders: orders.map((email) => ({ email })) },
  };
  return judge(measure(evidence));
}

/** @param promised how many a second */
const broken = (rush: RushRecord, { orders }: StandIn, promised = perSecond) =>
  findings(rush, orders, promised).flatMap(({ promise, kept }) =>
    kept === false ? [promise] : [],
  );

const outcomes = ({ visitors }: RushRecord) => visitors.map(({ outcome }) => outcome);

test.concurrent("everybody who stays ends with an order at an honest gateway, and no promise is broken", async () => {
  const honest = await standIn();
  const rush = await rushAt(honest);
  expect(new Set(outcomes(rush))).toEqual(new Set(["ordered"]));
  expect(new Set(honest.orders).size).toBe(plan.visitors);
  expect(broken(rush, honest)).toEqual([]);
});

test.concurrent("those who leave join and are never heard of again", async () => {
  const honest = await standIn();
  const rush = await rushAt(honest, { leave: 0.4 });
  expect(honest.joinKeys).toHaveLength(50);
  expect(outcomes(rush).filter((outcome) => outcome === "left")).toHaveLength(20);
  expect(honest.orders).toHaveLength(30);
  expect(broken(rush, honest)).toEqual([]);
});

test.concurrent("those who come late or return keep their cookies and end with an order", async () => {
  const honest = await standIn();
  const rush = await rushAt(honest, { visitors: 20, late: 0.5, returning: 0.5, limitMs: 12_000 });
  expect(new Set(outcomes(rush))).toEqual(new Set(["ordered"]));
  expect(honest.joinKeys).toHaveLength(20);
});

test.concurrent("a breakdown in the middle costs nobody the place, and its errors are counted", async () => {
  const honest = await standIn();
  const running = rushAt(honest);
  // Some are in the line and others on the way to it.
  await expect.poll(() => honest.joinKeys.length).toBeGreaterThan(10);
  await honest.breakDown(500);
  const rush = await running;
  expect(
    outcomes(rush).every((outcome) => outcome === "ordered" || outcome === "order-unsure"),
  ).toBe(true);
  expect(honest.joinKeys).toHaveLength(plan.visitors);
  expect(rush.trouble.size).toBeGreaterThan(0);
  expect(broken(rush, honest)).toEqual([]);
});

test.concurrent("the end comes in time, whoever still waits", async () => {
  const honest = await standIn();
  const rush = await rushAt(honest, { limitMs: 1_000 });
  expect(outcomes(rush)).toContain("unfinished");
  expect(Object.fromEntries(rush.trouble)).toEqual({});
  expect(broken(rush, honest)).toEqual([]);
});

test.concurrent.each<[Sin, string, number, number]>([
  // A few a second are far too many, so that a machine which lets in no more finds it out as well.
  ["admits everybody at once", "admissions seen in any second", 50, 0.1],
  // With seconds between the first and the last, and few requests in each.
  ["calls from the back", "present visitors passed by more than 2 s", 24, 4],
  ["forgets tickets", "places lost", 50, perSecond],
  // Nobody is let in with the first question, however late it comes.
  ["lets the number ahead grow", "answers in which the number ahead grew", 12, 2],
  ["answers with errors", "answers that were errors", 50, perSecond],
  ["loses orders", "orders confirmed but missing", 20, perSecond],
  ["doubles orders", "orders doubled", 20, perSecond],
])("a gateway that %s is found out: %s", async (sin, promise, visitors, rate) => {
  const cheat = await standIn(sin, rate);
  expect(broken(await rushAt(cheat, { visitors }), cheat, rate)).toContain(promise);
});
