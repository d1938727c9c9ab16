import fc from "fast-check";
import { expect, test } from "vitest";
import type { Pace } from "../../src/domain/estimate.ts";
import { timeUntilCalledMs } from "../../src/domain/estimate.ts";
import { nothingLearned } from "../../src/domain/margins.ts";
import {
  noteTold,
  type PollHistory,
  settledAfterCall,
  type Told,
} from "../../src/domain/poll-history.ts";
import { pollAfterMs, pollIntervalMs, settleMs } from "../../src/domain/polling.ts";

const pace = (admissionsPerSecond: number): Pace => ({
  admissionsPerSecond,
  free: null,
  mayComeFree: 0,
  endsPerSecond: null,
  endsMeasured: 0,
  others: [],
  attendance: 0.5,
  measuredOn: 100,
  calledBefore: 100,
  cautiousAttendance: 0.4,
  atTheDoor: 0,
  onTheWay: 0,
  leftShare: 0,
  margins: nothingLearned,
});

const told = (at: number, serving: number, perSecond = 1): Told => ({
  at,
  serving,
  issued: 10_000,
  pace: pace(perSecond),
  opensAt: null,
  hasPlaces: true,
});

/** A line that moved at changing speeds, noted every second. */
const histories = fc
  .array(fc.record({ moved: fc.nat(40), perSecond: fc.constantFrom(0.1, 1, 10, 100) }), {
    minLength: 1,
    maxLength: 100,
  })
  .map((seconds) => {
    let history: PollHistory = [];
    let serving = 0;
    seconds.forEach(({ moved, perSecond }, second) => {
      serving += moved;
      history = noteTold(history, told(second * 1_000, serving, perSecond));
    });
    return { history, serving, now: (seconds.length - 1) * 1_000 };
  });

test("whoever asks as told has asked before their cohort is settled, whatever they were told when", () => {
  fc.assert(
    fc.property(
      histories,
      fc.integer({ min: 1, max: 5_000 }),
      ({ history, serving, now }, back) => {
        const place = serving + back;
        const settledAt = settledAfterCall(history, told(now, serving), place);
        for (const { at, pace: then, serving: served } of history) {
          const waitMs = pollAfterMs(timeUntilCalledMs(then, place - served - 1), 0.999_999);
          expect(at + waitMs).toBeLessThanOrEqual(settledAt);
        }
        expect(settledAt).toBeGreaterThanOrEqual(now + settleMs);
        expect(settledAt).toBeLessThanOrEqual(now + 60_000 + 1_500);
      },
    ),
  );
});

test("the further back, the later settled", () => {
  fc.assert(
    fc.property(histories, fc.nat(5_000), fc.nat(5_000), ({ history, serving, now }, a, b) => {
      const settled = (back: number) =>
        settledAfterCall(history, told(now, serving), serving + 1 + back);
      expect(settled(Math.max(a, b))).toBeGreaterThanOrEqual(settled(Math.min(a, b)));
    }),
  );
});

test("what was told before somebody joined does not count for them; what was told last before it does", () => {
  const history = [told(0, 0, 0.01), told(1_000, 0, 100)]
    .map((one) => ({ ...one, issued: 50 }))
    .reduce<PollHistory>(noteTold, []);
  const present = told(2_000, 50, 100);
  expect(settledAfterCall(history, present, 51)).toBe(2_000 + settleMs);
  expect(settledAfterCall(history, { ...present, serving: 49 }, 50)).toBeGreaterThan(10_000);
  // Number 51 came between two looks, and was told by what held at the first of them.
  const [slow] = history;
  expect(settledAfterCall(slow ? [slow] : [], told(1_000, 50, 100), 51)).toBeGreaterThan(10_000);
});

test("who came after a change and hears sooner does not hide those in front of them who were told before it", () => {
  const full = { ...told(0, 10), issued: 12, pace: { ...pace(1), free: 0, mayComeFree: 3 } };
  const history = [full, { ...told(1_000, 10), issued: 14 }].reduce<PollHistory>(noteTold, []);
  const present = { ...told(2_000, 10), issued: 14 };
  expect(settledAfterCall(history, present, 11)).toBe(2_000 + settleMs);
  expect(settledAfterCall(history, present, 12)).toBeGreaterThan(15_000);
  expect(settledAfterCall(history, present, 14)).toBe(settledAfterCall(history, present, 12));
});

test("of what was told within a second the slowest counts, whoever was told it", () => {
  const unknown = (at: number, free: number): Told => ({
    ...told(at, 10),
    issued: 20,
    pace: { ...pace(10), free },
  });
  // Behind two who will come, and there is room for three, for one, for four.
  const history = [unknown(0, 3), unknown(400, 1), unknown(800, 4)].reduce<PollHistory>(
    noteTold,
    [],
  );
  expect(history).toMatchObject([{ since: 0, at: 800, pace: { free: 1 } }]);
  const settledAt = settledAfterCall(history, told(900, 10, 10), 16);
  expect(settledAt).toBeGreaterThan(400 + 15_000);
});

test("of what was told within a second those of other lines who go in between count at their most", () => {
  const beside = (at: number, members: number, press: number): Told => ({
    ...told(at, 10),
    issued: 20,
    pace: {
      ...pace(1),
      others: [
        { line: "members", turns: 1, coming: members },
        { line: "press", turns: 4, coming: press },
      ].filter(({ coming }) => coming > 0),
    },
  });
  const looks = [beside(0, 30, 0), beside(300, 2, 90), beside(600, 9, 0)];
  const history = looks.reduce<PollHistory>(noteTold, []);
  expect(history).toHaveLength(1);
  for (const { pace: then } of looks) {
    for (const ahead of [0, 5, 100, 10_000]) {
      const noted = timeUntilCalledMs(history[0]?.pace ?? pace(1), ahead) ?? 0;
      expect(noted).toBeGreaterThanOrEqual(timeUntilCalledMs(then, ahead) ?? 0);
    }
  }
});

test("of a cap that was lifted within a second the look before it counts", () => {
  const capped = { ...told(0, 10), issued: 20, pace: { ...pace(25), free: 1, mayComeFree: 17 } };
  const lifted = { ...told(600, 10), issued: 20, pace: pace(25) };
  const history = [capped, lifted].reduce<PollHistory>(noteTold, []);
  expect(history).toMatchObject([{ since: 0, pace: { free: 1, mayComeFree: 0 } }]);
  expect(settledAfterCall(history, told(700, 10, 25), 20)).toBeGreaterThan(15_000);
});

test("one note a second is kept, for as long as the longest interval", () => {
  let history: PollHistory = [];
  for (let at = 0; at <= 120_000; at += 100) history = noteTold(history, told(at, at));
  expect(history).toHaveLength(61);
  expect(history[0]).toMatchObject({ since: 60_000, at: 60_900 });
});

test("a clock set back forgets what was noted after it", () => {
  const history = [told(0, 0), told(1_000, 1), told(2_000, 2)].reduce<PollHistory>(noteTold, []);
  expect(noteTold(history, told(500, 3)).map(({ at }) => at)).toEqual([0, 500]);
});

test("who was told no place before the draw may come as late as everybody was told, wherever the draw put them", () => {
  const unknown = { ...told(0, 0), hasPlaces: false };
  const longest = pollAfterMs(null, 0.999_999);
  const settledAt = settledAfterCall([{ ...unknown, since: 0 }], told(1_000, 0, 10), 1);
  expect(settledAt).toBeGreaterThanOrEqual(longest);
});

test("in a full shop whoever could go in if all were done at once asks every 20 seconds", () => {
  const full = { ...pace(10), free: 0, endsPerSecond: 0.01, mayComeFree: 20 };
  const intervalMs = (ahead: number) => pollIntervalMs(timeUntilCalledMs(full, ahead));
  expect(intervalMs(50)).toBe(20_000);
  expect(intervalMs(51)).toBe(60_000);
});

test("a shop that is full by turns within a second is noted as both, and the slower word counts", () => {
  const free = { ...told(0, 0, 10), issued: 5 };
  const full = { ...free, at: 300, pace: { ...pace(10), free: 0 } };
  const history = [free, full, { ...free, at: 600 }, { ...full, at: 900 }].reduce<PollHistory>(
    noteTold,
    [],
  );
  expect(history.map(({ since }) => since)).toEqual([0, 300]);
  const present = { ...free, at: 1_200, issued: 6 };
  expect(settledAfterCall(history, present, 6)).toBeGreaterThan(15_000);
});
