import { describe, expect, test } from "vitest";
import {
  drawLine,
  highest,
  historyMs,
  remember,
  type Sample,
} from "../../src/client/admin-history.ts";
import type { RoomLive } from "../../src/protocol.ts";

const box = { width: 300, height: 60 };

function sample(at: number, waiting: number): Sample {
  return { at, waiting, admittedLastMinute: 0, effectivePerMinute: 600 };
}

function live(at: number, waiting: number): RoomLive {
  return {
    room: "default",
    epoch: 1,
    state: "open",
    asOf: new Date(at).toISOString(),
    waiting,
    called: 0,
    inside: 0,
    capacity: null,
    admittedLastMinute: 0,
    admissionsPerMinute: 600,
    arrivalsLastMinute: 0,
    attendance: null,
    newcomerWaitSeconds: null,
    totals: { joined: 0, admitted: 0, left: 0 },
    access: "open",
    effectivePerMinute: 600,
    clonedPasses: 0,
    lines: [],
    draw: { commitment: "", isHeld: false },
    stock: null,
    originHealth: null,
    estimates: { told: 0, held: 0, tooEarly: 0, tooLate: 0, coverage: null },
    settingsVersion: 1,
  };
}

describe("remember()", () => {
  test("forgets what is older than five minutes", () => {
    const history = remember([sample(0, 1), sample(1_000, 2)], live(historyMs + 500, 3));
    expect(history.map(({ waiting }) => waiting)).toEqual([2, 3]);
  });

  test("keeps one sample for an instant that is answered twice", () => {
    const history = remember([sample(1_000, 1)], live(1_000, 2));
    expect(history).toEqual([sample(1_000, 2)]);
  });

  test("stays in the order of time when an older answer comes late", () => {
    const history = remember([sample(1_000, 1), sample(3_000, 3)], live(2_000, 2));
    expect(history.map(({ at }) => at)).toEqual([1_000, 2_000]);
  });
});

describe("drawLine()", () => {
  test("puts now at the right edge, the top value at the upper one", () => {
    const line = drawLine([sample(0, 0), sample(1_000, 10)], "waiting", 10, box);
    expect(line).toBe("M299.0 60.0L300.0 0.0");
  });

  test("lifts the pen where nothing was known for more than five seconds", () => {
    const line = drawLine([sample(0, 1), sample(1_000, 1), sample(9_000, 1)], "waiting", 1, box);
    expect(line.match(/[ML]/g)?.join("")).toBe("MLM");
  });

  test("lies on the ground when all is nought, and is nothing without samples", () => {
    expect(drawLine([sample(0, 0)], "waiting", 0, box)).toBe("M300.0 60.0");
    expect(drawLine([], "waiting", 0, box)).toBe("");
  });
});

test("highest() is the greatest of all the figures asked for", () => {
  expect(highest([sample(0, 7), sample(1, 900)], ["waiting", "effectivePerMinute"])).toBe(900);
  expect(highest([], ["waiting"])).toBe(0);
});
