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

  it("says in our words what workerd says in its own, and leaves out its stacks", () => {
    const { written, log } = condensed();
    const stack =
      "stack: /opt/workerd@26b6840 /opt/workerd@3739630; sentryErrorContext = jsgInternalError; wdErrId = ls5a";
    const said = [
      [
        "workerd/rust/worker/ffi.rs:110: failed: Broken pipe (os error 32)",
        "A connection broke off",
      ],
      ["rust/worker/ffi.rs:110: failed: No such file or directory (os error 2)", "Nobody listens"],
      [
        "workerd/util/sqlite.c++:910: failed: SQLite failed; dbErrorMessage(prepareResult, db) = file is not a database: SQLITE_NOTADB",
        "A file of the line in DATA_DIR is damaged",
      ],
      [
        "workerd/util/sqlite.c++:910: failed: SQLite failed; database or disk is full: SQLITE_FULL",
        "The disk of DATA_DIR is full",
      ],
    ] as const;
    for (const [what] of said) {
      log(`workerd/jsg/util.c++:410: error: e = ${what}; sentryTag = SENTRY_DO`);
      log(stack);
    }
    log(
      "workerd/io/actor-sqlite.c++:1051: warning: NOSENTRY SQLite alarm handler canceled with requestScheduledAlarm.; scheduledTime = 1s",
    );
    expect(written).toEqual(said.map(([, words]) => expect.stringContaining(words)));
    expect(written.join()).not.toMatch(/stack|os error|SQLITE|\+\+/);
  });

  it("keeps the raw text of what it does not know, but for places and stacks", () => {
    const { written, log } = condensed();
    log(
      "workerd/jsg/util.c++:410: error: e = workerd/io/worker.c++:99: failed: the moon is full; sentryErrorContext = jsgInternalError; wdErrId = x",
    );
    log("stack: a@1 b@2");
    expect(written).toEqual(["workerd: the moon is full"]);
  });

  it("shows a stack with what it is the stack of, and never alone", () => {
    const { written, log } = condensed();
    const crossed =
      "Warning: A promise was resolved or rejected from a different request context than the one it was created in.";
    // The first of them had no stack, the second one has.
    for (const line of [crossed, crossed, "    at <anonymous>"]) log(line);
    expect(written).toEqual([expect.stringMatching(/^A visitor hung up/)]);
    const failure = ["TypeError: x is not a function", "    at join (worker.js:1:2)"];
    for (const line of [...failure, ...failure]) log(line);
    expect(written.slice(1)).toEqual(failure);
  });

  it("takes nobody's own words for the runtime's", () => {
    const { written, log } = condensed();
    log('The room "broken pipe" does not answer');
    expect(written).toEqual(['The room "broken pipe" does not answer']);
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
