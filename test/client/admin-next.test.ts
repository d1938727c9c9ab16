import { describe, expect, test } from "vitest";
import { formatCountdown, nextOf } from "../../src/client/admin-next.ts";

const schedule = {
  preQueueAt: "2026-11-27T14:00:00Z",
  opensAt: "2026-11-27T15:00:00Z",
  closesAt: "2026-11-27T18:00:00Z",
};

describe("nextOf()", () => {
  test("goes from the pre-queue to the opening to the closing", () => {
    expect(nextOf("not-open", schedule)).toEqual({
      what: "preQueue",
      at: Date.parse(schedule.preQueueAt),
    });
    expect(nextOf("pre-queue", schedule)).toEqual({
      what: "opening",
      at: Date.parse(schedule.opensAt),
    });
    expect(nextOf("open", schedule)).toEqual({
      what: "closing",
      at: Date.parse(schedule.closesAt),
    });
  });

  test("is the opening where there is no pre-queue", () => {
    expect(nextOf("not-open", { ...schedule, preQueueAt: null })?.what).toBe("opening");
  });

  test("is nothing once the room is closed, and where nothing is set", () => {
    expect(nextOf("closed", schedule)).toBeNull();
    expect(nextOf("open", { ...schedule, closesAt: null })).toBeNull();
  });

  test("is still the closing in a room that is paused or sold out", () => {
    expect(nextOf("paused", schedule)?.what).toBe("closing");
    expect(nextOf("sold-out", schedule)?.what).toBe("closing");
  });
});

describe("formatCountdown()", () => {
  test("shows minutes and seconds, then hours, then days", () => {
    expect(formatCountdown(750_000)).toBe("12:30");
    expect(formatCountdown(3_661_000)).toBe("1:01:01");
    expect(formatCountdown(2 * 86_400_000 + 5_000)).toBe("2 d 00:00:05");
  });

  test("reaches nought with the last moment, not before, and stays there", () => {
    expect(formatCountdown(1)).toBe("00:01");
    expect(formatCountdown(0)).toBe("00:00");
    expect(formatCountdown(-5_000)).toBe("00:00");
  });
});
