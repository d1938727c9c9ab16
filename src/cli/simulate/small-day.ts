/**
 * A small day by chance: a small crowd with every kind of conduct, a shop, a merchant with any settings who
 * changes their mind, and some of the troubles. Whatever can be left out of a day comes first among the
 * choices, so that a day that fails shrinks to the little that makes it fail.
 */

import fc from "fast-check";
import type { RoomSettings } from "../../domain/settings.ts";
import { minuteMs, secondMs } from "../../domain/time.ts";
import { begun, type Change, type CrowdOptions, type Faults, type Scenario } from "./scenario.ts";
import type { Mood, ShopOptions } from "./shop.ts";

/** From 0 up to `most`, evenly. */
const amount = (most: number) => fc.nat(1_000).map((thousandths) => (thousandths / 1_000) * most);
const oneOf = fc.constantFrom;
/** So often it is something, and else nothing. */
const sometimes = <T, N>(percent: number, something: fc.Arbitrary<T>, nothing: N) =>
  fc.oneof(
    { withCrossShrink: true },
    { weight: 100 - percent, arbitrary: fc.constant(nothing) },
    { weight: percent, arbitrary: something },
  );

const crowds = fc
  .record({
    most: fc.tuple(fc.nat(999), fc.nat(999)),
    // Together at most 1.
    leave: amount(0.4),
    leaveLater: amount(0.2),
    returning: amount(0.2),
    background: amount(0.2),
    overMs: oneOf(1, 10, 60, 300).map((seconds) => seconds * secondMs),
    arrival: oneOf("even", "at once"),
    leaveWithinMs: oneOf(5 * secondMs, minuteMs, 5 * minuteMs),
    saying: amount(1),
    cloned: amount(0.2),
    clones: oneOf(1, 1, 5),
    flooding: sometimes(20, fc.constant(0.1), 0),
    joinsOfAFlood: fc.constant(10),
    stayMs: oneOf(10 * secondMs, minuteMs, 4 * minuteMs),
    ordering: amount(1),
    silent: amount(1),
    invited: sometimes(30, amount(1), 0),
  })
  .map(({ most: [one, other], ...rest }) => ({
    ...rest,
    visitors: 1 + Math.floor((one * other * 200) / 1_000_000),
  }));

/** Members and guests come only where there are such lines; with one away its people are in none that is set up. */
const lines = fc.record({
  lines: oneOf(
    [
      { name: "members", weight: 2 },
      { name: "general", weight: 1 },
    ],
    [
      { name: "general", weight: 0.3 },
      { name: "members", weight: 1 },
      { name: "guests", weight: 5 },
    ],
  ),
  shares: fc.record({ members: amount(0.6), guests: amount(0.3) }),
});

const stocks = fc.record({
  units: fc.integer({ min: 1, max: 60 }),
  perOrder: oneOf(1, 1, 3),
  salesOutside: sometimes(30, fc.integer({ min: 1, max: 10 }), 0),
});

/** In seconds from the beginning; places may be kept from before it, and all of it may be in the wrong order. */
const schedules = fc
  .record({
    preQueue: sometimes(70, oneOf(-10, 0, 20), null),
    opens: sometimes(80, fc.integer({ min: 1, max: 180 }), null),
    closes: sometimes(30, fc.integer({ min: 60, max: 600 }), null),
    order: oneOf("draw", "draw", "first-come"),
    publicRandomness: sometimes(50, fc.constant("the numbers of the lottery"), null),
  })
  .map(({ preQueue, opens, closes, order, publicRandomness }) => {
    const instant = (seconds: number | null) => (seconds === null ? null : begun + seconds * 1_000);
    // Without an opening nobody would ever get in.
    const opensAt = instant(opens ?? (preQueue === null ? null : 30));
    return {
      preQueueAt: instant(preQueue),
      opensAt,
      closesAt: instant(closes),
      order,
      publicRandomness,
    };
  });

const moods: fc.Arbitrary<readonly Mood[]> = fc
  .array(
    fc.record({
      pauseMs: fc.integer({ min: 1, max: 120 }).map((seconds) => seconds * secondMs),
      lastsMs: fc.integer({ min: 5, max: 120 }).map((seconds) => seconds * secondMs),
      kind: oneOf("gone", "hanging", "slow", "failing", "resting"),
    }),
    { maxLength: 4 },
  )
  .map((chosen) => {
    let at = 0;
    return chosen.map(({ pauseMs, lastsMs, kind }) => {
      const fromMs = at + pauseMs;
      at = fromMs + lastsMs;
      return { fromMs, untilMs: at, kind };
    });
  });

const shops: fc.Arbitrary<ShopOptions> = fc.record({
  requestsPerSecond: oneOf(50, 10, 2),
  usualMs: fc.constant(100),
  thinkMs: oneOf(5, 15).map((seconds) => seconds * secondMs),
  moods,
});

const surges: fc.Arbitrary<RoomSettings["batchers"]> = sometimes(25, oneOf(16, 32), 0);

/** So that the shards of a small day have something to gather, few of them. */
const shardings: fc.Arbitrary<RoomSettings["admissionShards"]> = sometimes(25, oneOf(4, 16), 0);

const rates = oneOf(60, 60, 1, 7, 300, 600, 600, 3_000);

/** What the merchant turns in the middle of it, and when: all within ten seconds, or within five minutes. */
const changesFor = (perMinute: number) =>
  fc
    .record({
      spread: oneOf(10 * secondMs, 5 * minuteMs),
      turns: fc.array(
        fc.record({
          at: amount(1),
          values: oneOf<Change["values"][]>(
            { state: "open" },
            { state: "open" },
            { state: "paused" },
            { state: "draining" },
            { state: "closed" },
            { admissionsPerMinute: perMinute / 10 },
            { admissionsPerMinute: perMinute * 5 },
            { admissionsPerMinute: 0 },
            { capacity: 3 },
            { capacity: null },
          ),
        }),
        { maxLength: 8 },
      ),
    })
    .map(({ spread, turns }): readonly Change[] => {
      const changes = turns
        .map(({ at, values }) => ({ afterMs: at * spread, values }))
        .sort((a, b) => a.afterMs - b.afterMs);
      // In the end the line moves again.
      const values = { state: "open", admissionsPerMinute: perMinute } as const;
      return [...changes, { afterMs: spread + secondMs, values }];
    });

/** Each kind in about every second day, and in half of the days they stop in the middle. */
const share = (most: number) => sometimes(50, amount(most), 0);
const every = (ms: number) =>
  sometimes(
    40,
    amount(ms).map((more) => ms / 2 + more),
    0,
  );

const faults: fc.Arbitrary<Partial<Faults>> = fc.record({
  untilMs: oneOf(2 * minuteMs, 30 * minuteMs),
  restartEveryMs: every(minuteMs),
  throwing: share(0.05),
  dyingBeforeTheWrite: share(0.02),
  dyingBeforeTheAnswer: share(0.02),
  dyingAfterTheAnswer: share(0.02),
  dyingBatchers: share(0.1),
  evictAfterMs: oneOf(0, 3 * secondMs),
  unreachableEveryMs: every(2 * minuteMs),
  twoInstancesEveryMs: every(2 * minuteMs),
  clockJumpEveryMs: every(2 * minuteMs),
  clockJumpMs: oneOf(secondMs, 30 * secondMs, 10 * minuteMs),
  lateTicksMs: oneOf(0, 5 * secondMs),
  lostTicks: share(0.3),
  doubleTicks: share(0.3),
  lostCalls: share(0.1),
  doubledCalls: share(0.2),
  delayedCalls: share(0.1),
  delayMs: oneOf(secondMs, 30 * secondMs, 3 * minuteMs),
  lostAnswers: share(0.1),
  gateways: oneOf(1, 2, 3),
  slowSnapshots: share(0.3),
  rotateKeysEveryMs: every(minuteMs),
  lateChanges: share(0.5),
  dyingShards: share(0.1),
});

/** Days of every kind. Half of them are quiet but for one kind of trouble or two. */
export const smallDays: fc.Arbitrary<Scenario> = rates.chain((admissionsPerMinute) =>
  fc
    .record({
      // Not to be shrunk: another seed is another day.
      seed: fc.noShrink(fc.nat(0xffff_ffff)),
      crowd: crowds,
      capacity: sometimes(40, fc.integer({ min: 1, max: 20 }), null),
      sessionMinutes: oneOf(15, 5, 1, 0.5),
      sessionRenewal: oneOf("while-active", "fixed"),
      claimWindowSeconds: oneOf(180, 30, 10),
      queue: oneOf("when-needed", "when-needed", "always"),
      several: sometimes(35, lines, null),
      stock: sometimes(35, stocks, null),
      schedule: sometimes(35, schedules, null),
      shop: sometimes(35, shops, null),
      batchers: surges,
      isWatched: oneOf(true, true, false),
      changes: sometimes(60, changesFor(admissionsPerMinute), []),
      faults: sometimes(90, faults, {}),
      admissionShards: shardings,
    })
    .map(
      ({ seed, crowd, several, stock, schedule, shop, isWatched, changes, faults, ...plain }) => ({
        seed,
        settings: {
          admissionsPerMinute,
          ...plain,
          ...(several && { lines: several.lines }),
          ...(stock && { stock: { units: stock.units, perOrder: stock.perOrder } }),
          ...schedule,
          ...(shop &&
            isWatched && {
              originHealth: { targetMilliseconds: 500, floorPerMinute: admissionsPerMinute / 10 },
            }),
        },
        crowd: {
          ...crowd,
          ...(several && { lines: several.shares }),
          ...(stock && { mostUnits: stock.perOrder, salesOutside: stock.salesOutside }),
        } satisfies CrowdOptions,
        ...(shop && { shop }),
        changes,
        faults,
        longestMs: 15 * minuteMs,
      }),
    ),
);

const byItself = { numRuns: 1, unbiased: true } as const;

/** The day of a seed: always the same one. */
export function smallDay(seed: number): Scenario {
  const [day] = fc.sample(smallDays, { seed, ...byItself });
  if (!day) throw new TypeError("Cannot make a day: chance gave none");
  return day;
}

/** Of the days that are like the one of this seed, and simpler, the simplest that fails in the same way. */
export function simplestLike(seed: number, fails: (day: Scenario) => boolean): Scenario | null {
  const { counterexample } = fc.check(
    fc.property(smallDays, (day) => !fails(day)),
    { seed, ...byItself, interruptAfterTimeLimit: shrinkMs },
  );
  return counterexample?.[0] ?? null;
}

const shrinkMs = 30 * secondMs;
