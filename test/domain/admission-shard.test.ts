import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { shardGatherMs, untilShardAsksMs } from "../../src/domain/admission-shard.ts";
import { admissionShardCounts } from "../../src/domain/settings.ts";

const shardCounts = admissionShardCounts.filter((count) => count > 0);
const never = Number.NEGATIVE_INFINITY;

/** When one shard asks whom calls reach at these instants, and how long each call waited for it. */
function asksFor(arrivals: readonly number[], shards: number) {
  const asks: number[] = [];
  const waited: number[] = [];
  let askedAt = never;
  let askingAt = never;
  for (const at of arrivals) {
    if (at >= askingAt) {
      askedAt = askingAt;
      askingAt = at + Math.max(0, untilShardAsksMs(askedAt, { shards }, at));
      asks.push(askingAt);
    }
    waited.push(askingAt - at);
  }
  return { asks, waited };
}

describe("a shard", () => {
  test("asks at once for the first who comes after a quiet moment", () => {
    for (const shards of shardCounts) {
      expect(untilShardAsksMs(never, { shards }, 5)).toBeLessThanOrEqual(0);
      expect(untilShardAsksMs(0, { shards }, shardGatherMs(shards))).toBeLessThanOrEqual(0);
      expect(untilShardAsksMs(0, { shards }, 1)).toBeGreaterThan(0);
    }
  });

  test("makes nobody wait longer than its time to gather, and asks no more often than that", () => {
    const gaps = fc.array(fc.integer({ min: 0, max: 300 }), { minLength: 1, maxLength: 200 });
    fc.assert(
      fc.property(gaps, fc.constantFrom(...shardCounts), (between, shards) => {
        let now = 0;
        const arrivals = between.map((ms) => (now += ms));
        const { asks, waited } = asksFor(arrivals, shards);
        const gatherMs = shardGatherMs(shards);
        expect(Math.max(...waited)).toBeLessThanOrEqual(gatherMs);
        for (const [index, at] of asks.entries()) {
          if (index > 0) expect(at - (asks[index - 1] ?? 0)).toBeGreaterThanOrEqual(gatherMs);
        }
      }),
    );
  });

  test("with all others of its room asks at most a hundred times a second, however many there are", () => {
    for (const shards of shardCounts) {
      const arrivals = Array.from({ length: 10_000 }, (_, ms) => ms);
      const { asks } = asksFor(arrivals, shards);
      // But for the first of each, which came after a quiet moment.
      const more = asks.filter((at) => at > 0 && at < 10_000).length;
      expect((more * shards) / 10).toBeLessThanOrEqual(100);
    }
  });

  test("gathers for less than the half second in which the room waits for whoever was told to ask", () => {
    for (const shards of shardCounts) expect(shardGatherMs(shards)).toBeLessThanOrEqual(200);
  });

  test("whose clock was set back asks at once, and not only when it has come there again", () => {
    expect(untilShardAsksMs(1_000_000, { shards: 4 }, 10)).toBeLessThanOrEqual(0);
  });
});
