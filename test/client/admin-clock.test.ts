import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ageOf, type ClockLead, narrowLead } from "../../src/client/admin-clock.ts";

/** What the screen sees of an answer given `wayMs` after asking and received `wayMs` later. */
function answerTimes(askedAt: number, wayMs: number, leadMs: number) {
  const gatewaySecond = Math.floor((askedAt + wayMs + leadMs) / 1000) * 1000;
  return { askedAt, receivedAt: askedAt + 2 * wayMs, gatewaySecond };
}

describe("narrowLead()", () => {
  test("never excludes the true lead, whatever it is and however slow the answers are", () => {
    const polls = fc.array(fc.record({ pause: fc.nat(2_000), way: fc.nat(3_000) }), {
      minLength: 1,
    });
    fc.assert(
      fc.property(fc.integer({ min: -1e9, max: 1e9 }), polls, (lead, asked) => {
        let now = 1_790_000_000_000;
        let bounds: ClockLead | null = null;
        for (const { pause, way } of asked) {
          now += pause;
          bounds = narrowLead(bounds, answerTimes(now, way, lead));
          expect(bounds?.atLeast).toBeLessThanOrEqual(lead);
          expect(bounds?.atMost).toBeGreaterThanOrEqual(lead);
        }
      }),
    );
  });

  test("finds the lead to a fifth of a second within ten polls, 900 ms apart", () => {
    fc.assert(
      fc.property(fc.integer({ min: -1e6, max: 1e6 }), fc.nat(999), (lead, start) => {
        let bounds: ClockLead | null = null;
        for (let poll = 0; poll < 10; poll++) {
          bounds = narrowLead(
            bounds,
            answerTimes(1_790_000_000_000 + start + poll * 900, 20, lead),
          );
        }
        expect((bounds?.atMost ?? 0) - (bounds?.atLeast ?? 0)).toBeLessThanOrEqual(200);
      }),
    );
  });

  test("begins anew when a clock was set", () => {
    const before = narrowLead(null, answerTimes(0, 10, 0));
    const after = narrowLead(before, answerTimes(1_000, 10, 60_000));
    expect(after?.atLeast).toBeGreaterThan(58_000);
  });

  test("learns nothing from an answer without a date", () => {
    const lead = { atLeast: 1, atMost: 2 };
    expect(narrowLead(lead, { askedAt: 0, receivedAt: 1, gatewaySecond: null })).toBe(lead);
  });
});

describe("ageOf()", () => {
  test("counts by the gateway's clock", () => {
    expect(ageOf(40_500, 1_000, { atLeast: 39_900, atMost: 40_100 })).toBe(500);
  });

  test("takes the clocks to agree when nothing is known, and is never negative", () => {
    expect(ageOf(1_000, 3_000, null)).toBe(2_000);
    expect(ageOf(9_000, 3_000, null)).toBe(0);
  });
});
