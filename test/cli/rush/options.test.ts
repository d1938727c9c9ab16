import { expect, test } from "vitest";
import { type RushWords, readOptions } from "../../../src/cli/rush/options.ts";

const words: RushWords = {
  visitors: "2000",
  over: "10s",
  leave: "0.4",
  late: "0",
  returning: "0",
  url: "http://localhost:8787",
  path: "/checkout",
  start: false,
};

const read = (more: Partial<RushWords>) => readOptions({ ...words, ...more }, 1);

test("readOptions() reads times in milliseconds, seconds, minutes and hours", () => {
  expect(read({ over: "500ms" })).toMatchObject({ overMs: 500 });
  expect(read({ over: "2.5s" })).toMatchObject({ overMs: 2_500 });
  expect(read({ over: "2m" })).toMatchObject({ overMs: 120_000 });
  expect(read({ over: "1h" })).toMatchObject({ overMs: 3_600_000 });
  expect(read({ over: "7" })).toMatchObject({ overMs: 7_000 });
});

test("readOptions() leaves open what nobody said", () => {
  expect(read({})).toMatchObject({ admissionsPerMinute: null, limitMs: null, seed: 1 });
  expect(read({ rate: "60", for: "120s", seed: "9" })).toMatchObject({
    admissionsPerMinute: 60,
    limitMs: 120_000,
    seed: 9,
  });
});

test.each([
  [{ visitors: "many" }, "--visitors must be a number from 1 to 100000"],
  [{ visitors: "1.5" }, "--visitors must be a whole number"],
  [{ visitors: "" }, "--visitors must be a number"],
  [{ over: "soon" }, "--over must be a time such as"],
  [{ over: "1d" }, "--over must be a time such as 500ms, 10s, 2m or 1h"],
  [{ leave: "40" }, "--leave must be a number from 0 to 1"],
  [{ late: "0.7" }, "together at most 1"],
  [{ url: "localhost:8787" }, "--url must be an absolute http or https address"],
  [{ path: "checkout" }, "--path must begin with a slash"],
  [{ rate: "-1" }, "--rate must be a number from 0"],
])("readOptions() says in one sentence what is wrong with %j", (more, sentence) => {
  expect(read(more)).toContain(sentence);
});
