import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Crash, createSimulatedRoom } from "../../src/cli/simulate/simulated-room.ts";
import type { JoinCall } from "../../src/domain/calls.ts";
import type { RunRequest } from "../../src/domain/ticket-run.ts";

const start = 1_790_000_000_000;

function surgeRoom() {
  const trouble = { strikes: false };
  const room = createSimulatedRoom({
    settings: { queue: "always", batchers: 16, lines: twoLines },
    now: start,
    fails: () => trouble.strikes,
    onStep: () => undefined,
  });
  return { room, trouble };
}

const twoLines = [
  { name: "general", weight: 1 },
  { name: "members", weight: 2 },
];

const request = (change: Partial<RunRequest>): RunRequest => ({
  epoch: 1,
  batcher: 0,
  sequence: 1,
  wanted: [{ line: "general", count: 1 }],
  calls: [],
  ...change,
});

const call = (key: string, given: JoinCall["given"]): JoinCall => ({
  kind: "join",
  line: "general",
  key,
  ticketId: `ticket of ${key}`,
  passId: `pass of ${key}`,
  invitation: null,
  ...(given !== undefined && { given }),
});

/** What befalls a request of a batcher: nothing, its answer is lost once or twice, or the room fails first. */
const asking = fc.record({
  batcher: fc.nat(3),
  general: fc.nat(40),
  members: fc.nat(5),
  fails: fc.boolean(),
  asksAgain: fc.nat(2),
  restarts: fc.boolean(),
  afterMs: fc.nat(2_000),
});

describe("runs of numbers", () => {
  test("never overlap and leave none out, whatever is asked again, fails or is restarted in between", () => {
    fc.assert(
      fc.property(fc.array(asking, { maxLength: 60 }), (all) => {
        const { room, trouble } = surgeRoom();
        const given: Record<string, number[]> = { general: [], members: [] };
        let now = start;
        for (const [index, one] of all.entries()) {
          now += one.afterMs;
          const { batcher, general, members } = one;
          const wanted = [
            { line: "general", count: general },
            { line: "members", count: members },
          ].filter(({ count }) => count > 0);
          const asked = request({ batcher, sequence: index + 1, wanted });
          if (one.fails) {
            trouble.strikes = true;
            expect(() => room.takeGathered(asked, now)).toThrow(Crash);
            trouble.strikes = false;
          }
          const first = room.takeGathered(asked, now).answer;
          for (let again = 0; again < one.asksAgain; again++) {
            if (one.restarts) room.restart(now);
            now += 100;
            // Without numbers there is nothing that must stay the same.
            if (wanted.length > 0) expect(room.takeGathered(asked, now).answer).toEqual(first);
          }
          if (first.kind !== "taken" || first.numbers.kind !== "given") throw new Error("refused");
          expect(first.numbers.run.runs.map(({ line, count }) => ({ line, count }))).toEqual(
            wanted,
          );
          for (const { line, first: from, count } of first.numbers.run.runs) {
            given[line]?.push(...Array.from({ length: count }, (_, more) => from + more));
          }
        }
        const { lines } = room.snapshot(now);
        for (const [line, numbers] of Object.entries(given)) {
          expect(numbers).toEqual(Array.from({ length: numbers.length }, (_, index) => index + 1));
          expect(lines[line]?.issued).toBe(numbers.length);
        }
      }),
      { numRuns: 100 },
    );
  });

  test("are void under another epoch, and under a sequence that was overtaken", () => {
    const { room } = surgeRoom();
    const voided = { kind: "void" };
    expect(room.takeGathered(request({ epoch: 2 }), start).answer).toEqual(voided);
    room.takeGathered(request({ sequence: 7 }), start);
    expect(room.takeGathered(request({ sequence: 6 }), start).answer).toEqual(voided);
    expect(room.snapshot(start).lines["general"]?.issued).toBe(1);
  });

  test("are refused to all while nobody may join, and given to the same request afterwards", () => {
    const { room } = surgeRoom();
    room.change({ state: "draining" }, null, start);
    const asked = request({ wanted: [{ line: "general", count: 30 }] });
    expect(room.takeGathered(asked, start).answer).toMatchObject({
      numbers: { kind: "refused", access: "draining" },
    });
    room.change({ state: "open" }, null, start);
    expect(room.takeGathered(asked, start).answer).toMatchObject({
      numbers: { kind: "given", run: { runs: [{ first: 1, count: 30 }] } },
    });
  });
});

describe("a call that comes with a request", () => {
  test("of a place given before is that place, until it was left", () => {
    const { room } = surgeRoom();
    const joined = {
      epoch: 1,
      line: "general",
      number: 1,
      ticketId: "t",
      joinedAt: start,
      wave: null,
    };
    room.takeGathered(request({}), start);
    const again = request({ sequence: 2, wanted: [], calls: [call("a", joined)] });
    expect(room.takeGathered(again, start).answer).toMatchObject({
      answers: [{ kind: "joined", joined }],
    });
    room.take([{ kind: "leave", epoch: 1, line: "general", number: 1 }], start);
    expect(room.takeGathered({ ...again, sequence: 3 }, start).answer).toMatchObject({
      answers: [{ kind: "joined", joined: { number: 2 } }],
    });
  });

  test("of a place of another epoch is a new join", () => {
    const { room } = surgeRoom();
    const joined = { epoch: 0, line: "general", number: 9, ticketId: "t", joinedAt: 0, wave: null };
    const asked = request({ wanted: [], calls: [call("a", joined)] });
    expect(room.takeGathered(asked, start).answer).toMatchObject({
      answers: [{ kind: "joined", joined: { epoch: 1, number: 1 } }],
    });
  });

  test("is void if it came past the batchers of its epoch", () => {
    const { room } = surgeRoom();
    expect(room.take([call("a", undefined)], start)).toEqual([{ kind: "void" }]);
  });
});
