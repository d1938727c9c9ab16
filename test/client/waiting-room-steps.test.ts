import fc from "fast-check";
import { expect, test } from "vitest";
import { backOnlineDelayMs, planAfter, retryDelayMs } from "../../src/client/waiting-room-steps.ts";
import { admitted, waiting } from "../pages/visitor-statuses.ts";

test("somebody in line asks for the status again when told to", () => {
  const inLine = { ...waiting, pollAfterMs: 7_000 };
  expect(planAfter("join", inLine)).toEqual({ step: "status", afterMs: 7_000 });
  expect(planAfter("status", inLine)).toEqual({ step: "status", afterMs: 7_000 });
});

test("somebody without a place asks again by joining", () => {
  const full = { ...waiting, state: "full", position: null, supportId: null } as const;
  expect(planAfter("join", full)).toEqual({ step: "join", afterMs: 20_000 });
});

test("whoever is called enters at once", () => {
  const called = { ...waiting, state: "called", pollAfterMs: 2_000 } as const;
  expect(planAfter("status", called)).toEqual({ step: "enter", afterMs: 0 });
});

test("whoever must wait a moment to enter tries again when told to", () => {
  const called = { ...waiting, state: "called", pollAfterMs: 1_300 } as const;
  expect(planAfter("enter", called)).toEqual({ step: "enter", afterMs: 1_300 });
});

test("whom the status calls admitted enters again, to be given the pass", () => {
  expect(planAfter("status", admitted)).toEqual({ step: "enter", afterMs: 0 });
});

test("nothing is asked when there is nothing more to ask", () => {
  expect(planAfter("status", { ...waiting, state: "sold-out", pollAfterMs: null })).toBeNull();
});

test("no answer can make a page ask in a tight loop, or never again by overflowing a timer", () => {
  fc.assert(
    fc.property(fc.double({ noNaN: true }), (pollAfterMs) => {
      const delay = planAfter("status", { ...waiting, pollAfterMs })?.afterMs;
      expect(delay).toBeGreaterThanOrEqual(500);
      expect(delay).toBeLessThan(2 ** 31);
    }),
  );
});

const chance = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

test("retries are 2 to 30 seconds apart, further with each failure, and spread by chance", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 5_000 }), chance, (failures, random) => {
      const delay = retryDelayMs(failures, random);
      expect(delay).toBeGreaterThanOrEqual(2_000);
      expect(delay).toBeLessThanOrEqual(30_000);
      expect(retryDelayMs(failures + 1, random)).toBeGreaterThanOrEqual(delay);
    }),
  );
  expect(retryDelayMs(3, 0.9)).toBeGreaterThan(retryDelayMs(3, 0.1));
});

test("whoever is back on the network asks within what they were told, half a minute at most, spread by chance", () => {
  fc.assert(
    fc.property(fc.option(fc.nat(60_000)), chance, (toldMs, random) => {
      const delay = backOnlineDelayMs(toldMs, random);
      expect(delay).toBeGreaterThanOrEqual(0);
      expect(delay).toBeLessThanOrEqual(Math.min(toldMs ?? 2_000, 30_000));
    }),
  );
  expect(backOnlineDelayMs(60_000, 0.5)).toBe(15_000);
  expect(backOnlineDelayMs(2_000, 0.5)).toBe(1_000);
});

test("a gateway that wants to be left alone is, by everybody, and not until the same instant", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 20 }),
      chance,
      fc.nat(30_000),
      (failures, random, wantedMs) => {
        const delay = retryDelayMs(failures, random, wantedMs);
        expect(delay).toBeGreaterThanOrEqual(wantedMs);
        expect(delay).toBeLessThanOrEqual(Math.max(30_000, wantedMs * 1.5));
      },
    ),
  );
  expect(retryDelayMs(1, 0.9, 10_000) - retryDelayMs(1, 0.1, 10_000)).toBe(4_000);
});

test("no answer can send a page away for good, or make it come at once", () => {
  for (const retryAfterMs of [86_400_000, Number.POSITIVE_INFINITY]) {
    expect(retryDelayMs(1, 0.5, retryAfterMs)).toBeLessThanOrEqual(45_000);
  }
  for (const retryAfterMs of [-5_000, 0]) {
    expect(retryDelayMs(1, 0, retryAfterMs)).toBe(2_000);
  }
});
