import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  goodHealth,
  type HealthTurn,
  healthyPerMinute,
  isOutage,
  type MoveReason,
  type OriginHealth,
  observeOrigin,
} from "../../src/domain/origin-health.ts";
import {
  addSights,
  gatherSight,
  nothingSeen,
  type OriginSight,
  sightNow,
} from "../../src/domain/origin-sight.ts";

const settings = { targetMilliseconds: 800, floorPerMinute: 30 };
const rate = 600;

/** What a shop does in one second when it is given so many people a minute. */
type Mood = (perMinute: number) => Partial<OriginSight>;

/** Everybody admitted asks a few times a minute, and there are always some inside. */
const asksAt = (perMinute: number): number => 20 + Math.ceil(perMinute / 10);

const well: Mood = (perMinute) => ({ asked: asksAt(perMinute), answered: asksAt(perMinute) });
const slow: Mood = (perMinute) => ({ ...well(perMinute), slow: Math.ceil(asksAt(perMinute) / 2) });
const failing: Mood = (perMinute) => {
  const asked = asksAt(perMinute);
  const failed = Math.ceil(asked / 4);
  return { asked, failed, answered: asked - failed };
};
const hanging: Mood = () => ({ asked: 20 });
const down: Mood = () => ({ asked: 20, failed: 20 });
const deserted: Mood = () => ({});
const asking =
  (seconds: number): Mood =>
  () => ({ asked: 20, failed: 20, retryAfterSeconds: seconds });

interface Second {
  readonly now: number;
  readonly perMinute: number;
  readonly health: OriginHealth;
}

/** Goes on for some seconds; the line uses all that it is given, or nothing of it. */
function goOn(
  health: OriginHealth,
  mood: Mood,
  length: { readonly from: number; readonly seconds: number },
  { used = true, admissionsPerMinute = rate } = {},
): Second[] {
  const run: Second[] = [];
  let current = health;
  for (let second = 1; second <= length.seconds; second++) {
    const now = length.from + second * 1_000;
    const turn: HealthTurn = { settings, admissionsPerMinute, now };
    const given = healthyPerMinute(current, turn);
    const sight = { ...nothingSeen, ...mood(given) };
    current = observeOrigin(current, { sight, admitted: used ? given / 60 : 0 }, turn);
    run.push({ now, perMinute: healthyPerMinute(current, turn), health: current });
  }
  return run;
}

/** One mood after the other. */
function live(...moods: readonly (readonly [Mood, number])[]): Second[] {
  const run: Second[] = [];
  for (const [mood, seconds] of moods) {
    const last = run.at(-1);
    run.push(...goOn(last?.health ?? goodHealth(0), mood, { from: last?.now ?? 0, seconds }));
  }
  return run;
}

const lastOf = (run: readonly Second[]): Second => {
  const last = run.at(-1);
  if (!last) throw new RangeError("Cannot look at the last second of none");
  return last;
};

const reasons = (run: readonly Second[]): MoveReason["kind"][] =>
  lastOf(run).health.moves.map(({ reason }) => reason.kind);

const secondsUntil = (run: readonly Second[], is: (second: Second) => boolean): number =>
  run.findIndex(is) + 1;

describe("a shop in its moods", () => {
  test("well: nothing is held back, and nothing is written", () => {
    const run = live([well, 120]);
    expect(run.every(({ perMinute }) => perMinute === rate)).toBe(true);
    expect(lastOf(run).health.moves).toEqual([]);
  });

  test("slow: a quarter less every five seconds, down to the floor, with the share of the slow", () => {
    const run = live([slow, 120]);
    expect(run.slice(4, 20).filter((_, index) => index % 5 === 0)).toMatchObject([
      { perMinute: 450 },
      { perMinute: 337.5 },
      { perMinute: 253.125 },
      { perMinute: 189.84375 },
    ]);
    expect(lastOf(run).perMinute).toBe(settings.floorPerMinute);
    expect(lastOf(run).health.moves[0]).toEqual({
      at: 5_000,
      fromPerMinute: 600,
      toPerMinute: 450,
      reason: { kind: "slow", share: 0.5 },
    });
  });

  test("slow without an answer yet: what is overdue counts before it has come", () => {
    const stuck: Mood = () => ({ asked: 20, answered: 1, slow: 19 });
    expect(reasons(live([stuck, 6]))).toEqual(["slow"]);
  });

  test("a burst of failures: half as many every five seconds", () => {
    const run = live([well, 20], [failing, 10]);
    expect(lastOf(run)).toMatchObject({ perMinute: 150 });
    expect(reasons(run)).toEqual(["failing", "failing"]);
  });

  test("a few failures among many answers: nothing", () => {
    const grumbling: Mood = () => ({ asked: 100, answered: 97, failed: 3, slow: 5 });
    expect(reasons(live([grumbling, 60]))).toEqual([]);
  });

  test("a hang: nobody within five seconds, and the clocks of the sessions stand still", () => {
    const run = live([well, 20], [hanging, 5]);
    expect(lastOf(run).perMinute).toBe(0);
    expect(isOutage(lastOf(run).health)).toBe(true);
    expect(lastOf(run).health.moves.at(-1)?.reason).toEqual({
      kind: "outage",
      unheardRequests: 80,
    });
  });

  test("refusing everything: nobody within five seconds", () => {
    expect(lastOf(live([well, 20], [down, 5])).perMinute).toBe(0);
  });

  test("a hang that begins under good answers told late: it counts from when they came", () => {
    const late: Mood = () => ({ asked: 2, answered: 2, goodAgoMs: 1_500 });
    const first: Mood = () => ({ asked: 5, unheardForMs: 1_900 });
    const run = live([well, 20], [late, 1], [first, 1], [hanging, 2]);
    // The last good answer came after 19.5 s, the first request after it 0.6 s later.
    expect(secondsUntil(run, ({ health }) => isOutage(health))).toBe(24);
  });

  test("a good answer of before a hang, told in it by a quiet gateway, neither hides nor ends it", () => {
    const old: Mood = () => ({ asked: 5, answered: 1, goodAgoMs: 9_000 });
    const run = live([well, 20], [hanging, 2], [old, 1], [hanging, 1], [hanging, 6], [old, 1]);
    expect(secondsUntil(run, ({ health }) => isOutage(health))).toBe(24);
    expect(reasons(run)).toEqual(["outage"]);
  });

  test("failures of long ago, told late by the only gateway: not an outage before a second one confirms them", () => {
    const old: Mood = () => ({ asked: 5, failed: 5, unheardForMs: 60_000 });
    expect(reasons(live([well, 20], [deserted, 60], [old, 1], [well, 20]))).toEqual([]);
    expect(reasons(live([well, 20], [deserted, 60], [old, 1], [hanging, 1]))).toEqual(["outage"]);
  });

  test("failures alone, of what was asked before: nobody within five seconds", () => {
    const giveUp: Mood = () => ({ failed: 20 });
    expect(lastOf(live([well, 20], [giveUp, 4])).perMinute).toBe(0);
  });

  test("out, with one answer among many failures: still out", () => {
    const stumbling: Mood = () => ({ asked: 20, answered: 1, failed: 19 });
    const run = live([well, 20], [hanging, 5], [stumbling, 30]);
    expect(run.slice(24).every(({ perMinute }) => perMinute === 0)).toBe(true);
  });

  test("between well and too much: it is led neither up nor down", () => {
    const soSo: Mood = () => ({ asked: 100, answered: 97, failed: 3 });
    const slowish: Mood = () => ({ asked: 100, answered: 100, slow: 8 });
    for (const mood of [soSo, slowish]) {
      const run = live([slow, 10], [mood, 60]);
      expect(new Set(run.slice(10).map(({ perMinute }) => perMinute))).toEqual(new Set([337.5]));
    }
  });

  test("a single request that hangs: nothing, as long as nobody else asks", () => {
    const lonely: Mood = () => ({ asked: 0 });
    const one: Mood = () => ({ asked: 1 });
    expect(reasons(live([well, 5], [one, 1], [lonely, 30]))).toEqual([]);
  });

  test("recovery: from the floor, doubling to half of what it was, then adding", () => {
    const run = live([well, 20], [hanging, 20], [well, 300]);
    const after = run.slice(40);
    expect(after[0]).toMatchObject({ perMinute: settings.floorPerMinute });
    expect(reasons(run).slice(0, 2)).toEqual(["outage", "back"]);
    const steps = lastOf(run)
      .health.moves.slice(2)
      .map(({ toPerMinute }) => toPerMinute);
    expect(steps.slice(0, 6)).toEqual([60, 120, 240, 300, 310, 320]);
    expect(secondsUntil(after, ({ perMinute }) => perMinute === rate)).toBe(5 * 34);
    expect(lastOf(run).health.limit.perMinute).toBeNull();
  });

  test("a line that does not use the rate: it does not grow", () => {
    const { health, now } = lastOf(live([slow, 30]));
    const idle = goOn(health, well, { from: now, seconds: 600 }, { used: false });
    expect(new Set(idle.map(({ perMinute }) => perMinute)).size).toBe(1);
  });

  test("asking for rest: nobody for exactly as long, then from the floor", () => {
    const run = live([well, 20], [asking(40), 1], [well, 60]);
    const quiet = run.filter(({ perMinute }) => perMinute === 0);
    expect(quiet.map(({ now }) => now)).toEqual(
      Array.from({ length: 40 }, (_, index) => 21_000 + index * 1_000),
    );
    expect(run[60]).toMatchObject({ now: 61_000, perMinute: settings.floorPerMinute });
    expect(lastOf(run).health.moves.slice(0, 2)).toMatchObject([
      { reason: { kind: "retry-after", seconds: 40 }, toPerMinute: 0 },
      { reason: { kind: "rest-over" }, toPerMinute: 30 },
    ]);
  });

  test("asking for rest again and again: the longest counts, up to an hour", () => {
    const run = live([asking(20), 1], [asking(5), 1], [asking(1e9), 1]);
    expect(run.map(({ health }) => health.rest?.until)).toEqual([21_000, 21_000, 3_603_000]);
  });

  test("one corner of a good shop asking for rest: it is not meant for the line", () => {
    const corner: Mood = () => ({ asked: 100, answered: 98, failed: 2, retryAfterSeconds: 600 });
    expect(reasons(live([corner, 20]))).toEqual([]);
  });

  test("out, and asking for rest: both must be over, and the clocks stand still", () => {
    const run = live([well, 20], [asking(2), 8], [down, 5], [well, 1]);
    expect(run.slice(20, 33).every(({ perMinute }) => perMinute === 0)).toBe(true);
    expect(isOutage(lastOf(run.slice(0, 33)).health)).toBe(true);
    expect(lastOf(run).health.limit).toEqual({
      perMinute: settings.floorPerMinute,
      doublesUntil: rate / 2,
    });
  });

  test("out, with nobody left inside to ask: a few are let in after ten seconds, to find out", () => {
    const run = live([well, 20], [hanging, 5], [deserted, 20]);
    const again = secondsUntil(run.slice(25), ({ perMinute }) => perMinute > 0);
    expect(again).toBe(10);
    expect(reasons(run)).toEqual(["outage", "try-again"]);
    expect(reasons(live([well, 20], [hanging, 5], [deserted, 12], [hanging, 5]))).toEqual([
      "outage",
      "try-again",
      "outage",
    ]);
  });

  test("flapping: every fall leaves less to double up to, so it swings less and less", () => {
    const run = live(
      ...Array.from({ length: 8 }, () => [[well, 30] as const, [hanging, 6] as const]).flat(),
    );
    const peaks = Array.from({ length: 8 }, (_, index) =>
      Math.max(...run.slice(index * 36, index * 36 + 30).map(({ perMinute }) => perMinute)),
    );
    expect(peaks.slice(0, 2)).toEqual([600, 310]);
    for (const peak of peaks.slice(2)) expect(peak).toBeLessThan(200);
  });

  test("with a limit of its own: it is found, kept to, and mostly used", () => {
    // Over 200 a minute nearly all answers are slow.
    const capable: Mood = (perMinute) =>
      perMinute > 200 ? { ...well(perMinute), slow: asksAt(perMinute) - 2 } : well(perMinute);
    const settled = live([capable, 1_200]).slice(300);
    const mean = settled.reduce((sum, { perMinute }) => sum + perMinute, 0) / settled.length;
    expect(mean).toBeGreaterThan(160);
    expect(Math.max(...settled.map(({ perMinute }) => perMinute))).toBeLessThanOrEqual(210);
  });
});

describe("the merchant's word", () => {
  test("lowering the floor does not pull down what was kept up by it", () => {
    const { health } = lastOf(live([slow, 120]));
    const lower = { settings: { ...settings, floorPerMinute: 1 }, admissionsPerMinute: rate };
    expect(healthyPerMinute(health, lower)).toBe(settings.floorPerMinute);
  });

  test("to admit nobody for a while does not make a shop well that was not", () => {
    const { health, now } = lastOf(live([slow, 10]));
    const nobody = goOn(health, well, { from: now, seconds: 60 }, { admissionsPerMinute: 0 });
    const again = { settings, admissionsPerMinute: rate };
    expect(healthyPerMinute(lastOf(nobody).health, again)).toBe(337.5);
  });

  test("is in force at once while nothing is held back, and bounds what is", () => {
    const health = lastOf(live([well, 10])).health;
    expect(healthyPerMinute(health, { settings, admissionsPerMinute: 1_200 })).toBe(1_200);
    const held = lastOf(live([slow, 10])).health;
    expect(healthyPerMinute(held, { settings, admissionsPerMinute: 100 })).toBe(100);
    expect(healthyPerMinute(held, { settings, admissionsPerMinute: 1_200 })).toBe(337.5);
    const higher = { ...settings, floorPerMinute: 400 };
    expect(healthyPerMinute(held, { settings: higher, admissionsPerMinute: 600 })).toBe(400);
  });

  test("is in force with a floor above the rate, too", () => {
    const few = { admissionsPerMinute: 10 };
    const run = goOn(goodHealth(0), slow, { from: 0, seconds: 30 }, few);
    expect(run.every(({ perMinute }) => perMinute === 10)).toBe(true);
  });
});

test("addSights() adds counts, and keeps the longest rest, the latest good answer and the longest silence", () => {
  const one = {
    asked: 1,
    answered: 2,
    failed: 3,
    slow: 4,
    retryAfterSeconds: 5,
    goodAgoMs: 600,
    unheardForMs: 700,
  };
  const other = { ...one, retryAfterSeconds: 2, goodAgoMs: 500, unheardForMs: 100 };
  expect(addSights(one, other)).toEqual({
    asked: 2,
    answered: 4,
    failed: 6,
    slow: 8,
    retryAfterSeconds: 5,
    goodAgoMs: 500,
    unheardForMs: 700,
  });
  expect(addSights(nothingSeen, one)).toEqual(one);
  expect(addSights(nothingSeen, nothingSeen)).toEqual(nothingSeen);
});

test("what is gathered from several grows older until it is passed on, and nothing stays nothing", () => {
  const answered = { ...nothingSeen, asked: 1, answered: 1, goodAgoMs: 100 };
  const unheard = { ...nothingSeen, asked: 2, unheardForMs: 1_000 };
  const first = gatherSight(null, answered, 5_000);
  const both = gatherSight(gatherSight(first, undefined, 5_100), unheard, 5_400);
  expect(sightNow(both, 5_600)).toEqual({
    ...nothingSeen,
    asked: 3,
    answered: 1,
    goodAgoMs: 700,
    unheardForMs: 1_200,
  });
  // A clock that goes back makes nothing younger.
  expect(sightNow(first, 4_000)).toEqual(answered);
  expect(sightNow(gatherSight(null, undefined, 5_000), 6_000)).toBeUndefined();
});

describe("whatever is seen", () => {
  const count = fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, fc.nat({ max: 60 }));
  const seconds = fc.array(
    fc.record({
      sight: fc.record({
        asked: count,
        answered: count,
        failed: count,
        slow: count,
        retryAfterSeconds: fc.option(fc.integer({ min: 1, max: 90 }), { freq: 20 }),
        goodAgoMs: fc.option(fc.nat({ max: 90_000 })),
        unheardForMs: fc.option(fc.nat({ max: 90_000 })),
      }),
      admitted: fc.nat({ max: 12 }),
      // Mostly a second later; sometimes the clock stands, jumps ahead or goes back.
      passedMs: fc.oneof(
        { weight: 12, arbitrary: fc.constant(1_000) },
        fc.integer({ min: -7_200_000, max: 7_200_000 }),
      ),
    }),
    { maxLength: 80 },
  );

  function play(all: typeof seconds extends fc.Arbitrary<infer T> ? T : never): Second[] {
    let [health, now] = [goodHealth(0), 0];
    return all.map(({ sight, admitted, passedMs }) => {
      now += passedMs;
      const turn = { settings, admissionsPerMinute: rate, now };
      health = observeOrigin(health, { sight, admitted }, turn);
      return { now, health, perMinute: healthyPerMinute(health, turn) };
    });
  }

  test("the rate is nothing, or from the floor to the merchant's", () => {
    fc.assert(
      fc.property(seconds, (all) => {
        for (const { perMinute } of play(all)) {
          if (perMinute === 0) continue;
          expect(perMinute).toBeGreaterThanOrEqual(settings.floorPerMinute);
          expect(perMinute).toBeLessThanOrEqual(rate);
        }
      }),
    );
  });

  test("each change of the rate is one written move, and a written move is a change or tells of an outage", () => {
    fc.assert(
      fc.property(seconds, (all) => {
        const run = play(all);
        let before = rate;
        for (const { perMinute, health, now } of run) {
          const written = health.moves.filter(({ at }) => at === now).at(-1);
          if (perMinute !== before) expect(written).toMatchObject({ toPerMinute: perMinute });
          before = perMinute;
        }
        const moves = run.at(-1)?.health.moves ?? [];
        moves.forEach(({ fromPerMinute, toPerMinute, reason }, index) => {
          expect(fromPerMinute).toBe(moves[index - 1]?.toPerMinute ?? rate);
          const isNews = reason.kind === "outage" || reason.kind === "back";
          expect(toPerMinute !== fromPerMinute || isNews).toBe(true);
        });
      }),
    );
  });

  test("it steps up or down at most once in five seconds, and up only when somebody was admitted", () => {
    const steady = seconds.map((all) => all.map((one) => ({ ...one, passedMs: 1_000 })));
    fc.assert(
      fc.property(steady, (all) => {
        const steps = (play(all).at(-1)?.health.moves ?? []).filter(({ reason }) =>
          ["failing", "slow", "well"].includes(reason.kind),
        );
        steps.forEach(({ at, reason }, index) => {
          expect(at - (steps[index - 1]?.at ?? 0)).toBeGreaterThanOrEqual(5_000);
          const lately = all.slice(Math.max(0, at / 1_000 - 30), at / 1_000);
          if (reason.kind === "well") expect(lately.some((one) => one.admitted > 0)).toBe(true);
        });
      }),
    );
  });

  test("a shop that falls silent gets nobody from the fifth second on", () => {
    const steady = seconds.map((all) => all.map((one) => ({ ...one, passedMs: 1_000 })));
    fc.assert(
      fc.property(steady, fc.integer({ min: 1, max: 50 }), (all, asked) => {
        const before = play(all).at(-1);
        const silent: Mood = () => ({ asked });
        const run = goOn(before?.health ?? goodHealth(0), silent, {
          from: before?.now ?? 0,
          seconds: 12,
        });
        expect(run.slice(3).every(({ perMinute }) => perMinute === 0)).toBe(true);
        expect(run.slice(3).every(({ health }) => isOutage(health))).toBe(true);
      }),
    );
  });

  test("a shop that is well again has the merchant's rate back in the end, whatever the clock did", () => {
    fc.assert(
      fc.property(seconds, (all) => {
        const before = play(all).at(-1);
        // The longest rest is 90 s; then at most 57 steps add up from the floor.
        const run = goOn(before?.health ?? goodHealth(0), well, {
          from: before?.now ?? 0,
          seconds: 90 + 15 + 58 * 5,
        });
        expect(lastOf(run).perMinute).toBe(rate);
      }),
    );
  });

  test("the state stays small", () => {
    const moody: Mood = () => ({ asked: 30, failed: 10, answered: 20 });
    const run = live(
      ...Array.from(
        { length: 150 },
        () =>
          [
            [well, 10],
            [moody, 6],
          ] as const,
      ).flat(),
    );
    expect(lastOf(run).health.moves).toHaveLength(100);
  });
});
