import fc from "fast-check";
import { expect, test } from "vitest";
import { countdownOf, createGatewayClock } from "../../src/client/waiting-room-countdown.ts";
import { everyStatus, notOpen, toBeDrawn } from "../pages/visitor-statuses.ts";

const at = (text: string) => Date.parse(text);

test("before the pre-queue, joining is waited for; after it, the opening", () => {
  expect(countdownOf(notOpen)).toEqual({ until: "joining", at: at("2026-11-18T15:04:10Z") });
  const begun = { ...notOpen, asOf: "2026-11-18T15:04:10Z" };
  expect(countdownOf(begun)).toEqual({ until: "opening", at: at("2026-11-18T16:00:00Z") });
  expect(countdownOf(toBeDrawn)).toEqual({ until: "opening", at: at("2026-11-17T16:04:12Z") });
});

test("an invited visitor waits for the time of the wave", () => {
  const invited = { ...notOpen, preQueueAt: null, opensAt: "2026-11-18T17:10:00Z" };
  expect(countdownOf(invited)).toEqual({ until: "opening", at: at("2026-11-18T17:10:00Z") });
});

test("in no other state is anything counted down to", () => {
  const { preQueueAt, opensAt } = notOpen;
  const counted = everyStatus.filter((status) => countdownOf({ ...status, preQueueAt, opensAt }));
  expect(counted.map(({ state }) => state)).toEqual(["not-open", "pre-queue"]);
});

test("the page's clock goes by the gateway, however wrong the visitor's is", () => {
  let running = 5_000;
  const clock = createGatewayClock(() => running);
  clock.hear("2026-11-17T15:00:00Z");
  running += 90_000;
  expect(clock.now()).toBe(at("2026-11-17T15:01:30Z"));
});

test("answers that were old when they came never turn the clock back", () => {
  const delays = fc.array(
    fc.record({ after: fc.nat(60_000), late: fc.nat(30_000), isTime: fc.boolean() }),
    { minLength: 1 },
  );
  fc.assert(
    fc.property(delays, (answers) => {
      const began = at("2026-11-17T15:00:00Z");
      let running = 0;
      let least = Number.POSITIVE_INFINITY;
      let shown = Number.NEGATIVE_INFINITY;
      const clock = createGatewayClock(() => running);
      for (const { after, late, isTime } of answers) {
        running += after;
        clock.hear(isTime ? new Date(began + running - late).toISOString() : "soon");
        if (isTime) least = Math.min(least, late);
        expect(clock.now()).toBeGreaterThanOrEqual(shown);
        shown = clock.now();
      }
      // Right but for the delay of the answer that came soonest.
      expect(clock.now()).toBe(began + running - least);
    }),
  );
});

test("a clock that stood still while the machine slept is set right by the next answer", () => {
  let running = 0;
  const clock = createGatewayClock(() => running);
  clock.hear("2026-11-17T15:00:00Z");
  running += 1_000;
  clock.hear("2026-11-17T16:30:00Z");
  expect(clock.now()).toBe(at("2026-11-17T16:30:00Z"));
});
