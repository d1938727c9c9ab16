import fc from "fast-check";
import { expect, test } from "vitest";
import {
  type Allowance,
  allowanceOnThisClock,
  burstOf,
  fullAllowance,
  furthestAheadMs,
  nextSlot,
  perMinute,
  type Rate,
  spendAt,
  underNewRate,
} from "../../src/domain/allowance.ts";

const start = 1_790_000_000_000;

/** From one in ten minutes to 100 in a millisecond. */
const anyRate = fc.oneof(
  fc.constantFrom(0.1, 1, 1.5, 59.9, 60, 600, 6_000, 6_000_000).map(perMinute),
  fc.double({ min: 0.05, max: 6_000_000, noNaN: true }).map(perMinute),
);

const anyStep = fc.oneof(
  { weight: 4, arbitrary: fc.record({ spend: fc.integer({ min: 1, max: 40 }) }) },
  { weight: 4, arbitrary: fc.record({ waitMs: fc.nat(5_000) }) },
  { weight: 1, arbitrary: fc.record({ waitMs: fc.nat(600_000) }) },
  { weight: 1, arbitrary: fc.record({ rate: anyRate }) },
  { weight: 1, arbitrary: fc.record({ rate: fc.constant(perMinute(0)) }) },
  { weight: 1, arbitrary: fc.record({ clockBackMs: fc.nat(7_200_000) }) },
);

type Step = Partial<{
  spend: number;
  waitMs: number;
  rate: Rate;
  clockBackMs: number;
}>;

interface Slot {
  /** Milliseconds that truly passed, whatever the clock said. */
  readonly trueAt: number;
  /** What the rates added up to by then. */
  readonly accrued: number;
  readonly burst: number;
}

/** Takes the steps on a clock that may be wrong, and notes each slot in true time. */
function take(steps: readonly Step[]): readonly Slot[] {
  const slots: Slot[] = [];
  let rate = perMinute(60);
  let allowance = fullAllowance(start);
  let trueNow = 0;
  let clockAhead = start;
  // The rate's integral over true time, up to `sumAt`; the rate from there on is in force.
  let sum = 0;
  let sumAt = 0;
  const accruedAt = (trueAt: number) =>
    sum + (Math.max(0, trueAt - sumAt) * rate.perSecond) / 1_000;

  for (const step of steps) {
    trueNow += step.waitMs ?? 0;
    // A clock that jumps ahead is no other case: nobody can tell it from time that passed.
    clockAhead -= step.clockBackMs ?? 0;
    const now = trueNow + clockAhead;
    allowance = allowanceOnThisClock(allowance, now);
    if (step.rate) {
      // A change takes hold behind the slots that were given ahead.
      const changedAt = Math.max(trueNow, slots.at(-1)?.trueAt ?? 0);
      sum = accruedAt(changedAt);
      sumAt = changedAt;
      allowance = underNewRate(allowance, rate, step.rate, now);
      rate = step.rate;
    }
    for (let left = step.spend ?? 0; left > 0; left--) {
      const slot = nextSlot(allowance, rate, now);
      if (slot === null || slot > now + furthestAheadMs) break;
      allowance = spendAt(allowance, rate, slot);
      const trueAt = slot - clockAhead;
      slots.push({ trueAt, accrued: accruedAt(trueAt), burst: burstOf(rate) });
    }
  }
  return slots;
}

/** A double holds today's milliseconds to 0.00025: at 100 per millisecond a few of them are a tenth of an admission. */
const rounding = 0.1;

/** The most by which any window, from one slot to another, holds more than its rates and the burst allow. */
function worstExcess(slots: readonly Slot[]): number {
  let least = Number.POSITIVE_INFINITY;
  let worst = Number.NEGATIVE_INFINITY;
  slots.forEach(({ accrued, burst }, index) => {
    least = Math.min(least, index - accrued + burst);
    worst = Math.max(worst, index + 1 - accrued - least);
  });
  return worst;
}

test("no window holds more than its rates add up to and the burst, through pauses, changes and a clock set back", () => {
  fc.assert(
    fc.property(fc.array(anyStep, { maxLength: 200, size: "max" }), (steps) => {
      expect(worstExcess(take(steps))).toBeLessThanOrEqual(rounding);
    }),
    { numRuns: 300 },
  );
});

test("while the rate stays, slots never go back in true time, whatever the clock does backwards", () => {
  fc.assert(
    fc.property(fc.array(anyStep, { maxLength: 100, size: "max" }), (steps) => {
      const times = take(steps.filter((step) => !("rate" in step))).map(({ trueAt }) => trueAt);
      times.slice(1).forEach((at, index) => {
        expect(at).toBeGreaterThanOrEqual((times[index] ?? 0) - 0.001);
      });
    }),
  );
});

test("a clock set back by an hour delays the next slot by no more than two seconds and what is owed", () => {
  const rate = perMinute(600);
  const anHourAgo = start - 3_600_000;
  const spent = spendMany(fullAllowance(start), rate, start, 10);
  const corrected = allowanceOnThisClock(spent, anHourAgo);
  const slot = nextSlot(corrected, rate, anHourAgo) ?? Number.NaN;
  expect(slot).toBeGreaterThan(anHourAgo);
  expect(slot).toBeLessThanOrEqual(anHourAgo + furthestAheadMs + 100);
  expect(nextSlot(allowanceOnThisClock(corrected, slot), rate, slot)).toBe(slot);
});

/** An allowance in use: some slots were spent, as soon as each came. */
const inUse = fc
  .record({ rate: anyRate, spent: fc.nat(300), laterMs: fc.nat(3_000) })
  .map(({ rate, spent, laterMs }) => {
    let allowance = fullAllowance(start);
    let now = start;
    for (let count = 0; count < spent; count++) {
      now = nextSlot(allowance, rate, now) ?? now;
      allowance = spendAt(allowance, rate, now);
    }
    return { rate, allowance, now: now + laterMs };
  });

test("the slot told is exact: it is still the next one when its instant has come", () => {
  fc.assert(
    fc.property(
      inUse,
      fc.double({ min: 0, max: 1, noNaN: true }),
      ({ rate, allowance, now }, share) => {
        const told = nextSlot(allowance, rate, now) ?? Number.NaN;
        const between = now + (told - now) * share;
        expect(nextSlot(allowance, rate, between)).toBe(told);
        expect(nextSlot(allowance, rate, told)).toBe(told);
      },
    ),
  );
});

test("one millisecond before the slot told, an admission would exceed the burst", () => {
  fc.assert(
    fc.property(inUse, ({ rate, allowance, now }) => {
      const told = nextSlot(allowance, rate, now) ?? Number.NaN;
      fc.pre(told - 1 >= now);
      const early = spendAt(allowance, rate, told - 1);
      // One millisecond of the rate is missing, no more and no less.
      expect(early.owed - burstOf(rate)).toBeCloseTo(rate.perSecond / 1_000, 2);
      expect(spendAt(allowance, rate, told).owed).toBeCloseTo(burstOf(rate), 1);
    }),
  );
});

test.each([1, 7, 60, 59.9, 600, 6_000, 6_000_000])(
  "at %d a minute the 100,000th slot comes when arithmetic says, without drift",
  (admissions) => {
    const rate = perMinute(admissions);
    const count = 100_000;
    let allowance = fullAllowance(start);
    let now = start;
    for (let spent = 0; spent < count; spent++) {
      now = nextSlot(allowance, rate, now) ?? now;
      allowance = spendAt(allowance, rate, now);
    }
    const expected = ((count - burstOf(rate)) / rate.perSecond) * 1_000;
    // Each slot is rounded to a double of today's milliseconds, by at most 2^-13: nothing else is lost.
    expect(Math.abs(now - start - expected)).toBeLessThan(count * 2 ** -13);
  },
);

test("an empty line banks no more than the burst", () => {
  fc.assert(
    fc.property(anyRate, fc.nat(10_000_000), (rate, idleMs) => {
      const now = start + idleMs;
      const atOnce = Math.floor(burstOf(rate) + 1e-9);
      fc.pre(atOnce <= 2_000);
      const spent = spendMany(fullAllowance(start), rate, now, atOnce);
      expect(nextSlot(spent, rate, now)).toBeGreaterThan(now);
    }),
  );
});

test("at a rate of zero there is no slot, however long one waits", () => {
  expect(nextSlot(fullAllowance(start), perMinute(0), start + 1e12)).toBeNull();
});

test("a raised rate gives nothing at once", () => {
  fc.assert(
    fc.property(inUse, anyRate, ({ rate, allowance, now }, other) => {
      const slot = nextSlot(allowance, rate, now) ?? Number.NaN;
      // What is paid off sooner than two doubles of today's milliseconds lie apart is due now.
      fc.pre(((slot - now) * rate.perSecond) / other.perSecond > 2 ** -11);
      expect(nextSlot(underNewRate(allowance, rate, other, now), other, now)).toBeGreaterThan(now);
    }),
  );
});

test("changing the rate to and fro at the same instant makes no admission", () => {
  fc.assert(
    fc.property(
      inUse,
      fc.array(anyRate, { maxLength: 6, size: "max" }),
      ({ rate, allowance, now }, others) => {
        const before = nextSlot(allowance, rate, now) ?? Number.NaN;
        const all = [rate, ...others, rate];
        const after = all.slice(1).reduce((kept, to, index) => {
          return underNewRate(kept, all[index] ?? rate, to, now);
        }, allowance);
        expect(nextSlot(after, rate, now)).toBeGreaterThanOrEqual(before - 0.001);
      },
    ),
  );
});

function spendMany(full: Allowance, rate: Rate, now: number, count: number): Allowance {
  let allowance = full;
  for (let spent = 0; spent < count; spent++) {
    const slot = nextSlot(allowance, rate, now) ?? now;
    allowance = spendAt(allowance, rate, slot);
  }
  return allowance;
}
