import { describe, expect, test } from "vitest";
import { billOf } from "../../../src/cli/simulate/network/bill.ts";
import { playCalls } from "../../../src/cli/simulate/network/calls.ts";
import { limits } from "../../../src/cli/simulate/network/inputs.ts";
import { simulateNetwork } from "../../../src/cli/simulate/network/network.ts";
import { createObjectClass } from "../../../src/cli/simulate/network/objects.ts";
import { peakToMean, playPolls } from "../../../src/cli/simulate/network/polls.ts";

describe("an object", () => {
  test("does one call after the other, and has those in its queue that are not done", () => {
    const one = createObjectClass(1);
    const object = one.object(0);
    const cost = { fixedMs: 10, perVisitorMs: 1 };
    expect([object.take(0, cost, 5), object.take(1, cost, 0), object.take(2, cost, 0)]).toEqual([
      15, 25, 35,
    ]);
    expect(object.take(1_000, cost, 0)).toBe(1_010);
    expect(one.figures(2)).toMatchObject({
      calls: 4,
      peakPerSecond: 3,
      meanPerSecond: 2,
      longestQueue: 2,
    });
  });
});

describe("the calls that reach objects", () => {
  const traffic = {
    seed: 1,
    seconds: 4,
    joinsPerSecond: 13_000,
    entersPerSecond: 175,
    pollsPerSecond: 13_000,
    batchers: 32,
    shards: 0,
    isShared: true,
  };
  const shared = playCalls(traffic);

  test("are those of a seed, every time", () => {
    expect(playCalls(traffic)).toEqual(shared);
    expect(playCalls({ ...traffic, seed: 2 })).not.toEqual(shared);
  });

  test("leave a room with batchers in peace that it would be buried under without them", () => {
    const alone = playCalls({ ...traffic, batchers: 0 });
    const most = limits.objectRequestsPerSecond;
    expect(shared.objects.WaitingRoom.meanPerSecond).toBeLessThan(most);
    expect(shared.joinDelay.p99Ms).toBeLessThan(limits.joinDelayP99Ms);
    expect(alone.objects.WaitingRoom.meanPerSecond).toBeGreaterThan(most);
    expect(alone.objects.WaitingRoom.longestQueue).toBeGreaterThan(
      10 * shared.objects.WaitingRoom.longestQueue,
    );
  });

  test("are answered for everybody who joined, but those who came last", () => {
    expect(shared.joinDelay.count).toBeGreaterThan(13_000 * (4 - 2 - 0.6));
    expect(shared.joinDelay.count).toBeLessThan(13_000 * 2.2);
    // Two ways to the batcher and two to the room and back: nothing is answered sooner.
    expect(shared.joinDelay.medianMs).toBeGreaterThan(50);
  });

  test("for snapshots alone are a fraction where the gateways of a data centre share them", () => {
    const polls = { ...traffic, joinsPerSecond: 0, entersPerSecond: 0, pollsPerSecond: 30_000 };
    const each = playCalls({ ...polls, isShared: false, batchers: 0 });
    const together = playCalls({ ...polls, isShared: true, batchers: 0 });
    // Six hundred gateways, each some five times in four seconds.
    expect(each.roomCalls.snapshots / 4).toBeGreaterThan(600);
    expect(together.roomCalls.snapshots).toBeLessThan(each.roomCalls.snapshots / 3);
  });
});

describe("the polls of a long line", () => {
  const crowd = { seed: 1, waiting: 60_000, waitMs: 1_800_000, seconds: 150 };

  test.each(["at once", "in turn", "offline"] as const)(
    "are even again half a minute after an outage that was noticed %s",
    (noticing) => {
      const { answered, failed } = playPolls({ ...crowd, outage: { seconds: 60, noticing } });
      // With fewer people chance alone makes more of a peak: a second in place of a tenth of it.
      const perSecond = new Uint32Array(150).map((_, second) =>
        answered.subarray(second * 10, second * 10 + 10).reduce((sum, each) => sum + each, 0),
      );
      const inTenths = new Uint32Array(1_500).map(
        (_, tenth) => perSecond[Math.floor(tenth / 10)] ?? 0,
      );
      expect(peakToMean(inTenths, 90, 150)).toBeLessThan(1.4);
      expect(answered.subarray(0, 600).every((count) => count === 0)).toBe(true);
      expect(failed.some((count) => count > 0)).toBe(noticing !== "offline");
    },
  );

  test("are fewer than sixty in half an hour, and people are let in at the rate", () => {
    const { answered, letIn } = playPolls({ ...crowd, outage: null });
    const polls = answered.reduce((sum, each) => sum + each, 0);
    expect(((polls / 150) * 1_800) / 60_000).toBeLessThan(56);
    expect(letIn / ((60_000 / 1_800) * 150)).toBeCloseTo(1, 1);
  });
});

describe("a bill", () => {
  test("says each line's arithmetic, and adds up", () => {
    const { lines, dollars } = billOf([
      { what: "polls", priced: "requests", count: 50_000_000, because: "50 a visitor" },
      { what: "admissions", priced: "rowsWritten", count: 3_000_000, because: "3 each" },
    ]);
    expect(lines.map(({ arithmetic }) => arithmetic)).toEqual([
      "50.00 million x $0.3 = $15.00",
      "3.00 million x $1 = $3.00",
    ]);
    expect(dollars).toBeCloseTo(18);
  });

  test("of a month counts what the plan includes once for all lines, and the plan", () => {
    const usage = { what: "", priced: "requests", count: 8_000_000, because: "" } as const;
    expect(billOf([usage]).invoiceDollars).toBeCloseTo(5);
    expect(billOf([usage, usage]).invoiceDollars).toBeCloseTo(5 + 6 * 0.3);
  });
});

test("the network is judged by what it showed, and says what would be needed", () => {
  const result = simulateNetwork({
    seed: 1,
    waiting: 20_000,
    steadySeconds: 60,
    joinSeconds: 3,
    onProgress: () => undefined,
  });
  for (const { value, most, holds, needed } of result.judgements) {
    expect(holds).toBe(value <= most);
    expect(needed === null).toBe(holds);
  }
  const { "the Worker": through, "the Workers Cache": cached } = result.bills;
  // An answer from that cache is a request like any other: only the processor is spared.
  expect(cached.dollars).toBeLessThan(through.dollars);
  expect(through.dollars - cached.dollars).toBeLessThan(0.5);
  const byDocument = result.bills["a document without a Worker"];
  expect(byDocument.dollars).toBeLessThan(through.dollars / 2);
  expect(result.waiting.byDocument.looks).toBeGreaterThan(result.waiting.pollsPerVisitor);
  expect(result.waiting.byDocument.polls).toBeLessThan(2);
  expect(byDocument.lines.map(({ what }) => what)).toContain("writing the document");
});
