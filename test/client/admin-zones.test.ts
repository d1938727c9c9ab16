import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { instantAt, knownZone, wallTimeOf } from "../../src/client/admin-zones.ts";

const zones = ["UTC", "Europe/London", "America/St_Johns", "Asia/Kathmandu", "Australia/Lord_Howe"];
const at = (text: string) => Date.parse(text);

describe("instantAt()", () => {
  test("finds an instant again that shows as the same time, whatever the zone", () => {
    const wholeSecond = fc.integer({ min: 1_700_000_000, max: 1_900_000_000 });
    fc.assert(
      fc.property(wholeSecond, fc.constantFrom(...zones), (second, zone) => {
        const shown = wallTimeOf(second * 1000, zone);
        const found = instantAt(shown, zone);
        expect(found).not.toBeNull();
        expect(wallTimeOf(found ?? 0, zone)).toBe(shown);
        // Earlier only in the hour that the clocks show twice.
        const earlier = second * 1000 - (found ?? 0);
        expect([0, 30 * 60_000, 60 * 60_000]).toContain(earlier);
      }),
    );
  });

  test("knows summer and winter time", () => {
    expect(instantAt("2026-07-07T15:00", "Europe/London")).toBe(at("2026-07-07T14:00:00Z"));
    expect(instantAt("2026-11-17T15:00", "Europe/London")).toBe(at("2026-11-17T15:00:00Z"));
  });

  test("finds nothing in the hour that the clocks skip", () => {
    expect(instantAt("2026-03-29T01:30", "Europe/London")).toBeNull();
    expect(instantAt("2026-03-29T02:00", "Europe/London")).toBe(at("2026-03-29T01:00:00Z"));
  });

  test("takes the first of two when the clocks show the time twice", () => {
    expect(instantAt("2026-10-25T01:30", "Europe/London")).toBe(at("2026-10-25T00:30:00Z"));
  });

  test("finds nothing in what is no time", () => {
    expect(instantAt("tomorrow", "UTC")).toBeNull();
  });
});

test("wallTimeOf() shows seconds where there are any", () => {
  expect(wallTimeOf(at("2026-11-27T15:00:00Z"), "UTC")).toBe("2026-11-27T15:00");
  expect(wallTimeOf(at("2026-11-27T15:00:05.250Z"), "UTC")).toBe("2026-11-27T15:00:05");
});

test("knownZone() reads a zone that this browser has not heard of as UTC", () => {
  expect(knownZone("Europe/Berlin")).toBe("Europe/Berlin");
  expect(knownZone("Moon/Tranquillity")).toBe("UTC");
  expect(knownZone(null)).toBeUndefined();
});
