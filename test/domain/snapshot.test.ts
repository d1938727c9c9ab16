import fc from "fast-check";
import { expect, test } from "vitest";
import { newcomerWait, standingOf, untilMs } from "../../src/domain/snapshot.ts";
import { letEverybodyIn, roomInHand } from "../support/room-in-hand.ts";

const line = (settings = {}) => {
  const room = roomInHand({ queue: "always", admissionsPerMinute: 600, ...settings });
  return { room, numbers: room.joinMany(200) };
};

test("the number ahead is one less for each place further in front", () => {
  const { room } = line();
  const snapshot = room.snapshot();
  const { serving, issued } = room.line;
  for (let place = serving + 1; place <= issued; place++) {
    expect(standingOf(place, "general", snapshot)).toMatchObject({
      kind: "waiting",
      ahead: place - serving - 1,
    });
  }
});

test("until the opening it is as long as the room's clock says where that is ahead of ours, and never longer than ours", () => {
  const { room } = line();
  const snapshot = room.snapshot();
  const opensAt = snapshot.asOf + 60_000;
  expect(untilMs(snapshot, opensAt, snapshot.asOf - 50_000)).toBe(60_000);
  expect(untilMs(snapshot, opensAt, snapshot.asOf + 1_000)).toBe(59_000);
});

test("the number ahead never grows, whoever joins, comes, leaves or does not come", () => {
  const conduct = fc.array(
    fc.oneof(
      fc.record({ leaves: fc.integer({ min: 1, max: 200 }) }),
      fc.record({ comes: fc.integer({ min: 1, max: 200 }) }),
      fc.record({ join: fc.nat(20) }),
      fc.record({ waitMs: fc.nat(20_000) }),
      fc.record({ rate: fc.constantFrom(0, 1, 60, 6_000) }),
      fc.constant({ restarts: true }),
    ),
    { maxLength: 40, size: "max" },
  );
  fc.assert(
    fc.property(conduct, (steps) => {
      const { room, numbers } = line();
      const ahead = new Map<number, number>();
      for (const step of steps) {
        if ("leaves" in step) room.leave(step.leaves);
        if ("comes" in step) room.enter(step.comes);
        if ("join" in step) room.joinMany(step.join);
        if ("waitMs" in step) room.wait(step.waitMs);
        if ("rate" in step) room.change({ admissionsPerMinute: step.rate });
        if ("restarts" in step) room.restart();
        const snapshot = room.snapshot();
        for (const number of numbers) {
          const standing = standingOf(number, "general", snapshot);
          const now = standing.kind === "waiting" ? (standing.ahead ?? Number.NaN) : -1;
          expect(now).toBeLessThanOrEqual(ahead.get(number) ?? now);
          ahead.set(number, now);
        }
      }
    }),
    { numRuns: 25 },
  );
});

test("whoever is called is told until when their claim holds", () => {
  const { room } = line({ claimWindowSeconds: 60 });
  const snapshot = room.snapshot();
  expect(standingOf(1, "general", snapshot)).toEqual({
    kind: "called",
    claimBy: room.now + 60_000,
  });
});

test("whoever was called longer ago than is listed is called still, and their claim is over", () => {
  const { room } = line({ claimWindowSeconds: 10 });
  room.wait(100_000);
  const snapshot = room.snapshot();
  expect(standingOf(1, "general", snapshot)).toEqual({ kind: "called", claimBy: snapshot.asOf });
});

test.each(["paused", "closed", "sold-out"] as const)(
  "while the room is %s nothing is said about the wait, and the page is still told when to ask",
  (state) => {
    const { room } = line();
    room.change({ state });
    const standing = standingOf(200, "general", room.snapshot());
    expect(standing).toMatchObject({ kind: "waiting", wait: null });
    expect(standing.kind === "waiting" && standing.untilCalledMs).toBeGreaterThan(0);
  },
);

test("a newcomer waits longer than everybody in line, and not at all where there is room", () => {
  const { room, numbers } = line();
  const last = standingOf(200, "general", room.snapshot());
  const newcomer = newcomerWait("general", room.snapshot());
  expect(newcomer?.highMs).toBeGreaterThanOrEqual(
    (last.kind === "waiting" && last.wait?.highMs) || Number.NaN,
  );
  room.change({ queue: "when-needed" });
  letEverybodyIn(room, numbers, 60_000);
  room.wait(2_000);
  expect(newcomerWait("general", room.snapshot())).toEqual({ lowMs: 0, highMs: 0 });
});
