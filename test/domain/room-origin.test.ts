import { describe, expect, test } from "vitest";
import { nothingSeen, type OriginSight } from "../../src/domain/origin-sight.ts";
import type { RoomSettings } from "../../src/domain/settings.ts";
import { letEverybodyIn, type RoomInHand, roomInHand } from "../support/room-in-hand.ts";

const watched: Partial<RoomSettings> = {
  queue: "always",
  admissionsPerMinute: 600,
  sessionMinutes: 1,
  originHealth: { targetMilliseconds: 300, floorPerMinute: 30 },
};

const failing: OriginSight = { ...nothingSeen, asked: 10, failed: 10 };
const well: OriginSight = { ...nothingSeen, asked: 10, answered: 10 };

function see(room: RoomInHand, sight: OriginSight, seconds: number): void {
  for (let second = 0; second < seconds; second++) {
    room.see(sight);
    room.wait(1_000);
  }
}

describe("a room that looks at its shop", () => {
  test("stops within five seconds of an outage, and begins again at the floor", () => {
    const room = roomInHand(watched);
    see(room, well, 3);
    expect(room.state.rate.perSecond).toBe(10);
    see(room, failing, 5);
    expect(room.state.rate.perSecond).toBe(0);
    const [only = 0] = room.joinMany(1);
    expect(letEverybodyIn(room, [only], 3_000).size).toBe(0);
    see(room, well, 10);
    expect(room.state.rate.perSecond).toBeGreaterThan(0);
    expect(room.state.rate.perSecond).toBeLessThan(10);
    expect(letEverybodyIn(room, [only], 10_000).size).toBe(1);
    expect(room.notes.violations.size).toBe(0);
  });

  test("gives every session the time of the outage back", () => {
    const room = roomInHand(watched);
    const [only = 0] = room.joinMany(1);
    letEverybodyIn(room, [only], 10_000);
    const endsAt = room.register.find("general", only)?.endsAt ?? 0;
    see(room, failing, 5);
    see(room, nothingSeen, 5);
    see(room, failing, 80);
    expect(room.state.inside).toBe(1);
    see(room, well, 2);
    const [outage] = room.state.outages;
    const lost = (outage?.until ?? 0) - (outage?.since ?? 0);
    expect(lost).toBeGreaterThan(80_000);
    expect(room.register.find("general", only)?.endsAt).toBe(endsAt + lost);
    room.wait(endsAt + lost - room.now);
    expect(room.state.inside).toBe(0);
  });

  test("writes nothing every second while the shop is well and nobody comes", () => {
    const room = roomInHand(watched);
    room.wait(1_000);
    const before = room.state;
    see(room, nothingSeen, 60);
    expect(room.state).toBe(before);
  });

  test("forgets what it saw when the merchant turns it off, and goes back to the merchant's rate", () => {
    const room = roomInHand(watched);
    see(room, failing, 6);
    room.change({ originHealth: "off" });
    expect(room.state.rate.perSecond).toBe(10);
    expect(room.state.health).toBeNull();
    expect(room.state.outages.at(-1)?.until).not.toBeNull();
  });

  test("goes on after a restart where it was", () => {
    const room = roomInHand(watched);
    see(room, failing, 6);
    room.restart();
    room.wait(1_000);
    expect(room.state.rate.perSecond).toBe(0);
    see(room, well, 10);
    expect(room.state.rate.perSecond).toBeGreaterThan(0);
  });
});
