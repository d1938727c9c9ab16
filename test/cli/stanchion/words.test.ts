import { describe, expect, test } from "vitest";
import {
  readAddress,
  readDuration,
  readInstant,
  readWholeNumber,
} from "../../../src/cli/stanchion/words.ts";

test.each([
  ["30s", 30_000],
  ["10m", 600_000],
  ["2h", 7_200_000],
  ["7d", 604_800_000],
])("readDuration() takes %s for %i ms", (text, ms) => {
  expect(readDuration("--every", text)).toBe(ms);
});

test("readDuration() tells whoever left out the unit what to write", () => {
  expect(() => readDuration("--signs-after", "10")).toThrow(
    "--signs-after needs a unit: write 10s for seconds, 10m for minutes",
  );
});

test.each(["", "0", "10 m", "-1m", "0m", "1.5h", "1w", "soon", "1constructor"])(
  "readDuration() refuses %j and shows what a time looks like",
  (text) => {
    expect(() => readDuration("--every", text)).toThrow("--every must be a time such as 30s");
  },
);

describe("readInstant()", () => {
  test.each([
    ["2026-11-28T15:00Z", "2026-11-28T15:00:00.000Z"],
    ["2026-11-28T15:00:30+01:00", "2026-11-28T14:00:30.000Z"],
    ["2028-02-29T00:00-05:00", "2028-02-29T05:00:00.000Z"],
  ])("takes %s", (text, instant) => {
    expect(new Date(readInstant("--from", text)).toISOString()).toBe(instant);
  });

  test.each([
    "",
    "2026-11-28",
    "2026-11-28T15:00",
    "2026-11-28 15:00Z",
    "2026-02-30T15:00Z",
    "2026-13-01T15:00Z",
    "2026-11-28T25:00Z",
    "tomorrow",
  ])("refuses %j: without its zone, or on no day, an instant is a guess", (text) => {
    expect(() => readInstant("--from", text)).toThrow("--from must be an instant with its zone");
  });
});

test("readAddress() keeps the shop of an address and leaves its page", () => {
  expect(readAddress("--address", "https://shop.example/checkout?a#b").href).toBe(
    "https://shop.example/",
  );
  for (const wrong of ["", "shop.example", "ftp://shop.example", "javascript:alert(1)"]) {
    expect(() => readAddress("--address", wrong)).toThrow("--address must be the shop's address");
  }
});

test("readWholeNumber() takes what is within its bound, in digits only", () => {
  expect(readWholeNumber("--waves", "5", 10)).toBe(5);
  for (const wrong of ["", "0", "11", "1.5", "1e1", "-1", "five", "9".repeat(16)]) {
    expect(() => readWholeNumber("--waves", wrong, 10)).toThrow("must be a whole number from 1 to");
  }
});
