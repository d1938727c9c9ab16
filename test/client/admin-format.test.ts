import { describe, expect, test } from "vitest";
import {
  fill,
  formatDuration,
  formatInstant,
  formatLanguage,
  formatNumber,
  formatSeconds,
  formatShare,
  formatWait,
} from "../../src/client/admin-format.ts";

describe("formatWait()", () => {
  test("keeps seconds up to a minute and a half", () => {
    expect(formatWait({ low: 20, high: 90 })).toBe("20–90 secs");
  });

  test("rounds minutes outwards, so that the range stays true", () => {
    expect(formatWait({ low: 119, high: 241 })).toBe("1–5 mins");
  });

  test("says hours when minutes are too many to grasp", () => {
    expect(formatWait({ low: 3600, high: 9000 })).toBe("1–3 hrs");
  });

  test("says one number when both ends round to it", () => {
    expect(formatWait({ low: 30, high: 30 })).toBe("30 secs");
  });
});

test("formatDuration() rounds up, because coming too early is in vain", () => {
  expect(formatDuration(45)).toBe("45 secs");
  expect(formatDuration(121)).toBe("3 mins");
});

describe("formatInstant()", () => {
  const noon = new Date(2026, 7, 1, 12, 0, 0);

  test("gives the time alone for today", () => {
    expect(formatInstant(new Date(2026, 7, 1, 9, 5, 7).toISOString(), noon.getTime())).toBe(
      "09:05:07",
    );
  });

  test("gives the date too for another day", () => {
    const text = formatInstant(new Date(2026, 6, 31, 9, 5, 7).toISOString(), noon.getTime());
    expect(text).toMatch(/31 Jul 2026.*09:05:07/);
  });
});

test("a rate of one in three hours does not read as nothing", () => {
  expect(formatNumber(1 / 180)).toBe("0.005556");
});

test("numbers are grouped, shares are percentages, ages have one decimal", () => {
  expect(formatNumber(1_000_000)).toBe("1,000,000");
  expect(formatShare(0.644)).toBe("64%");
  expect(formatSeconds(849)).toBe("0.8");
});

test("formatLanguage() names a language, and leaves what is not one as it is", () => {
  expect(formatLanguage("de")).toBe("German");
  expect(formatLanguage("not a tag")).toBe("not a tag");
});

describe("fill()", () => {
  test("puts each value into its gap and leaves unknown gaps", () => {
    expect(fill("{a} of {b}, {c}", { a: "1", b: "2" })).toBe("1 of 2, {c}");
  });

  test("does not fill gaps that come with a value", () => {
    expect(fill("{a} {b}", { a: "{b}", b: "$&" })).toBe("{b} $&");
  });
});
