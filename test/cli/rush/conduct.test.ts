import { expect, test } from "vitest";
import { conductRush } from "../../../src/cli/rush/conduct.ts";
import { readOptions } from "../../../src/cli/rush/options.ts";

const words = {
  visitors: "5",
  over: "0",
  leave: "0",
  late: "0",
  returning: "0",
  path: "/checkout",
  start: false,
};

const stage = { say: () => {}, signal: new AbortController().signal };

test("where no gateway runs, one sentence says how to start it", async () => {
  // Port 1 needs rights to listen on that nobody here has asked for.
  const options = readOptions({ ...words, url: "http://127.0.0.1:1" }, 1);
  if (typeof options === "string") throw new TypeError(options);
  expect(await conductRush(options, stage)).toBe(
    "Nothing answers at http://127.0.0.1:1: start it with npm start in another terminal, or add --start.",
  );
});
