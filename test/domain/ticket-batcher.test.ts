import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { JoinCall } from "../../src/domain/calls.ts";
import type { GivenRun } from "../../src/domain/sequencer.ts";
import type { Joined } from "../../src/domain/ticket.ts";
import {
  hasLine,
  nameOfJoin,
  neverAsked,
  nextSequence,
  type Outbox,
  openOutbox,
  requestOf,
  settle,
  untilAskMs,
} from "../../src/domain/ticket-batcher.ts";

const lines = ["general", "members", "guests"] as const;

const join = (key: string, line: string = "general", subject: string | null = null): JoinCall => ({
  kind: "join",
  line,
  key,
  ticketId: `ticket of ${key}`,
  passId: `pass of ${key}`,
  invitation: subject === null ? null : { subject, wave: "first" },
});

const opened = { epoch: 1, sequence: 5, openedAt: 1_000 };
const nobody = () => undefined;

/** What a room would answer: runs as they are wanted, from some number on. */
function answerTo(outbox: Outbox, from: number) {
  const { wanted, sequence } = requestOf(outbox, 0);
  const runs = wanted.map(({ line, count }, index) => ({
    line,
    count,
    first: from + index * 1_000,
  }));
  const run: GivenRun = { sequence, joinedAt: 2_000, runs };
  return { kind: "taken", numbers: { kind: "given", run }, answers: [] } as const;
}

describe("an outbox", () => {
  test("that is settled gives each of its joins one number of its own line, in the order in which they came", () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...lines), { maxLength: 200 }), (all) => {
        const joins = all.map((line, index) => join(`key-${index}`, line));
        const outbox = openOutbox(joins, { ...opened, recall: nobody, counts: true });
        const { answers, joined } = settle(outbox, answerTo(outbox, 10));
        expect(answers.size).toBe(all.length);
        for (const line of lines) {
          const numbers = joins
            .filter((one) => one.line === line)
            .map((one) => joined.get(nameOfJoin(one))?.number ?? Number.NaN);
          const first = numbers[0] ?? 0;
          expect(numbers).toEqual(numbers.map((_, index) => first + index));
        }
        for (const one of joins) {
          expect(joined.get(nameOfJoin(one))?.ticketId).toBe(one.ticketId);
        }
      }),
    );
  });

  test("asks for the room's word of whoever was seen before, and of all while people are let in at once", () => {
    const known: Joined = {
      epoch: 1,
      line: "general",
      number: 3,
      ticketId: "t",
      joinedAt: 0,
      wave: null,
    };
    const recall = ({ key }: JoinCall) => (key === "known" ? known : undefined);
    const joins = [join("known"), join("new")];
    const inLine = openOutbox(joins, { ...opened, recall, counts: true });
    expect(inLine.asked).toEqual([{ ...join("known"), given: known }]);
    expect(inLine.counted).toEqual([join("new")]);
    const atOnce = openOutbox(joins, { ...opened, recall, counts: false });
    expect(atOnce.asked.map(({ given }) => given)).toEqual([known, null]);
    expect(atOnce.counted).toEqual([]);
  });

  test("is not settled by a run of another size, which would be somebody else's", () => {
    const outbox = openOutbox([join("a"), join("b")], { ...opened, recall: nobody, counts: true });
    const other = openOutbox([join("a")], { ...opened, recall: nobody, counts: true });
    const ofOtherLine = openOutbox([join("a", "members"), join("b")], {
      ...opened,
      recall: nobody,
      counts: true,
    });
    for (const others of [other, ofOtherLine]) {
      const { answers, joined } = settle(outbox, answerTo(others, 1));
      expect([...answers.values()]).toEqual([{ kind: "void" }, { kind: "void" }]);
      expect(joined.size).toBe(0);
    }
  });

  test("that the room voids or refuses is so for each of its joins", () => {
    const outbox = openOutbox([join("a"), join("b")], { ...opened, recall: nobody, counts: true });
    expect([...settle(outbox, { kind: "void" }).answers.values()]).toEqual([
      { kind: "void" },
      { kind: "void" },
    ]);
    const refused = { kind: "refused", access: "closed" } as const;
    const settled = settle(outbox, { kind: "taken", numbers: refused, answers: [] });
    expect([...settled.answers.values()]).toEqual([refused, refused]);
    expect(settled.joined.size).toBe(0);
  });
});

describe("the joins of an invited customer", () => {
  test("are one join, whatever the keys; of anybody else, those of one key", () => {
    expect(nameOfJoin(join("a", "general", "me"))).toBe(nameOfJoin(join("b", "general", "me")));
    expect(nameOfJoin(join("a"))).not.toBe(nameOfJoin(join("b")));
    expect(nameOfJoin(join("me"))).not.toBe(nameOfJoin(join("a", "general", "me")));
  });
});

describe("a sequence", () => {
  test("is higher than every one before, whatever the clock does", () => {
    fc.assert(
      fc.property(fc.array(fc.nat()), (clock) => {
        let last = 0;
        for (const now of clock) {
          const next = nextSequence(last, now);
          expect(next).toBeGreaterThan(last);
          last = next;
        }
      }),
    );
  });

  test("is none that was used, though the rows are those of yesterday", () => {
    const used = [1_000_080, 1_000_160, 1_000_240].reduce(nextSequence, 0);
    expect(nextSequence(1_000_080, 1_000_400)).toBeGreaterThan(used);
  });
});

describe("the room", () => {
  const justAsked = { ...neverAsked, askedAt: 1_000 };
  const crowd = { joins: 64, since: 1_000, batchers: 16 };
  const few = { ...crowd, joins: 63 };

  test.each([16, 32, 128])(
    "is asked at most 200 times a second by %i batchers together",
    (batchers) => {
      const pauseMs = untilAskMs(justAsked, { ...crowd, joins: 1_000, batchers }, 1_000);
      expect((batchers * 1_000) / pauseMs).toBeLessThanOrEqual(200);
      // At 13,000 joins a second each request carries 50 and more.
      expect((13_000 / batchers) * (pauseMs / 1_000)).toBeGreaterThanOrEqual(50);
    },
  );

  test("is asked for a few only when others had the time to come, and for many at once", () => {
    expect(untilAskMs(justAsked, few, 1_100)).toBe(500);
    expect(untilAskMs(justAsked, crowd, 1_100)).toBeLessThanOrEqual(0);
  });

  test("is asked at once for whoever comes after a quiet time", () => {
    const alone = { joins: 1, since: 2_000, batchers: 16 };
    expect(untilAskMs(neverAsked, alone, 2_000)).toBe(0);
    expect(untilAskMs(justAsked, alone, 2_000)).toBe(0);
    expect(untilAskMs({ ...justAsked, askedAt: 1_001 }, alone, 2_000)).toBe(600);
  });

  test("is left alone for a moment after it failed", () => {
    const failed = { askedAt: 1_000, failedAt: 1_300 };
    expect(untilAskMs(failed, crowd, 1_400)).toBe(400);
  });

  test("is not waited for by a clock that was set back", () => {
    expect(untilAskMs(justAsked, few, 900)).toBe(0);
  });

  test("is known to have a line for two seconds after it was seen to let nobody pass at once", () => {
    expect(hasLine(null, 0)).toBe(false);
    expect(hasLine({ passesAtOnce: true, at: 0 }, 0)).toBe(false);
    expect(hasLine({ passesAtOnce: false, at: 0 }, 2_000)).toBe(true);
    expect(hasLine({ passesAtOnce: false, at: 0 }, 2_001)).toBe(false);
  });
});
