import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  attemptsFor,
  type Crowd,
  crowdOf,
  isAsked,
  leastAttempts,
  mostAttempts,
  mostPatienceOfAllMs,
  patienceMs,
} from "../../src/domain/challenge.ts";
import { newLine } from "../../src/domain/line.ts";
import { newRoom, withLine } from "../../src/domain/room-state.ts";
import { snapshotOf } from "../../src/domain/room-view.ts";
import { defaultSettings, type RoomSettings } from "../../src/domain/settings.ts";
import type { RoomSnapshot } from "../../src/domain/snapshot.ts";

const people = fc.double({ min: 0, max: 1e9, noNaN: true });
const crowd = fc.record<Crowd>({ joinPerMinute: people, letInPerMinute: people });

describe("the price of a place", () => {
  test("is a whole number between its least and its most, whatever comes", () => {
    fc.assert(
      fc.property(crowd, people, (some, fromAddress) => {
        const attempts = attemptsFor(some, fromAddress);
        expect(Number.isInteger(attempts)).toBe(true);
        expect(attempts).toBeGreaterThanOrEqual(leastAttempts);
        expect(attempts).toBeLessThanOrEqual(mostAttempts);
      }),
    );
  });

  test("never falls when more people join, fewer are let in, or the address brings more", () => {
    fc.assert(
      fc.property(crowd, people, people, (some, fromAddress, more) => {
        const before = attemptsFor(some, fromAddress);
        const { joinPerMinute, letInPerMinute } = some;
        const joined = { letInPerMinute, joinPerMinute: joinPerMinute + more };
        const slower = { joinPerMinute, letInPerMinute: Math.max(0, letInPerMinute - more) };
        expect(attemptsFor(joined, fromAddress)).toBeGreaterThanOrEqual(before);
        expect(attemptsFor(slower, fromAddress)).toBeGreaterThanOrEqual(before);
        expect(attemptsFor(some, fromAddress + more)).toBeGreaterThanOrEqual(before);
      }),
    );
  });

  test("is the least while fewer join than are let in, and an address brings few", () => {
    expect(attemptsFor({ joinPerMinute: 599, letInPerMinute: 600 }, 0)).toBe(leastAttempts);
    expect(attemptsFor({ joinPerMinute: 6_000, letInPerMinute: 600 }, 0)).toBe(10 * leastAttempts);
    expect(attemptsFor({ joinPerMinute: 599, letInPerMinute: 600 }, 500)).toBe(2 * leastAttempts);
  });

  test("is the most when a launch begins, and in a room that lets nobody in", () => {
    const launch = { joinPerMinute: 13_000 * 60, letInPerMinute: 600 };
    expect(attemptsFor(launch, 0)).toBe(mostAttempts);
    expect(attemptsFor({ joinPerMinute: 10_000, letInPerMinute: 0 }, 0)).toBe(mostAttempts);
  });

  test("behind a carrier's address at 625 a minute is less than thrice the price of others", () => {
    const calm = { joinPerMinute: 5_000, letInPerMinute: 6_000 };
    expect(attemptsFor(calm, 625)).toBeLessThan(3 * leastAttempts);
  });
});

describe("waiting in place of calculating", () => {
  test("takes longer the more wait at an address, and at most ten minutes", () => {
    fc.assert(
      fc.property(people, people, (fromAddress, more) => {
        expect(patienceMs(fromAddress + more)).toBeGreaterThanOrEqual(patienceMs(fromAddress));
        expect(patienceMs(fromAddress)).toBeGreaterThanOrEqual(20_000);
        expect(patienceMs(fromAddress)).toBeLessThanOrEqual(600_000);
      }),
    );
    expect(patienceMs(4)).toBe(40_000);
    expect(patienceMs(4, mostPatienceOfAllMs)).toBe(40_000);
    expect(patienceMs(1e9, mostPatienceOfAllMs)).toBe(60_000);
  });
});

describe("asking for it", () => {
  const calm = { joinPerMinute: 600, letInPerMinute: 600 };
  const busy = { joinPerMinute: 601, letInPerMinute: 600 };

  test("happens never, always, or while more join than are let in, as the merchant says", () => {
    expect([isAsked("off", busy), isAsked("off", calm)]).toEqual([false, false]);
    expect([isAsked("when-busy", busy), isAsked("when-busy", calm)]).toEqual([true, false]);
    expect([isAsked("always", busy), isAsked("always", calm)]).toEqual([true, true]);
  });
});

describe("the crowd", () => {
  const now = 1_000_000;
  const chance = { seed: "00".repeat(32), commitment: "", subjectKey: "00", batcherKey: "00" };

  function crowdWith(inside: number, chosen: Partial<RoomSettings>): Crowd {
    const settings = { ...defaultSettings, ...chosen };
    const room = newRoom(1, chance, now);
    const withInside = { ...room, state: { ...room.state, inside } };
    const base = snapshotOf(withLine(withInside, newLine("general")), { settings, now });
    const snapshot: RoomSnapshot = {
      ...base,
      arrivalsLastMinute: 7,
      settings,
      settingsVersion: 0,
      revoked: [],
    };
    return crowdOf(snapshot);
  }

  test("is let in at the rate while there is room", () => {
    const room = { admissionsPerMinute: 90, capacity: 10 };
    expect(crowdWith(9, room)).toEqual({ joinPerMinute: 7, letInPerMinute: 90 });
  });

  test("of a full room of which nobody has left yet is let in at no rate at all", () => {
    expect(crowdWith(10, { admissionsPerMinute: 90, capacity: 10 }).letInPerMinute).toBe(0);
  });
});
