import { describe, expect, it } from "vitest";
import { condenseLog } from "../../src/cli/workerd-log.ts";

function condensed() {
  const written: string[] = [];
  const clock = { now: 0 };
  const log = condenseLog(
    (line) => written.push(line),
    () => clock.now,
  );
  return { written, clock, log };
}

describe("condenseLog()", () => {
  it("leaves out where in workerd's source an exception was caught", () => {
    const { written, log } = condensed();
    log(
      "workerd/server/listen/mod.rs:372: error: Uncaught exception: workerd/jsg/value.h:1511: failed: remote.jsg.Error: no such room",
    );
    expect(written).toEqual(["workerd: Error: no such room"]);
  });

  it("leaves what the Worker itself logs as it is", () => {
    const { written, log } = condensed();
    log("error: Uncaught exception: a customer's own words");
    expect(written).toEqual(["error: Uncaught exception: a customer's own words"]);
  });

  it("says the same thing once a minute, and then how often it came in between", () => {
    const { written, clock, log } = condensed();
    for (let second = 0; second <= 60; second += 1) {
      clock.now = second * 1000;
      log("the object is overloaded");
      log("another thing");
    }
    expect(written).toEqual([
      "the object is overloaded",
      "another thing",
      "the object is overloaded (59 times more since it was said last)",
      "another thing (59 times more since it was said last)",
    ]);
  });

  it("loses no sentence that differs from all others", () => {
    const { written, log } = condensed();
    for (let visitor = 0; visitor < 5_000; visitor += 1) log(`visitor ${visitor}`);
    expect(new Set(written).size).toBe(5_000);
  });
});
