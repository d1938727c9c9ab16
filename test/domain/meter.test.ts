import fc from "fast-check";
import { expect, test } from "vitest";
import { countOn, emptyMeter, lastMinuteOf } from "../../src/domain/meter.ts";

const start = 1_790_000_000_000;

test("the last minute is this second and the 59 before it, counted one by one", () => {
  const events = fc.array(fc.record({ afterMs: fc.nat(30_000), amount: fc.nat(9) }));
  fc.assert(
    fc.property(events, fc.nat(100_000), (list, laterMs) => {
      let now = start;
      let meter = emptyMeter;
      const counted = list.map(({ afterMs, amount }) => {
        now += afterMs;
        meter = countOn(meter, amount, now);
        return { second: Math.floor(now / 1_000), amount };
      });
      const second = Math.floor((now + laterMs) / 1_000);
      const expected = counted
        .filter((event) => event.second > second - 60)
        .reduce((sum, { amount }) => sum + amount, 0);
      expect(lastMinuteOf(meter, now + laterMs)).toBe(expected);
    }),
  );
});

test("what is counted while the clock goes back is counted once", () => {
  const meter = countOn(countOn(emptyMeter, 2, start), 3, start - 3_600_000);
  expect(lastMinuteOf(meter, start)).toBe(5);
  expect(lastMinuteOf(meter, start + 60_000)).toBe(0);
});

test("nothing has happened in a minute after a minute of nothing", () => {
  expect(lastMinuteOf(countOn(emptyMeter, 7, start), start + 60_000)).toBe(0);
});
