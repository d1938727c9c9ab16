import { afterEach, beforeEach, expect, test } from "vitest";
import { createTimes } from "../../src/client/waiting-room-times.ts";

const opening = "2026-11-17T15:00:00Z";

/** The reader's own zone is that of the process, which any test may set. */
const { TZ } = process.env;
beforeEach(() => {
  process.env["TZ"] = "America/New_York";
});
afterEach(() => {
  if (TZ === undefined) delete process.env["TZ"];
  else process.env["TZ"] = TZ;
});

const times = (gatewayZone?: string) => createTimes("en", "{time} your time", gatewayZone);

test("a time of the shop is told on its clock, by name, and then on the reader's own", () => {
  expect(times().withDay(opening, "Asia/Tokyo")).toBe(
    "Wed, November 18 at 12:00 AM Japan Standard Time (Tue, November 17 at 10:00 AM your time)",
  );
  expect(times().ofDay(opening, "Europe/Berlin")).toBe(
    "4:00 PM Central European Standard Time (10:00 AM your time)",
  );
});

test("a clock that shows the same is not told twice", () => {
  expect(times().ofDay(opening, "America/New_York")).toBe("10:00 AM Eastern Standard Time");
  expect(times().ofDay(opening, "America/Toronto")).toBe("10:00 AM Eastern Standard Time");
});

test("without a zone of the shop, the time is the reader's own", () => {
  expect(times().ofDay(opening, null)).toBe("10:00 AM");
});

test("the gateway, which does not know where the reader is, tells the shop's time or its own", () => {
  expect(times("UTC").ofDay(opening, "Europe/Berlin")).toBe(
    "4:00 PM Central European Standard Time",
  );
  expect(times("UTC").ofDay(opening, null)).toBe("3:00 PM UTC");
});

test("summer time is that of the day, not of today", () => {
  expect(times().ofDay("2026-07-07T07:00:00Z", "Europe/London")).toBe(
    "8:00 AM British Summer Time (3:00 AM your time)",
  );
});

test("a zone that this browser has not heard of leaves the reader's own time", () => {
  expect(times().ofDay(opening, "Europe/Atlantis")).toBe("10:00 AM");
  expect(times("UTC").ofDay(opening, "Europe/Atlantis")).toBe("3:00 PM UTC");
});
